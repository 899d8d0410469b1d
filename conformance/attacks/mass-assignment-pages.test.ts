import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Somebody, somebodyAt } from './somebody.ts';
import { type AttackedNode, newTally, openAttackedNode, type Route } from './testing.ts';

// Mass assignment over every JSON API: members that nobody asked for are refused or without effect, by whoever may call the
// route with a body that is right but for them. What was sent with them is looked for in the whole database.

const tally = newTally('mass assignment over the JSON APIs');
let node: AttackedNode;
let person: Somebody;
let who: Readonly<Record<Caller, Readonly<Record<string, string>>>>;

type Caller = 'citizen' | 'doctor' | 'admin' | 'nobody';
type Json = Readonly<Record<string, unknown>>;

beforeAll(async () => {
  node = await openAttackedNode();
  person = await somebodyAt(node, 'ines', 'fr-ines-lefevre');
  who = {
    citizen: person.headers,
    doctor: await node.signedIn('cardiologist'),
    admin: await node.signedIn('admin'),
    nobody: { 'x-carnet-request': '1' },
  };
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const marker = 'urn:marker:3f9c';
/** Names under which nodes keep what clients do not say; whatever a table or a contract of this one is called too. */
const members = [
  ...['id', 'account', 'subject', 'owner', 'by', 'name', 'role', 'patient', 'person', 'practitioner', 'organization'],
  ...['alias', 'status', 'state', 'created', 'changed', 'from', 'to', 'expires', 'origin', 'secret', 'token', 'key'],
  ...['rule', 'purpose', 'scope', 'scopes', 'client', 'assurance', 'verdict', 'settledBy', 'answer', 'client_id'],
  ...[
    'isAdmin',
    'permit',
    'meta',
    'resourceType',
    '_id',
    'constructor',
    'prototype',
    'toString',
    'proxyFor',
    'version',
  ],
] as const;

const weight = { kind: 'weight', date: '2026-01-02', value: 71 };
const times = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
/** A right body for each route that takes one, and who may send it. */
const right: Readonly<Record<string, readonly [Caller, Json]>> = {
  'POST /api/account/passkeys/options': ['citizen', {}],
  'POST /api/account/passkeys': ['citizen', { name: 'Mine', response: {} }],
  'PUT /api/account/passkeys/:id': ['citizen', { name: 'Mine' }],
  'POST /api/apps/launch': ['doctor', { app: 'none', patient: 'fr-ines-lefevre' }],
  'POST /api/app-desk/:id': ['admin', { status: 'approved' }],
  'POST /api/own-entries/:patient': ['citizen', weight],
  'PUT /api/own-entries/:patient/:type/:id': ['citizen', { ...weight, version: 1 }],
  'POST /api/cases/:patient': [
    'citizen',
    { kind: 'entry', entry: 'Patient/fr-ines-lefevre', what: 'This is wrong.', language: 'fr' },
  ],
  'POST /api/desk/:id': ['admin', { outcome: 'refused', answer: 'No.' }],
  'POST /api/notifications/:patient/read': ['citizen', { upTo: 1 }],
  'PUT /api/notifications/:patient/choices': ['citizen', {}],
  'POST /api/take-away/:patient/links': ['citizen', { content: 'summary', label: 'Mine', hours: 1, language: 'fr' }],
  'POST /api/health-links/:secret': ['nobody', { recipient: 'Somebody' }],
  'PUT /api/sharing/:patient': ['citizen', { crossBorder: true, restrictions: [] }],
  'POST /api/sharing/:patient/preview': ['citizen', { crossBorder: true, restrictions: [] }],
  'POST /api/simulator/:patient/view': ['citizen', { treats: true }],
  'POST /api/care-team/:patient': ['citizen', { practitioner: 'fr-karim-haddad' }],
  'POST /api/care-team/:patient/end': ['citizen', { organization: 'none' }],
  'POST /api/proxies/of/:patient/invitations': ['citizen', { origin: 'trusted' }],
  'POST /api/proxies/codes/look': ['citizen', { code: 'AAAA' }],
  'POST /api/proxies/codes/accept': ['citizen', { code: 'AAAA' }],
  'POST /api/cross-border/summaries': [
    'doctor',
    { country: 'PT', traits: { identifier: '1', birthDate: '1990-01-01' }, purpose: 'TREAT', language: 'en' },
  ],
  'POST /api/emergency': ['doctor', { identifier: '1', birthDate: '1990-01-01', reason: 'Unconscious after a fall' }],
  'POST /api/terminology/use': ['admin', { system: 'http://loinc.org', version: 'none' }],
  'POST /api/terminology/undo': ['admin', { system: 'http://loinc.org' }],
  'POST /api/breaches': ['admin', { reason: 'A telephone was lost', subject: 'nobody', client: 'none', ...times }],
  'PUT /api/breaches/:id': ['admin', { what: 'A telephone' }],
  'POST /api/breaches/:id/close': ['admin', {}],
  'POST /api/breaches/:id/count': ['admin', {}],
  'POST /api/breaches/:id/letters': ['admin', {}],
  'POST /api/erasures': ['admin', { patient: 'nobody-here', reason: 'Her request, case 17' }],
  'POST /api/erasures/:patient/confirm': ['admin', {}],
  'POST /api/identity-desk/search': ['admin', {}],
  'POST /api/identity-desk/acts': [
    'admin',
    { act: 'apart', source: 'fr-ines-lefevre', target: 'fr-henri-moreau', reason: 'Two persons, as I saw' },
  ],
  'POST /api/identity-desk/persons/:id/verify': ['admin', { proof: 'none' }],
  'POST /api/identity-desk/persons/:id/unlink': ['admin', { link: 'none', reason: 'Tied by mistake, as I saw' }],
  'POST /api/identity-desk/waiting/:reference/acts': ['admin', { act: 'refuse', reason: 'Nobody came to the desk' }],
  'POST /api/watch/:id': ['admin', { verdict: 'explained', note: 'Nothing.' }],
  'POST /session/logout': ['nobody', {}],
  'POST /session/invitation': ['nobody', { token: 'none' }],
  'POST /session/invitation/passkey': ['nobody', { token: 'none', name: 'Mine', response: {} }],
  'POST /session/interaction/:uid': ['nobody', { account: 'none' }],
  'POST /session/interaction/:uid/role': ['nobody', { role: 0 }],
  'POST /session/role': ['doctor', { role: 'none' }],
  'POST /session/interaction/:uid/consent': ['nobody', { allow: true, scopes: [] }],
  'POST /session/interaction/:uid/patients': ['nobody', {}],
  'POST /session/interaction/:uid/passkey/options': ['nobody', {}],
  'POST /session/interaction/:uid/passkey': ['nobody', { response: {} }],
};

const protocols = /^\/(?:fhir|oidc|simulated|session\/upstream|subscriptions)\b|\*$/;
const changing = () =>
  node.routes.filter(({ method, url }) => ['POST', 'PUT', 'PATCH'].includes(method) && !protocols.test(url));

/** Which id of hers an address takes, by how it begins. */
const ids: readonly (readonly [string, keyof Somebody['ids']])[] = [
  ['/api/account/passkeys', 'passkey'],
  ['/api/app-desk', 'app'],
  ['/api/own-entries', 'entry'],
  ['/api/desk', 'case'],
  ['/api/breaches', 'breach'],
  ['/api/watch', 'finding'],
];

function addressOf({ url }: Route): string {
  const id = ids.find(([begin]) => url.startsWith(begin));
  const values: Readonly<Record<string, string>> = {
    patient: person.patient,
    type: 'Observation',
    id: id === undefined ? person.patient : person.ids[id[1]],
    uid: person.ids.interaction,
    reference: 'K7Q29MPD',
    secret: 'a'.repeat(43),
  };
  return url.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '');
}

/** Tables in which a text stands, in whatever column. */
async function tablesWith(text: string): Promise<readonly string[]> {
  const { db } = node.core;
  const tables = await db.query<{ name: string }>(
    `select quote_ident(table_name) as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`,
    [],
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await db.query<object>(`select 1 as found from ${name} as t where t::text like $1 limit 1`, [
      `%${text}%`,
    ]);
    if (rows.length > 0) found.push(name);
  }
  return found;
}

describe('every JSON API', () => {
  it('has a body that is right', () => {
    expect(changing().flatMap(({ method, url }) => (`${method} ${url}` in right ? [] : [`${method} ${url}`]))).toEqual(
      [],
    );
  });

  it('refuses members that nobody asked for, or makes nothing of them', async () => {
    const accounts = JSON.stringify(await node.core.identity.accounts());
    for (const route of changing()) {
      const [caller, body] = right[`${route.method} ${route.url}`] ?? ['nobody', {}];
      const url = addressOf(route);
      const bare = await node.ask(who[caller], { method: route.method, url, body });
      for (const member of members.filter((each) => !(each in body) || !Object.hasOwn(body, each))) {
        const more = { ...body, [member]: marker };
        const answer = await node.ask(who[caller], { method: route.method, url, body: more });
        const words = `${caller}: ${route.method} ${route.url} ${member}: ${answer.status}`;
        tally.attempt(answer.status < 500 && !answer.body.includes(marker), () => `${words} ${answer.body}`);
        // What was refused without the member is not allowed with it.
        tally.attempt(bare.status < 300 || answer.status >= 300 || isState(bare.status), () => `${words} opened`);
      }
    }
    expect(tally.through()).toEqual([]);
    expect(JSON.stringify(await node.core.identity.accounts())).toBe(accounts);
  });

  it('keeps nothing of them anywhere', async () => {
    expect(await tablesWith(person.patient)).not.toEqual([]);
    const found = await tablesWith(marker);
    tally.attempt(found.length === 0, () => `the database has the marker in ${found}`);
    expect(tally.through()).toEqual([]);
    expect(node.lines.filter((line) => line.includes(marker))).toEqual([]);
  });

  it('takes no members that change what objects are', async () => {
    for (const route of changing()) {
      const [caller, body] = right[`${route.method} ${route.url}`] ?? ['nobody', {}];
      const text = JSON.stringify(body);
      for (const bad of [
        '"__proto__":{"role":"administrator"}',
        '"constructor":{"prototype":{"role":"administrator"}}',
      ]) {
        const sent = text === '{}' ? `{${bad}}` : `{${bad},${text.slice(1)}`;
        const answer = await node.ask(who[caller], { method: route.method, url: addressOf(route), body: sent });
        const clean = ({} as { role?: unknown }).role === undefined;
        tally.attempt(clean && answer.status < 500, () => `${route.method} ${route.url} ${bad}: ${answer.status}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

/** Answers by what there is at the moment, which other attempts change. */
const isState = (status: number) => [404, 409, 410, 412, 422].includes(status);

describe('the registration of apps', () => {
  it('takes no word on what the operator decides', async () => {
    const claims = {
      client_id: 'carnet-web',
      client_secret: marker,
      client_secret_expires_at: 0,
      registration_access_token: marker,
      status: 'approved',
      approved: true,
      decided: '2026-01-01',
      software_statement: 'x.y.z',
      'urn:carnet:own-pages': true,
      default_acr_values: ['urn:high'],
      skip_consent: true,
    };
    for (const [member, value] of Object.entries(claims)) {
      const answer = await node.kit.register({
        client_name: 'Own',
        redirect_uris: ['http://localhost:9999/app/back'],
        scope: 'patient/Observation.rs',
        [member]: value,
      });
      const text = await answer.text();
      const { client_id: id = '' } = JSON.parse(text) as { client_id?: string };
      const known = (await node.core.identity.apps.list()).find((each) => each.id === id);
      const waits = answer.status >= 400 || (id !== 'carnet-web' && known !== undefined && known.status === 'pending');
      tally.attempt(waits && !text.includes(marker), () => `${member}: ${answer.status} ${known?.status} ${text}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('takes no scope of the node’s own pages', async () => {
    for (const scope of [
      'fhir',
      'openid fhir',
      'patient/Observation.rs fhir',
      'patient/Observation.rs api',
      'system/*.cruds',
    ]) {
      const answer = await node.kit.register({ client_name: 'Own', redirect_uris: ['http://localhost:9999/b'], scope });
      tally.attempt(answer.status >= 400, () => `${scope}: ${answer.status}`);
    }
    expect(tally.through()).toEqual([]);
  });
});
