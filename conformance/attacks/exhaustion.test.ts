import { gzipSync } from 'node:zlib';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { effortMeter, isBounded, tellEffort } from './effort.ts';
import { type Alias, openNode, type ServedNode } from './open-node.ts';
import { newTally } from './tally.ts';

/** Somebody makes the node hold, write or compute without end: each input and each number of rows has a bound. */
vi.setConfig({ testTimeout: 180_000 });
const tally = newTally('exhaustion');
let node: ServedNode;
let who: Readonly<Record<Alias, Readonly<Record<string, string>>>>;
let measured: ReturnType<typeof effortMeter>;
beforeAll(async () => {
  node = await openNode({ CARNET_MAX_BODY: '4194304' });
  measured = effortMeter(node.core.db);
  const session = async (alias: Alias) => ({ cookie: (await node.browser(alias)).cookies(), 'x-carnet-request': '1' });
  who = {
    citizen: await session('citizen'),
    doctor: await session('doctor'),
    admin: await session('admin'),
    importer: await node.bearer('importer'),
  };
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const json = { 'content-type': 'application/json' };
const patient = () => node.accountOf('citizen').patient ?? '';
/** Asks, and holds the node to a bounded effort. */
async function askCheaply(options: InjectOptions, words: () => string) {
  const { answer, effort } = await measured(() => node.ask(options));
  tally.attempt(isBounded(effort), () => `${words()}: ${answer.statusCode} after ${tellEffort(effort)}`);
  return answer;
}

/** Bodies that are small to send and large to hold, or to walk through. */
const bombs: Readonly<
  Record<string, () => { readonly payload: string | Buffer; readonly headers: Readonly<Record<string, string>> }>
> = {
  'more bytes than any body': () => ({ payload: JSON.stringify({ x: 'a'.repeat(5_000_000) }), headers: json }),
  'arrays in arrays': () => ({ payload: '['.repeat(100_000) + ']'.repeat(100_000), headers: json }),
  'objects in objects': () => ({ payload: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, headers: json }),
  'a long list': () => ({ payload: `[${'1,'.repeat(500_000)}1]`, headers: json }),
  'many members': () => ({
    payload: `{${Array.from({ length: 50_000 }, (_, n) => `"m${n}":1`).join(',')}}`,
    headers: json,
  }),
  'a number of many digits': () => ({ payload: `{"value":${'9'.repeat(1_000_000)}}`, headers: json }),
  'zeros, packed': () => ({
    payload: gzipSync(Buffer.alloc(40_000_000)),
    headers: { ...json, 'content-encoding': 'gzip' },
  }),
  'zeros, packed twice': () => ({
    payload: gzipSync(gzipSync(Buffer.alloc(40_000_000))),
    headers: { ...json, 'content-encoding': 'gzip, gzip' },
  }),
  'a text that makes patterns go back': () => ({
    payload: JSON.stringify({ name: `${'a@'.repeat(50_000)}!`, kind: '-'.repeat(90_000) }),
    headers: json,
  }),
};

describe('a body', () => {
  it.each(Object.entries(bombs))('of %s is refused at little cost, wherever it is sent', async (name, make) => {
    const { payload, headers } = make();
    const routes = node.routes.filter(
      ({ method, url }) => ['POST', 'PUT', 'PATCH'].includes(method) && /^\/(api|oidc\/register|session)/.test(url),
    );
    for (const [n, { method, url }] of routes.entries()) {
      const role = (['citizen', 'doctor', 'admin'] as const)[n % 3] ?? 'citizen';
      // Whoever signs out is not asked anything afterwards.
      if (/logout/.test(url)) continue;
      const what = () => `${method} ${url} of ${name}`;
      const answer = await askCheaply(
        {
          method: method as 'POST',
          url: url.replace(':patient', patient()).replace(/:[a-z]+/gi, 'x'),
          headers: { ...who[role], ...headers },
          payload,
        },
        what,
      );
      const refused = answer.statusCode >= 400 && answer.statusCode < 500;
      tally.attempt(refused, () => `${what()}: ${answer.statusCode} ${answer.body.slice(0, 160)}`);
    }
    for (const type of ['application/fhir+json', 'application/fhir+xml']) {
      for (const url of [
        '/fhir',
        '/fhir/Patient',
        '/fhir/Patient/$validate',
        '/fhir/$graphql',
        '/fhir/Patient/$match',
        '/fhir/ValueSet/$expand',
      ]) {
        const what = () => `POST ${url} of ${name} as ${type}`;
        const sent = { ...who.importer, ...headers, 'content-type': type };
        const answer = await askCheaply({ method: 'POST', url, headers: sent, payload }, what);
        const refused = answer.statusCode >= 400 && answer.statusCode < 500;
        tally.attempt(refused, () => `${what()}: ${answer.statusCode}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('an address', () => {
  it('of many or long parameters, and of vast pages, is answered at little cost', async () => {
    const id = patient();
    const long = 'a'.repeat(7_000);
    for (const query of [
      ...[
        `_count=1000000000`,
        `_count=-1`,
        `_count=1e9`,
        `_count=${'9'.repeat(400)}`,
        `_elements=${'a,'.repeat(3_000)}`,
      ],
      ...[`_sort=${'-date,'.repeat(1_000)}`, `_include=${long}`, `_filter=${encodeURIComponent('('.repeat(2_000))}`],
      ...[
        `_filter=${encodeURIComponent(`${'not('.repeat(500)}code eq x${')'.repeat(500)}`)}`,
        `code=${'a,'.repeat(3_000)}`,
      ],
      ...[
        `${'subject.'.repeat(500)}name=x`,
        `${'_has:Observation:subject:'.repeat(200)}code=x`,
        `code:text=${long}`,
        `_content=${'(a OR '.repeat(1_000)}`,
      ],
      ...[
        Array.from({ length: 1_000 }, (_, n) => `code=${n}`).join('&'),
        Array.from({ length: 200 }, () => '_include=*').join('&'),
      ],
      ...[
        `_include:iterate=*&_revinclude:iterate=*`,
        `date=ge${'9'.repeat(2_000)}`,
        `value-quantity=1e999999`,
        `value-quantity=${'9'.repeat(5_000)}`,
      ],
    ]) {
      for (const url of [
        `/fhir/Observation?${query}`,
        `/fhir/Patient/${id}/$everything?${query}`,
        `/api/access-log/${id}?${query}`,
      ]) {
        const what = () => `GET ${url.slice(0, 80)}`;
        const answer = await askCheaply({ method: 'GET', url, headers: who.citizen }, what);
        tally.attempt(answer.statusCode < 500, () => `${what()}: ${answer.statusCode}`);
        tally.attempt(answer.body.length < 8_000_000, () => `${what()}: ${answer.body.length} characters`);
      }
    }
    for (const header of [
      'accept',
      'accept-language',
      'prefer',
      'if-match',
      'if-none-match',
      'if-none-exist',
      'traceparent',
      'range',
      'cookie',
      'x-purpose-of-use',
      'authorization',
      'dpop',
    ]) {
      for (const value of [
        `${'a,'.repeat(4_000)}`,
        `${'-'.repeat(8_000)}`,
        `${'q=0.1;'.repeat(1_300)}`,
        `W/"${'9'.repeat(8_000)}`,
      ]) {
        const what = () => `${header} of ${value.length}`;
        const headers = { ...who.citizen, [header]: value };
        const answer = await askCheaply({ method: 'GET', url: `/fhir/Patient/${id}`, headers }, what);
        tally.attempt(answer.statusCode < 500, () => `${what()}: ${answer.statusCode}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('of a query in GraphQL that multiplies is refused', async () => {
    const spread = Array.from({ length: 300 }, (_, n) => `a${n}: ObservationList { id }`).join(' ');
    const deep = `${'{ ObservationList { subject { resource { ... on Patient '.repeat(60)}{ id }${' } } }'.repeat(60)} }`;
    const circle = 'query { ...A } fragment A on Query { ...B } fragment B on Query { ...A }';
    const doubled = `query { ...F30 } fragment F0 on Query { ObservationList { id } } ${Array.from({ length: 30 }, (_, n) => `fragment F${n + 1} on Query { ...F${n} x${n}: ObservationList { id } ...F${n} }`).join(' ')}`;
    for (const query of [`{ ${spread} }`, deep, circle, doubled, `{ ${'a'.repeat(500_000)} }`, '{'.repeat(50_000)]) {
      const what = () => `GraphQL ${query.slice(0, 60)}`;
      const headers = { ...who.importer, ...json };
      const payload = JSON.stringify({ query });
      const answer = await askCheaply({ method: 'POST', url: '/fhir/$graphql', headers, payload }, what);
      const holds = answer.statusCode < 500 && (answer.statusCode >= 400 || answer.body.includes('"errors"'));
      tally.attempt(holds, () => `${what()}: ${answer.statusCode}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

/** How many rows one account may make of a thing: asked for until it is refused, at most `tries` times. */
const rows: readonly {
  readonly what: string;
  readonly as: Alias;
  readonly tries: number;
  readonly ask: (n: number) => {
    readonly method: 'POST' | 'PUT' | 'GET';
    readonly url: string;
    readonly body?: object;
    readonly headers?: Readonly<Record<string, string>>;
  };
}[] = [
  {
    what: 'cases that are open',
    as: 'citizen',
    tries: 60,
    ask: (n) => ({
      method: 'POST',
      url: `/api/cases/${patient()}`,
      body: { kind: 'entry', entry: `Patient/${patient()}`, what: `words ${n}`, language: 'fr' },
    }),
  },
  {
    what: 'invitations to act for her',
    as: 'citizen',
    tries: 60,
    ask: () => ({ method: 'POST', url: `/api/proxies/of/${patient()}/invitations`, body: { origin: 'mandate' } }),
  },
  {
    what: 'links of health',
    as: 'citizen',
    tries: 60,
    ask: () => ({
      method: 'POST',
      url: `/api/take-away/${patient()}/links`,
      body: { content: 'summary', label: 'x', hours: 1, language: 'fr' },
    }),
  },
  {
    what: 'apps that wait',
    as: 'citizen',
    tries: 260,
    ask: (n) => ({
      method: 'POST',
      url: '/oidc/register',
      body: { client_name: `App ${n}`, scope: 'patient/*.rs', redirect_uris: ['https://app.example/'] },
    }),
  },
  {
    what: 'exports at a time',
    as: 'importer',
    tries: 100,
    ask: () => ({ method: 'GET', url: '/fhir/$export', headers: { prefer: 'respond-async' } }),
  },
];

describe('one account', () => {
  it.each(rows)('makes a bounded number of $what', async ({ what, as, tries, ask }) => {
    let refused = false;
    let made = 0;
    for (let n = 0; n < tries && !refused; n += 1) {
      const { method, url, body, headers } = ask(n);
      const answer = await node.ask({
        method,
        url,
        headers: { ...who[as], ...json, ...headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      tally.attempt(answer.statusCode < 500, () => `${what}: ${answer.statusCode}`);
      // 400 and 422 would say that the request is wrong, and prove nothing.
      refused =
        [409, 413, 429, 403, 507].includes(answer.statusCode) || /most|too many|at a time|up to \d+/.test(answer.body);
      made += answer.statusCode < 300 ? 1 : 0;
    }
    tally.attempt(refused && made > 0, () => `${what}: ${made} made, ${refused ? '' : 'not '}refused in ${tries}`);
    expect(tally.through()).toEqual([]);
  });

  it('keeps one relation and one challenge, however often it asks', async () => {
    const count = async (table: string) =>
      Number((await node.core.db.query<{ n: string }>(`select count(*) as n from ${table}`, []))[0]?.n);
    const organization = node.accountOf('doctor').organization ?? '';
    await node.ask({
      method: 'POST',
      url: `/api/care-team/${patient()}`,
      headers: { ...who.citizen, ...json },
      payload: JSON.stringify({ organization }),
    });
    await node.ask({
      method: 'POST',
      url: '/api/account/passkeys/options',
      headers: { ...who.citizen, ...json },
      payload: '{}',
    });
    const before = [await count('access_relation'), await count('identity_challenge')];
    for (let n = 0; n < 30; n += 1) {
      await node.ask({
        method: 'POST',
        url: `/api/care-team/${patient()}`,
        headers: { ...who.citizen, ...json },
        payload: JSON.stringify({ organization }),
      });
      await node.ask({
        method: 'POST',
        url: '/api/account/passkeys/options',
        headers: { ...who.citizen, ...json },
        payload: '{}',
      });
    }
    const after = [await count('access_relation'), await count('identity_challenge')];
    tally.attempt(after[0] === before[0], () => `relations: ${before[0]} became ${after[0]}`);
    tally.attempt((after[1] ?? 0) - (before[1] ?? 0) < 30, () => `challenges: ${before[1]} became ${after[1]}`);
    expect(tally.through()).toEqual([]);
  });
});
