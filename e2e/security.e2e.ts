import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { projectRoot } from '../src/app/config.ts';
import { carnet } from './nodes.ts';

const { stateDir, fr } = inject('carnet');

/** What a browser or a program gets to see of an answer. */
interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

async function ask(path: string, init: RequestInit = {}): Promise<Seen> {
  const answer = await fetch(new URL(path, fr), { redirect: 'manual', ...init });
  return { status: answer.status, headers: answer.headers, body: await answer.text() };
}

/** Bytes that are no request, as they stand. */
async function askRaw(bytes: string): Promise<Seen> {
  const { port } = new URL(fr);
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(port), 'localhost', () => socket.write(bytes));
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      heard += chunk;
    });
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
  const [head = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]);
  return { status: Number(first.split(' ')[1]), headers: new Headers(pairs as [string, string][]), body };
}

const asPage = { headers: { accept: 'text/html' } };
let bearer: { authorization: string };
let doctor: { authorization: string };
let cookie: string;

beforeAll(async () => {
  const token = (who: string) => carnet(stateDir, 'token', '--node', 'fr', '--as', who);
  bearer = { authorization: `Bearer ${await token('importer')}` };
  doctor = { authorization: `Bearer ${await token('doctor')}` };
  cookie = await signedInAs('citizen');
});

