import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openNode, type RegisteredRoute, type ServedNode } from './open-node.ts';
import { newTally } from './tally.ts';

/**
 * Another site makes a browser send requests with the cookies of who is signed in there. Every route that is registered is
 * attacked, so that a new one is attacked on the day it comes.
 */
vi.setConfig({ testTimeout: 120_000 });
const tally = newTally('cross-site');
let node: ServedNode;
let cookie: string;
beforeAll(async () => {
  node = await openNode();
  cookie = (await node.browser('citizen')).cookies();
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const safe: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);
/** Answered from a file, the same for everybody. */
const isFile = ({ url }: RegisteredRoute) => url.startsWith('/assets/') || /\.(js|svg|css)$/.test(url);

/** An address of a route: what it names of a record is the citizen's own, so that only the attack stands against it. */
function addressOf({ url }: RegisteredRoute): string {
  const person = node.accountOf('citizen').patient ?? '';
  return url
    .replace('Patient/:id', `Patient/${person}`)
    .replace(':type/:id', `Patient/${person}`)
    .replace(':patient', person)
    .replace(':type', 'Patient')
    .replace(':inside', 'Condition')
    .replace(':version', '1')
    .replace('/*', '/x')
    .replace(/:[a-zA-Z]+/g, 'unknown');
}

const evil = 'https://evil.example';
const [own, json] = [{ 'x-carnet-request': '1' }, { 'content-type': 'application/json' }];
/** What a browser sends along for a page of another site, by a form, by a script, by an older browser. */
const foreign: readonly { readonly how: string; readonly headers: Readonly<Record<string, string>> }[] = [
  { how: 'a form', headers: { origin: evil, 'content-type': 'application/x-www-form-urlencoded' } },
  { how: 'a form as text', headers: { origin: evil, 'content-type': 'text/plain' } },
  { how: 'a form of a frame without origin', headers: { origin: 'null', 'content-type': 'text/plain' } },
  {
    how: 'a script without the header',
    headers: { ...json, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
  },
  { how: 'a script with the header', headers: { ...own, ...json, 'sec-fetch-site': 'cross-site', origin: evil } },
  { how: 'another port of the host', headers: { ...own, ...json, 'sec-fetch-site': 'same-site' } },
  { how: 'an older browser, another origin', headers: { ...own, ...json, origin: evil } },
  { how: 'a frame without origin', headers: { ...own, ...json, origin: 'null', 'sec-fetch-site': 'cross-site' } },
  { how: 'a navigation', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' } },
  { how: 'no word of where from', headers: {} },
  { how: 'the header with another value', headers: { 'x-carnet-request': 'true', ...json } },
];

/** `$versions` may be posted to and changes nothing: it says the same to everybody. */
function changing(): readonly RegisteredRoute[] {
  return node.routes.filter((route) => !safe.has(route.method) && !isFile(route) && route.url !== '/fhir/$versions');
}

describe('a request that changes something', () => {
  it('is not let in by a cookie alone, whichever route it takes', async () => {
    for (const route of changing()) {
      for (const { how, headers } of foreign) {
        const answer = await node.ask({
          method: route.method as NonNullable<InjectOptions['method']>,
          url: addressOf(route),
          headers: { ...headers, cookie },
          payload: '{}',
        });
        const refused = answer.statusCode >= 400 && answer.statusCode < 500;
        tally.attempt(refused, () => `${route.method} ${route.url} by ${how}: ${answer.statusCode}`);
        if (!/^\/(api|fhir)\b/.test(route.url) || route.url.startsWith('/api/health-links')) continue;
        // What no method stands at is refused before anybody is asked who he is.
        const named = answer.statusCode === 405 || (answer.statusCode === 403 && answer.body.includes('access.denied'));
        tally.attempt(named, () => `${route.method} ${route.url} by ${how}: ${answer.statusCode}, not for its site`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('is let in from the pages of the node, by the same routes', async () => {
    const let_in: number[] = [];
    for (const route of changing().filter(({ url }) => url.startsWith('/api/'))) {
      const headers = { ...own, ...json, cookie, origin: node.publicUrl, 'sec-fetch-site': 'same-origin' };
      const answer = await node.ask({ method: route.method as 'POST', url: addressOf(route), headers, payload: '{}' });
      if (!answer.body.includes('must come from the pages of this node')) let_in.push(answer.statusCode);
    }
    expect(let_in.length).toBe(changing().filter(({ url }) => url.startsWith('/api/')).length);
    expect(let_in.length).toBeGreaterThan(25);
  });

  it('gets no leave by a preflight', async () => {
    for (const route of node.routes.filter((each) => !safe.has(each.method) && !isFile(each))) {
      for (const origin of [evil, 'null', `${node.publicUrl}.evil.example`, 'http://localhost:1']) {
        const answer = await node.ask({
          method: 'OPTIONS',
          url: addressOf(route),
          headers: {
            origin,
            cookie,
            'access-control-request-method': route.method,
            'access-control-request-headers': 'x-carnet-request, content-type',
          },
        });
        const credentials = answer.headers['access-control-allow-credentials'];
        const leave = String(answer.headers['access-control-allow-headers'] ?? '').toLowerCase();
        const holds = credentials === undefined && !leave.includes('x-carnet-request') && leave !== '*';
        tally.attempt(holds, () => `preflight of ${route.method} ${route.url} for ${origin}: ${leave} ${credentials}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

/**
 * What is written whoever asks for whatever: the log and what follows it, sign-ins under way, what a process tells of
 * itself, and that somebody has opened an inbox, from when news is kept there.
 */
const written =
  /^(audit_\w+|identity_(oidc|once|rate|session|upstream)|job|notification_choice|subscription_process|watch_\w+|graphile\w*)$/;

/** A digest of each table of the node. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const tables = await node.core.db.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and not relispartition order by 1`,
    [],
  );
  const digests = new Map<string, string>();
  for (const { name } of tables.filter((table) => !written.test(table.name))) {
    const [row] = await node.core.db.query<{ digest: string | null }>(
      `select md5(string_agg(md5(t::text), '' order by md5(t::text))) as digest from "${name}" t`,
      [],
    );
    digests.set(name, row?.digest ?? '');
  }
  return digests;
}

describe('a link or a picture of another site', () => {
  it('changes nothing but the log, whichever address it names', async () => {
    const before = await contents();
    for (const route of node.routes.filter((each) => each.method === 'GET' && !isFile(each))) {
      if (route.url.startsWith('/subscriptions/')) continue;
      const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*' };
      const answer = await node.ask({ method: 'GET', url: addressOf(route), headers });
      tally.attempt(answer.statusCode < 500, () => `GET ${route.url}: ${answer.statusCode}`);
    }
    const after = await contents();
    const changed = [...before].filter(([name, digest]) => after.get(name) !== digest).map(([name]) => name);
    tally.attempt(changed.length === 0, () => `GET changed ${changed.join(', ')}`);
    expect(before.size).toBeGreaterThan(10);
    expect(tally.through()).toEqual([]);
  });

  it('is shown nothing of her record where it is no navigation', async () => {
    const modes = ['no-cors', 'cors', 'same-origin', undefined];
    for (const route of node.routes.filter((each) => each.method === 'GET' && /^\/(api|fhir)\//.test(each.url))) {
      const open = (await node.ask({ method: 'GET', url: addressOf(route) })).statusCode !== 401;
      for (const mode of open ? [] : modes) {
        for (const site of ['cross-site', 'same-site']) {
          const fetched = mode === undefined ? {} : { 'sec-fetch-mode': mode };
          const answer = await node.ask({
            method: 'GET',
            url: addressOf(route),
            headers: { cookie, 'sec-fetch-site': site, ...fetched },
          });
          tally.attempt(
            answer.statusCode === 403,
            () => `GET ${route.url} from ${site} as ${mode}: ${answer.statusCode}`,
          );
        }
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('every answer', () => {
  it('forbids frames, guessing of types and other origins', async () => {
    for (const route of node.routes.filter((each) => !isFile(each) && !each.url.startsWith('/subscriptions/'))) {
      // A link of health is opened by viewers that are pages of other sites.
      const isOpen = route.url.startsWith('/api/health-links');
      for (const headers of [{}, { cookie, ...own }, { origin: evil }] as readonly Record<string, string>[]) {
        const { method } = route;
        const answer = await node.ask({ method: method as 'GET', url: addressOf(route), headers });
        const policy = String(answer.headers['content-security-policy'] ?? '');
        const who = answer.headers['access-control-allow-origin'];
        const holds =
          /frame-ancestors 'none'/.test(policy) &&
          !/unsafe-inline|unsafe-eval|\*/.test(policy) &&
          answer.headers['x-content-type-options'] === 'nosniff' &&
          answer.headers['referrer-policy'] === 'no-referrer' &&
          answer.headers['access-control-allow-credentials'] === undefined &&
          (isOpen || who === undefined || !/\/api\/|\/session/.test(route.url));
        tally.attempt(holds, () => `${method} ${route.url} ${Object.keys(headers)}: ${policy.slice(0, 60)} ${who}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

/** Names by which addresses are usually told where to go next, those of this node and those of others. */
const nextNames =
  'returnTo return_to returnUrl next url redirect redirect_uri redirectUri post_logout_redirect_uri continue continueAt target target_link_uri dest destination iss login_hint request_uri response_uri state'.split(
    ' ',
  );
const elsewhere = [
  evil,
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/%2f%2fevil.example',
  '/..//evil.example',
  '/./\\evil.example',
  'https:evil.example',
  'javascript:alert(1)',
  'data:text/html,x',
  '/\t/evil.example',
  '/\n/evil.example',
  '\u00a0//evil.example',
  'http://localhost@evil.example/',
  '/x\r\nlocation: https://evil.example',
] as const;

/** Does a browser that follows it leave the node? */
function leaves(location: string | undefined, from: string): boolean {
  if (location === undefined) return false;
  const url = URL.parse(location, new URL(from, node.publicUrl).href);
  return url === null || url.origin !== new URL(node.publicUrl).origin;
}

describe('where to go next', () => {
  it('is never another site, whatever an address is told', async () => {
    const routes = node.routes.filter(
      (each) => each.method === 'GET' && !isFile(each) && !each.url.includes('websocket'),
    );
    const listed = [
      ...routes,
      ...['auth', 'end-session', 'end-session/success'].map((path) => ({ method: 'GET', url: `/oidc/${path}` })),
    ];
    for (const route of listed) {
      // The FHIR API leads nowhere; one spelling there shows that it does not.
      const some = route.url.startsWith('/fhir') ? elsewhere.slice(0, 1) : elsewhere;
      for (const value of some) {
        const query = nextNames.map((name) => `${name}=${encodeURIComponent(value)}`).join('&');
        const url = `${addressOf(route)}?${query}`;
        const answer = await node.ask({ method: 'GET', url, headers: { cookie } });
        tally.attempt(
          !leaves(answer.headers.location, url),
          () => `GET ${route.url} to ${value}: ${answer.headers.location}`,
        );
        const refreshed = answer.headers.refresh ?? answer.headers['content-location'];
        tally.attempt(!leaves(refreshed as string | undefined, url), () => `GET ${route.url}: ${refreshed}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('is a page of this node after a sign-in, however it is spelled', async () => {
    const { id } = node.accountOf('citizen');
    const { testBrowser } = await import('../../src/modules/identity/testing-browser.ts');
    for (const value of elsewhere) {
      const browser = testBrowser(node.publicUrl);
      const { at } = await browser.signIn(id, value);
      tally.attempt(!leaves(at, '/'), () => `sign-in with returnTo=${JSON.stringify(value)} ends at ${at}`);
    }
    expect(tally.through()).toEqual([]);
  });
});
