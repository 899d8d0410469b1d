/** A browser reduced to its cookies, with their paths; it follows nothing by itself. For tests of sign-in. */
export function testBrowser(publicUrl: string, userAgent = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0') {
  const jar = new Map<string, { value: string; path: string }>();
  const own = { 'x-carnet-request': '1', 'content-type': 'application/json' };
  const send = async (address: string, init: RequestInit = {}) => {
    const url = new URL(address, publicUrl);
    const cookie = [...jar]
      .filter(([, kept]) => url.pathname === kept.path || url.pathname.startsWith(kept.path.replace(/\/?$/, '/')))
      .map(([name, kept]) => `${name}=${kept.value}`)
      .join('; ');
    const headers = { cookie, 'user-agent': userAgent, ...init.headers };
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const header of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = header.split('; ');
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find((each) => /^path=/i.test(each))?.slice(5) ?? '/';
      const gone = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=thu, 01 jan 1970/i.test(each));
      if (gone) jar.delete(name);
      else jar.set(name, { value: pair.slice(pair.indexOf('=') + 1), path });
    }
    return response;
  };
  /** Follows redirects as far as the sign-in page or a page of the node. */
  const follow = async (address: string): Promise<Response & { readonly at: string }> => {
    let at = address;
    for (let hop = 0; hop < 10; hop++) {
      const path = new URL(at, publicUrl).pathname;
      if (path.startsWith('/sign-in/')) return Object.assign(new Response(null), { at: path });
      const response = await send(at);
      const location = response.headers.get('location');
      if (location === null) return Object.assign(response, { at });
      at = new URL(location, new URL(at, publicUrl)).href;
      if (!/^\/(session|oidc|sign-in)\b/.test(new URL(at).pathname)) return Object.assign(response, { at });
    }
    throw new Error('redirected in a circle');
  };
  const post = (address: string, body: unknown, headers: Record<string, string> = own) =>
    send(address, { method: 'POST', headers, body: JSON.stringify(body) });
  const choose = (uid: string, account: string, headers: Record<string, string> = own) =>
    post(`/session/interaction/${uid}`, { account }, headers);
  /** Goes to the sign-in page; the id of its interaction. */
  const begin = async (returnTo = '/', query = '') => {
    const page = await follow(`/session/login?returnTo=${encodeURIComponent(returnTo)}${query}`);
    return page.at.slice('/sign-in/'.length);
  };
  const signIn = async (account: string, returnTo = '/record?tab=1') => {
    const chosen = (await (await choose(await begin(returnTo), account)).json()) as { location: string };
    return follow(chosen.location);
  };
  const session = async () => (await (await send('/session')).json()) as { signedIn: boolean; name?: string };
  const logout = (headers: Record<string, string> = own) => send('/session/logout', { method: 'POST', headers });
  /** All cookies, as a thief would have them. */
  const cookies = () => [...jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
  return { jar, send, post, follow, begin, choose, signIn, session, logout, cookies };
}