/** The session cookie of somebody who has signed in as a browser does. */
async function signedInAs(role: string): Promise<string> {
  const jar = new Map<string, string>();
  const step = async (path: string, init: RequestInit = {}) => {
    const sent = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(new URL(path, fr), {
      redirect: 'manual',
      ...init,
      headers: { ...(init.headers as Record<string, string>), cookie: sent },
    });
    for (const header of answer.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  };
  const follow = async (path: string): Promise<string> => {
    const answer = await step(path);
    const location = answer.headers.get('location');
    return location === null || location.startsWith('/sign-in/') || location === '/'
      ? (location ?? '')
      : follow(location);
  };
  const page = await follow('/session/login');
  const uid = page.slice('/sign-in/'.length);
  const shown = (await (await step(`/session/interaction/${uid}`)).json()) as {
    readonly accounts: readonly { readonly id: string; readonly role: string }[];
  };
  const account = shown.accounts.find((each) => each.role === role)?.id;
  const chosen = await step(`/session/interaction/${uid}`, {
    method: 'POST',
    headers: { 'x-carnet-request': '1', 'content-type': 'application/json' },
    body: JSON.stringify({ account }),
  });
  await follow(((await chosen.json()) as { readonly location: string }).location);
  return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
}

/** One of every kind of answer, with the status that shows that it is the one that is meant. */
const answers: readonly { readonly kind: string; readonly status: number; readonly ask: () => Promise<Seen> }[] = [
  { kind: 'the page', status: 200, ask: () => ask('/', asPage) },
  { kind: 'the page at a deep address', status: 200, ask: () => ask('/record?person=x', asPage) },
  { kind: 'the sign-in page', status: 200, ask: () => ask('/sign-in/x', asPage) },
  { kind: 'a script', status: 200, ask: async () => ask(await assetOf(/src="(\/assets\/[^"]+\.js)"/)) },
  { kind: 'a stylesheet', status: 200, ask: async () => ask(await assetOf(/href="(\/assets\/[^"]+\.css)"/)) },
  { kind: 'the stylesheet of documents', status: 200, ask: () => ask('/assets/document.css') },
  { kind: 'the script of the theme', status: 200, ask: () => ask('/theme.js') },
  { kind: 'a picture', status: 200, ask: () => ask('/booklet.svg') },
  { kind: 'a file that is not there', status: 404, ask: () => ask('/assets/gone.js') },
  { kind: 'the facts of the node', status: 200, ask: () => ask('/api/node') },
  { kind: 'the API of the pages', status: 200, ask: () => ask('/api/my-record/people', { headers: { cookie } }) },
  { kind: 'the API without sign-in', status: 401, ask: () => ask('/api/my-record/people') },
  { kind: 'the API where there is nothing', status: 404, ask: () => ask('/api/nothing') },
  { kind: 'the health check', status: 200, ask: () => ask('/healthz') },
  { kind: 'capabilities', status: 200, ask: () => ask('/fhir/metadata') },
  { kind: 'the OpenAPI document', status: 200, ask: () => ask('/fhir/openapi.json') },
  { kind: 'a read', status: 200, ask: () => ask(`/fhir/Patient/${patient}`, { headers: bearer }) },
  { kind: 'a read as XML', status: 200, ask: () => ask(`/fhir/Patient/${patient}?_format=xml`, { headers: bearer }) },
  { kind: 'a read that is compressed', status: 200, ask: () => ask('/fhir/Patient', { headers: bearer }) },
  { kind: 'a search', status: 200, ask: () => ask('/fhir/Observation?_count=2', { headers: bearer }) },
  { kind: 'a history', status: 200, ask: () => ask(`/fhir/Patient/${patient}/_history`, { headers: bearer }) },
  {
    kind: 'everything of a person',
    status: 200,
    ask: () => ask(`/fhir/Patient/${patient}/$everything`, { headers: bearer }),
  },
  {
    kind: 'a document as a page',
    status: 200,
    ask: () => ask(`/fhir/Patient/${patient}/$summary`, { headers: { ...doctor, accept: 'text/html' } }),
  },
  { kind: 'the FHIR API without sign-in', status: 401, ask: () => ask('/fhir/Patient') },
  { kind: 'a resource that is not there', status: 404, ask: () => ask('/fhir/Patient/nobody', { headers: bearer }) },
  {
    kind: 'a method that is not there',
    status: 405,
    ask: () => ask('/fhir/metadata', { method: 'PUT', headers: bearer }),
  },
  { kind: 'OPTIONS', status: 405, ask: () => ask('/fhir/Patient', { method: 'OPTIONS' }) },
  {
    kind: 'a format that is not there',
    status: 406,
    ask: () => ask('/fhir/Patient', { headers: { ...bearer, accept: 'image/png' } }),
  },
  {
    kind: 'a batch',
    status: 200,
    ask: () =>
      ask('/fhir', {
        method: 'POST',
        headers: { ...bearer, 'content-type': 'application/fhir+json' },
        body: JSON.stringify({ resourceType: 'Bundle', type: 'batch' }),
      }),
  },
  {
    kind: 'an export that begins',
    status: 202,
    ask: () => ask('/fhir/$export', { headers: { ...bearer, prefer: 'respond-async' } }),
  },
  { kind: 'who is signed in', status: 200, ask: () => ask('/session', { headers: { cookie } }) },
  { kind: 'the start of a sign-in', status: 303, ask: () => ask('/session/login') },
  { kind: 'a sign-in that failed', status: 303, ask: () => ask('/session/callback?code=x') },
  { kind: 'a sign-in that is not under way', status: 401, ask: () => ask('/session/interaction/x') },
  { kind: 'the discovery document', status: 200, ask: () => ask('/oidc/.well-known/openid-configuration') },
  { kind: 'the public keys', status: 200, ask: () => ask('/oidc/jwks') },
  { kind: 'an app that is not known', status: 400, ask: () => ask('/oidc/auth?client_id=nobody', asPage) },
  { kind: 'the token endpoint', status: 400, ask: () => ask('/oidc/token', { method: 'POST' }) },
  { kind: 'the provider where there is nothing', status: 404, ask: () => ask('/oidc/nothing', asPage) },
  { kind: 'an address that is not well formed', status: 400, ask: () => ask('/fhir/Patient/%zz', { headers: bearer }) },
  { kind: 'what is no HTTP', status: 400, ask: () => askRaw('NONSENSE\r\n\r\n') },
  {
    kind: 'headers that are too large',
    status: 431,
    ask: () => askRaw(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`),
  },
];
const patient = 'fr-claire-moreau';

async function assetOf(form: RegExp): Promise<string> {
  return form.exec((await ask('/', asPage)).body)?.[1] ?? 'no asset in the page';
}

/** What nobody's data is in, and may be kept. */
const kept = new Set([
  'a script',
  'a stylesheet',
  'the stylesheet of documents',
  'the script of the theme',
  'a picture',
  'the page',
  'the page at a deep address',
  'the sign-in page',
  'the facts of the node',
  'capabilities',
  'the OpenAPI document',
]);

describe('the headers of', () => {
  it.each(answers)('$kind', async ({ kind, status, ask: get }) => {
    const { status: given, headers, body } = await get();
    expect(given).toBe(status);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src '(self|none)'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|blob:/);
    expect(policy.replace('img-src', '')).not.toMatch(/(script|style|object|default)-src[^;]*data:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('server')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
    if (!kept.has(kind)) expect(headers.get('cache-control')).toContain('no-store');
    if (!kind.startsWith('the discovery') && kind !== 'the public keys') {
      expect(headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    if (headers.get('content-type')?.startsWith('text/html')) {
      expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:/i);
    }
    if (status >= 400) expect(body).not.toMatch(/node_modules|at .*\.ts:\d|postgres|fastify/i);
  });
});

describe('another site', () => {
  const evil = 'https://evil.example';

  it.each(['/fhir/Patient', '/api/my-record/people', '/session', '/oidc/token', '/session/logout'])(
    'is not let in by a preflight request at %s',
    async (path) => {
      const answer = await ask(path, {
        method: 'OPTIONS',
        headers: {
          origin: evil,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'x-carnet-request,content-type',
        },
      });
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(answer.headers.get('access-control-allow-headers')).toBeNull();
    },
  );

  /** Every route of the pages' API that changes something, as the sources register it. */
  const changing = readdirSync(join(projectRoot, 'src/features'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.includes('.test.') && !path.includes('pages/'))
    .flatMap((path) => {
      const source = readFileSync(join(projectRoot, 'src/features', path), 'utf8');
      return [...source.matchAll(/method: '(POST|PUT|PATCH|DELETE)',\s*url: '(\/api\/[^']+)'/g)];
    })
    .map(([, method = '', url = '']) => ({ method, url: url.replace(/:\w+/g, patient) }));

  it('has such routes to try', () => {
    expect(changing.map(({ method, url }) => `${method} ${url}`)).toContain(`PUT /api/sharing/${patient}`);
    expect(changing.length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    ...changing,
    { method: 'POST', url: '/session/logout' },
    { method: 'POST', url: '/session/interaction/x' },
    { method: 'PUT', url: `/fhir/Patient/${patient}` },
    { method: 'POST', url: '/fhir/Observation' },
    { method: 'DELETE', url: `/fhir/Patient/${patient}` },
    { method: 'POST', url: '/fhir' },
    { method: 'POST', url: '/fhir/$graphql' },
    { method: 'PATCH', url: `/fhir/Patient/${patient}` },
  ])('cannot $method $url with the cookie of somebody', async ({ method, url }) => {
    const type = { 'content-type': 'application/json' };
    const marked = { ...type, 'x-carnet-request': '1' };
    const tries: readonly Record<string, string>[] = [
      { ...type, origin: evil },
      { 'content-type': 'text/plain', origin: evil },
      { ...marked, origin: evil, 'sec-fetch-site': 'cross-site' },
      { ...marked, 'sec-fetch-site': 'same-site' },
      { ...type, 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of tries) {
      const answer = await ask(url, { method, headers: { ...headers, cookie }, body: '{}' });
      // Some addresses take no text/plain, and say so first.
      expect([403, 415], `${JSON.stringify(headers)} ${answer.body}`).toContain(answer.status);
    }
    const session = await ask('/session', { headers: { cookie } });
    expect(JSON.parse(session.body)).toMatchObject({ signedIn: true });
  });

  it('cannot read with it either', async () => {
    const headers = { cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', origin: evil };
    expect((await ask(`/fhir/Patient/${patient}`, { headers })).status).toBe(403);
  });
});

describe('headers and addresses', () => {
  const hostile = 'evil.example';

  it('take nothing from Host and X-Forwarded-*', async () => {
    const { port } = new URL(fr);
    for (const path of ['/oidc/.well-known/openid-configuration', '/fhir/metadata', '/session/login']) {
      const claims = `host: ${hostile}\r\nx-forwarded-host: ${hostile}\r\nx-forwarded-proto: https\r\n`;
      const answer = await askRaw(`GET ${path} HTTP/1.1\r\n${claims}connection: close\r\n\r\n`);
      expect(answer.status).toBeLessThan(400);
      expect(answer.body).not.toContain(hostile);
      expect(JSON.stringify([...answer.headers])).not.toContain(hostile);
    }
    expect(port).not.toBe('');
  });

  it.each([
    `/session/login?returnTo=${encodeURIComponent('/x\r\nset-cookie: a=b')}`,
    `/session/login?returnTo=${encodeURIComponent('//evil.example')}`,
    `/session/login?returnTo=${encodeURIComponent('/\\evil.example')}`,
    '/fhir/Patient/x%0d%0aset-cookie:%20a=b',
    '/fhir/Patient?name=%0d%0aset-cookie:%20a=b',
    '/x%0d%0aset-cookie:%20a=b',
    '/oidc/auth?client_id=x%0d%0aset-cookie:%20a=b&redirect_uri=https://evil.example',
  ])('are not written by what is asked for: %s', async (path) => {
    const answer = await ask(path, { headers: { ...bearer, accept: 'text/html, application/fhir+json' } });
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers.get('set-cookie') ?? '').not.toMatch(/(^|, )a=b/);
    expect(answer.headers.get('location') ?? '').not.toContain('evil.example');
  });

  it.each([
    '/assets/../../../../etc/passwd',
    '/assets/..%2f..%2f..%2fetc%2fpasswd',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/..%5c..%5cpackage.json',
    '/assets/%00package.json',
    '/.env',
    '/.sources',
    '/keys/identity.json',
  ])('lead to no other files: %s', async (path) => {
    const answer = await askRaw(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    expect([400, 404]).toContain(answer.status);
    expect(answer.body).toContain('OperationOutcome');
  });

  it('are not smuggled past each other', async () => {
    const both =
      'POST /fhir HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /x';
    expect((await askRaw(both)).status).toBe(400);
    const twice = 'POST /fhir HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nabcd';
    expect((await askRaw(twice)).status).toBe(400);
  });
});

describe('the keys of sign-in', () => {
  it('are rotated while the node serves, and who was signed in stays so', async () => {
    expect(await carnet(stateDir, 'keys', 'rotate', '--node', 'fr')).toContain('has new keys');
    const keysNow = async () =>
      (JSON.parse((await ask('/oidc/jwks')).body) as { readonly keys: readonly object[] }).keys;
    await expect.poll(async () => (await keysNow()).length, { timeout: 20_000 }).toBe(2);
    const signedIn = async () => JSON.parse((await ask('/session', { headers: { cookie } })).body).signedIn;
    expect(await signedIn()).toBe(true);
    expect((await ask(`/fhir/Patient/${patient}`, { headers: bearer })).status).toBe(200);
    // The new key signs when every process has had time to learn of it.
    await new Promise((settled) => setTimeout(settled, 10_500));
    cookie = await signedInAs('professional');
    expect(await signedIn()).toBe(true);
  });
});
