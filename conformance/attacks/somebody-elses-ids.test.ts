import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Piece, type Somebody, somebodyAt } from './somebody.ts';
import { type AttackedNode, newTally, openAttackedNode, type Route, type Sent, sayOf } from './testing.ts';

// Insecure direct object references: on every route that takes an id, that of somebody else is answered as one that does
// not exist, to the byte. The routes are those of the server; one that is new is attacked, or fails the first test.

const tally = newTally('somebody else’s ids');
let node: AttackedNode;
let victim: Somebody;
let attackers: readonly Attacker[];
let before: readonly string[];

interface Attacker {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** His own record, to be named in the address beside the id of another's. */
  readonly own?: string;
  /** He may know the desks of the node. */
  readonly desks?: boolean;
}

beforeAll(async () => {
  node = await openAttackedNode();
  victim = await somebodyAt(node, 'ines', 'fr-ines-lefevre');
  const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
  const scope = 'launch/patient patient/*.cruds';
  const app = await node.kit.connect(await node.kit.publicApp(scope), node.accountOf('henri'), scope);
  attackers = [
    { name: 'another citizen', headers: await node.signedIn('henri'), own: 'fr-henri-moreau' },
    { name: 'a professional without relation', headers: await node.signedIn('pharmacist') },
    { name: 'an administrator', headers: await node.signedIn('admin'), desks: true },
    { name: 'an app of another citizen', headers: bearer(app.access_token), own: 'fr-henri-moreau' },
    { name: 'nobody', headers: undefined },
  ];
  before = await victim.record();
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

/** Where no id of a person stands: each with why it is not attacked here. */
const open: readonly RegExp[] = [
  /^\/api\/directory\//, // The directory is for everybody who signed in.
  /^\/api\/health-links\//, // Who has the secret may read: see stolen-proofs.test.ts.
  /^\/session\/upstream\//, // Names of upstreams, and replies that a browser is bound to: see upstreams.db.test.ts.
  /^\/(?:simulated|oidc|assets)\//, // Protocols of their own.
  /^\/fhir\/(?:CodeSystem|ValueSet|ConceptMap|SubscriptionTopic|StructureDefinition|NamingSystem)\//, // Definitions.
  /\/\*$/, // No ids.
];

/** Which of the ids of somebody stands for a parameter of an address, by how the address begins. */
const idAt: readonly (readonly [RegExp, keyof Somebody['ids']])[] = [
  [/^\/api\/own-entries\/:patient\/file/, 'file'],
  [/^\/api\/take-away/, 'link'],
  [/^\/api\/(?:cases|desk)/, 'case'],
  [/^\/api\/breaches/, 'breach'],
  [/^\/api\/watch/, 'finding'],
  [/^\/api\/proxies\/of\/:patient\/invitations/, 'invitation'],
  [/^\/api\/proxies\/:id/, 'proxy'],
  [/^\/api\/apps/, 'connection'],
  [/^\/api\/app-desk/, 'app'],
  [/^\/api\/account\/sessions/, 'session'],
  [/^\/api\/account\/passkeys/, 'passkey'],
  [/^\/fhir\/Subscription/, 'Subscription'],
  [/^\/session\/interaction/, 'interaction'],
  [/:job/, 'job'],
  [/^\/api\/operations\/jobs/, 'job'],
];

/** What stands for each parameter, with the type that is meant: several where an address takes any type. */
function targetsOf({ url }: Route): readonly Target[] {
  const params = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  const fixed = { version: '1', inside: 'Condition', input: '0' };
  if (url.startsWith('/fhir/:type') && params.includes('id')) {
    return victim.pieces.map((piece) => ({ piece, params: { ...fixed, type: piece.type, id: piece.id } }));
  }
  if (url.startsWith('/api/own-entries') && params.includes('type')) {
    return [
      { params: { patient: victim.patient, type: 'Observation', id: victim.ids.entry } },
      { params: { patient: victim.patient, type: 'DocumentReference', id: victim.ids.paper } },
    ];
  }
  const onType = /^\/fhir\/([A-Z]\w+)\/:id/.exec(url)?.[1];
  const piece = victim.pieces.find(({ type }) => type === onType);
  const named = idAt.find(([form]) => form.test(url));
  const isPerson = url.startsWith('/api/identity-desk/persons/');
  const id =
    (isPerson ? victim.patient : piece?.id) ??
    (named && victim.ids[named[1]]) ??
    (onType === undefined ? undefined : `of-${victim.patient}`);
  const values: Record<string, string | undefined> = {
    ...fixed,
    patient: victim.patient,
    id,
    job: victim.ids.job,
    uid: victim.ids.interaction,
    file: '0.ndjson',
    one: victim.patient,
    other: 'fr-henri-moreau',
    // Of a sign-in that waits: its person is nobody here yet.
    reference: 'K7Q29MPD',
  };
  if (params.some((name) => !values[name])) return [];
  return [
    { ...(piece && { piece }), params: Object.fromEntries(params.map((name) => [name, values[name] as string])) },
  ];
}

interface Target {
  readonly piece?: Piece;
  readonly params: Readonly<Record<string, string>>;
}

const isId = (name: string) => ['patient', 'id', 'job', 'uid', 'one'].includes(name);

/** As long, of the same form, and nobody's. */
function absentOf(id: string): string {
  const swap = (last: string) => (/\d/.test(last) ? String((Number(last) + 5) % 10) : last === 'e' ? 'a' : 'e');
  return id.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, swap);
}

const own = { kind: 'weight', date: '2026-01-02', value: 71 };
/** What is right in the body of each changing route of the pages, so that nothing but the id is wrong with a request. */
const bodies: Readonly<Record<string, unknown>> = {
  'PUT /api/account/passkeys/:id': { name: 'Stolen' },
  'POST /api/app-desk/:id': { status: 'refused' },
  'POST /api/own-entries/:patient': own,
  'PUT /api/own-entries/:patient/:type/:id': { ...own, version: 1 },
  'POST /api/cases/:patient': { kind: 'entry', entry: 'Patient/fr-ines-lefevre', what: 'Mine?', language: 'fr' },
  'POST /api/desk/:id': { outcome: 'refused', answer: 'No.' },
  'POST /api/notifications/:patient/read': { upTo: 1 },
  'PUT /api/notifications/:patient/choices': {},
  'POST /api/take-away/:patient/links': { content: 'record', label: 'Taken', hours: 2, language: 'fr' },
  'PUT /api/sharing/:patient': { crossBorder: true, restrictions: [] },
  'POST /api/sharing/:patient/preview': { crossBorder: true, restrictions: [] },
  'POST /api/simulator/:patient/view': { treats: true },
  'POST /api/care-team/:patient': { practitioner: 'fr-karim-haddad' },
  'POST /api/care-team/:patient/end': { practitioner: 'fr-karim-haddad' },
  'POST /api/proxies/of/:patient/invitations': { origin: 'mandate' },
  'POST /api/identity-desk/persons/:id/verify': { proof: 'none' },
  'POST /api/identity-desk/persons/:id/unlink': { link: 'none', reason: 'Tied by mistake, as I saw' },
  'POST /api/identity-desk/waiting/:reference/acts': { act: 'refuse', reason: 'Nobody came to the desk' },
  'POST /api/watch/:id': { verdict: 'explained', note: 'Nothing.' },
  'PUT /api/breaches/:id': { what: 'Nothing' },
  'POST /session/interaction/:uid': { account: 'x' },
  'POST /session/interaction/:uid/role': { role: 0 },
  'POST /session/interaction/:uid/consent': { allow: true, scopes: [] },
};

function sentTo({ method, url }: Route, { piece }: Target, params: Readonly<Record<string, string>>): Sent {
  const address = url.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  if (method === 'GET' || method === 'DELETE') return { method, url: address };
  if (!url.startsWith('/fhir')) return { method, url: address, body: bodies[`${method} ${url}`] ?? {} };
  const headers = { 'content-type': 'application/fhir+json' };
  if (method === 'PATCH') {
    const body = [{ op: 'add', path: '/language', value: 'pt' }];
    return { method, url: address, body, headers: { 'content-type': 'application/json-patch+json' } };
  }
  if (url.endsWith('_search')) {
    return {
      method,
      url: address,
      body: '_total=accurate',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
  }
  if (url.endsWith('$graphql'))
    return { method, url: address, body: { query: '{ id }' }, headers: { 'content-type': 'application/json' } };
  if (method === 'PUT' || url.endsWith('$validate')) {
    return { method, url: address, body: { ...piece?.resource, id: params.id }, headers };
  }
  const meta = { name: 'meta', valueMeta: { tag: [{ system: 'urn:x', code: 'y' }] } };
  return { method, url: address, body: { resourceType: 'Parameters', parameter: [meta] }, headers };
}

/** The answer to one address, with all that was asked with under names that are the same. */
async function answerTo(attacker: Attacker | Somebody, route: Route, target: Target, params: Record<string, string>) {
  const answer = await node.ask(attacker.headers, sentTo(route, target, params));
  const ids = Object.entries(params).flatMap(([name, value]) => (isId(name) ? [value] : []));
  return { answer, said: sayOf(answer, ...ids.sort((one, other) => other.length - one.length)) };
}

const attacked = () =>
  node.routes.filter(
    ({ url }) =>
      url.includes(':') && /:(?:patient|id|job|uid|one)\b|:\w+/.test(url) && !open.some((form) => form.test(url)),
  );
const administratorsOnly = /^\/api\/(?:desk|erasures|app-desk|breaches|watch|identity-desk|operations)\b/;

describe('every route that takes an id', () => {
  it('has one of somebody else’s to be attacked with, and a body that is right', async () => {
    const named = attacked().filter(({ url }) => /:(?!type\b|inside\b|version\b)\w+/.test(url));
    expect(named.filter((route) => targetsOf(route).length === 0)).toEqual([]);
    const bodiless = /\/(?:close|confirm|count|letters|search|options|passkey|patients)$/;
    const changing = named.filter(
      ({ method, url }) => ['POST', 'PUT', 'PATCH'].includes(method) && !url.startsWith('/fhir') && !bodiless.test(url),
    );
    expect(changing.map(({ method, url }) => `${method} ${url}`).filter((key) => !(key in bodies))).toEqual([]);
    expect(Object.values(victim.ids).filter((id) => id === '')).toEqual([]);
    expect(victim.pieces.length).toBeGreaterThan(8);
    for (const { headers, own } of attackers.filter((each) => each.own !== undefined)) {
      expect((await node.ask(headers, { url: `/fhir/Patient/${own}` })).status).toBe(200);
    }
  });

  it('answers somebody else’s as one that does not exist', async () => {
    for (const route of attacked()) {
      for (const attacker of attackers) {
        if (attacker.desks && administratorsOnly.test(route.url)) continue;
        for (const target of targetsOf(route)) {
          const { params } = target;
          const absent = Object.fromEntries(
            Object.entries(params).map(([name, value]) => [name, isId(name) ? absentOf(value) : value]),
          );
          const pairs = [[params, absent]];
          // In his own name, the id of another's.
          if (attacker.own !== undefined && 'patient' in params && Object.keys(params).length > 1) {
            pairs.push([
              { ...params, patient: attacker.own },
              { ...absent, patient: attacker.own },
            ]);
          }
          for (const [theirs = {}, nobodys = {}] of pairs) {
            const { answer, said } = await answerTo(attacker, route, target, theirs);
            const { said: said2 } = await answerTo(attacker, route, target, nobodys);
            const words = `${attacker.name}: ${route.method} ${route.url} ${JSON.stringify(theirs)}`;
            tally.attempt(said === said2, () => `${words}\n    ${said.slice(0, 500)}\n    ${said2.slice(0, 500)}`);
            tally.attempt(
              !/Lef[eè]vre|In[eè]s\b/.test(answer.body),
              () => `${words} names her: ${answer.body.slice(0, 300)}`,
            );
          }
        }
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('tells the person herself what it tells nobody else', async () => {
    const reads = attacked().filter(({ method, url }) => method === 'GET' && !administratorsOnly.test(url));
    const told = new Set<string>();
    for (const route of reads) {
      for (const target of targetsOf(route)) {
        const { answer } = await answerTo(victim, route, target, target.params);
        if (answer.status < 300) told.add(route.url);
      }
    }
    expect(told.size).toBeGreaterThan(25);
  });

  it('has changed nothing of hers', async () => {
    expect(await victim.record()).toEqual(before);
    const account = await node.ask(victim.headers, { url: '/api/account' });
    expect(account.body).toContain(victim.ids.session);
    expect(account.body).toContain('"name":"Mine"');
    expect((await node.ask(victim.headers, { url: '/api/apps' })).body).toContain(victim.ids.connection);
    expect((await node.ask(victim.headers, { url: `/api/proxies/of/${victim.patient}` })).body).toContain(
      victim.ids.proxy,
    );
  });
});
