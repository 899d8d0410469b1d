import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openNode, type ServedNode } from './open-node.ts';
import { newTally } from './tally.ts';

/**
 * Somebody changes what the node has sealed, or asks so cleverly that the answer tells of what is hidden: a value that a
 * hidden entry has must be answered, to the byte, as a value that nobody has.
 */
vi.setConfig({ testTimeout: 120_000 });
const tally = newTally('cursors and filters');
let node: ServedNode;
let doctor: Readonly<Record<string, string>>;
let citizen: Readonly<Record<string, string>>;
let importer: Readonly<Record<string, string>>;
/** The entry that is hidden later, and an id as long as its own that nobody has. */
let hidden: { readonly id: string; readonly absent: string };
const fhir = { 'content-type': 'application/fhir+json' };
const json = { 'content-type': 'application/json' };
const patient = () => node.accountOf('citizen').patient ?? '';

/** Values of the hidden entry, each with one as long that nobody has. */
const values = {
  code: ['hid0001', 'hid0002'],
  word: ['zqsecretword', 'zqabsentword'],
  date: ['1987-03-21', '1987-03-22'],
  identifier: ['id-hidden-1', 'id-hidden-2'],
} as const;

beforeAll(async () => {
  node = await openNode();
  doctor = await node.bearer('doctor');
  importer = await node.bearer('importer');
  citizen = { cookie: (await node.browser('citizen')).cookies(), 'x-carnet-request': '1' };
  const made = await node.ask({
    method: 'POST',
    url: '/fhir/Condition',
    headers: { ...importer, ...fhir },
    payload: {
      resourceType: 'Condition',
      identifier: [{ system: 'urn:attack', value: values.identifier[0] }],
      subject: { reference: `Patient/${patient()}` },
      code: { text: values.word[0], coding: [{ system: 'urn:attack', code: values.code[0] }] },
      onsetDateTime: values.date[0],
      note: [{ text: values.word[0] }],
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
    },
  });
  const { id } = made.json() as { id: string };
  hidden = { id, absent: `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}` };
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

type Kind = keyof typeof values | 'id';
interface Probe {
  readonly of: Kind;
  readonly url: (value: string) => string;
  readonly graphql?: (value: string) => string;
}
const get = (of: Kind, url: (value: string) => string): Probe => ({ of, url });
const all = (): readonly Probe[] => {
  const p = patient();
  const filter = (text: string) => `_filter=${encodeURIComponent(text)}`;
  return [
    ...['', ':not', ':text', ':in', ':above', ':below', ':of-type', ':missing', ':exact'].flatMap((modifier) => [
      get('code', (v) => `Condition?code${modifier}=${v}`),
      get('code', (v) => `Condition?patient=${p}&code${modifier}=urn:attack|${v}&_summary=count`),
    ]),
    ...['Condition', `Patient/${p}/Condition`, `Patient/${p}/*`].flatMap((at) => [
      get('code', (v) => `${at}?${at.endsWith('*') ? '_content' : 'code'}=${v}&_total=accurate`),
      get('word', (v) => `${at}?_content=${v}`),
      get('word', (v) => `${at}?_text=${v}`),
      get('id', (v) => `${at}?_id=${v}`),
      get('id', (v) => `${at}?_id=${v}&_elements=id&_total=accurate`),
    ]),
    ...['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap'].flatMap((prefix) => [
      get('date', (v) => `Condition?patient=${p}&onset-date=${prefix}${v}&_summary=count`),
      get('date', (v) => `Condition?patient=${p}&${filter(`onset-date ${prefix === 'ne' ? 'ne' : prefix} ${v}`)}`),
    ]),
    get('identifier', (v) => `Condition?identifier=urn:attack|${v}`),
    get('identifier', (v) => `Condition?identifier:not=urn:attack|${v}&patient=${p}&_summary=count`),
    ...[
      (v: string) => `code eq ${v}`,
      (v: string) => `not (code eq ${v})`,
      (v: string) => `code eq ${v} or code eq x`,
    ].flatMap((of) => [
      get('code', (v) => `Condition?patient=${p}&${filter(of(v))}&_total=accurate`),
      get('code', (v) => `Patient?${filter(`_id eq ${p}`)}&_has:Condition:patient:code=${v}`),
    ]),
    ...['patient', 'subject'].flatMap((link) => [
      get('code', (v) => `Patient?_has:Condition:${link}:code=${v}&_total=accurate`),
      get('id', (v) => `Patient?_has:Condition:${link}:_id=${v}`),
      get('code', (v) => `Observation?patient._has:Condition:${link}:code=${v}&_summary=count`),
      get('code', (v) => `Encounter?patient=${p}&subject:Patient._has:Condition:${link}:code=${v}`),
      get('date', (v) => `Patient?_has:Condition:${link}:onset-date=${v}`),
      get('id', (v) => `Patient?_id=${p}&_revinclude=Condition:${link}&_has:Condition:${link}:_id=${v}`),
    ]),
    get('id', (v) => `Encounter?diagnosis=Condition/${v}`),
    get('id', (v) => `Encounter?_has:Condition:encounter:_id=${v}`),
    get('id', (v) => `MedicationRequest?reason-reference=Condition/${v}`),
    get('id', (v) => `Condition?_id=${v}&_include=Condition:patient`),
    get('id', (v) => `Condition?_id=${v}&_include=*&_revinclude=*`),
    get('id', (v) => `Condition/${v}`),
    get('id', (v) => `Condition/${v}?_elements=code`),
    get('id', (v) => `Condition/${v}/_history`),
    get('id', (v) => `Condition/${v}/_history/1`),
    get('id', (v) => `Condition/${v}/$meta`),
    get('id', (v) => `Condition/${v}/$graph?graph=x`),
    get('id', (v) => `Provenance?target=Condition/${v}`),
    get('id', (v) => `?_type=Condition,Patient&_id=${v}`),
    get('word', (v) => `?_type=Condition,Observation&_content=${v}`),
    get('code', (v) => `$export?_type=Condition&_typeFilter=${encodeURIComponent(`Condition?code=${v}`)}`),
    { of: 'code', url: () => '$graphql', graphql: (v) => `{ ConditionList(code: "${v}") { id code { text } } }` },
    {
      of: 'code',
      url: () => '$graphql',
      graphql: (v) => `{ ConditionConnection(code: "${v}") { count edges { resource { id } } } }`,
    },
    { of: 'id', url: () => '$graphql', graphql: (v) => `{ Condition(id: "${v}") { id } }` },
    {
      of: 'code',
      url: () => '$graphql',
      graphql: (v) => `{ Patient(id: "${p}") { ConditionList(_reference: patient, code: "${v}") { id } } }`,
    },
  ];
};

const changing =
  /_cursor=[A-Za-z0-9_%.-]+|\d{4}-\d\d-\d\dT[0-9:.]+Z|urn:uuid:[-0-9a-f]+|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

async function answered({ url, graphql }: Probe, value: string): Promise<string> {
  const answer = await node.ask(
    graphql === undefined
      ? { method: 'GET', url: `/fhir/${url(value)}`, headers: doctor }
      : { method: 'POST', url: '/fhir/$graphql', headers: { ...doctor, ...json }, payload: { query: graphql(value) } },
  );
  const { date, 'x-request-id': _, ...headers } = answer.headers;
  const told = JSON.stringify([answer.statusCode, headers, answer.body]).replaceAll(value, 'VALUE');
  return told.replaceAll(encodeURIComponent(value), 'VALUE').replaceAll(changing, 'NEW');
}

const pairOf = ({ of }: Probe) => (of === 'id' ? ([hidden.id, hidden.absent] as const) : values[of]);

describe('what is hidden', () => {
  it('is told by these questions while it is not hidden', async () => {
    let telling = 0;
    for (const probe of all()) {
      const [there, absent] = pairOf(probe);
      if ((await answered(probe, there)) !== (await answered(probe, absent))) telling += 1;
    }
    // The others are refused for what they are, or ask what this entry does not have.
    expect(telling).toBeGreaterThan(all().length / 2);
  });

  it('is answered as what nobody has, whatever it is asked by', async () => {
    const choice = { crossBorder: true, restrictions: [{ entry: `Condition/${hidden.id}`, audience: 'everyone' }] };
    const url = `/api/sharing/${patient()}`;
    const kept = await node.ask({ method: 'PUT', url, headers: { ...citizen, ...json }, payload: choice });
    expect([kept.statusCode, kept.body.slice(0, 300)]).toEqual([200, expect.any(String)]);
    for (const probe of all()) {
      const [there, absent] = pairOf(probe);
      const [one, other] = [await answered(probe, there), await answered(probe, absent)];
      const at = [...one].findIndex((letter, n) => letter !== other[n]);
      const words = () =>
        `${probe.graphql?.(there) ?? probe.url(there)}: ${one.slice(at - 40, at + 60)} / ${other.slice(at - 40, at + 60)}`;
      tally.attempt(one === other, words);
      tally.attempt(!one.includes(values.word[0]) || probe.of === 'word', () => `${probe.url(there)} shows it`);
    }
    expect(tally.through()).toEqual([]);
  });
});

/** Texts that differ from a sealed one in one place, are cut, made longer, exchanged or are nothing of the kind. */
function forged(sealed: string): readonly string[] {
  const swap = (letter = 'A') => (letter === 'A' ? 'B' : 'A');
  const places = Array.from({ length: 48 }, (_, n) => Math.floor((n * sealed.length) / 48));
  return [
    ...places.map((at) => sealed.slice(0, at) + swap(sealed[at]) + sealed.slice(at + 1)),
    ...[sealed.slice(0, -1), sealed.slice(1), sealed.slice(0, 10), `${sealed}A`, `A${sealed}`, sealed + sealed],
    ...['', '.', '..', 'null', '0', '-1', 'e30', 'e30.e30', sealed.split('.')[0] ?? '', `${sealed.split('.')[0]}.`],
    ...[sealed.toUpperCase(), sealed.split('').toReversed().join(''), Buffer.from('{"id":"x"}').toString('base64url')],
  ].filter((each) => each !== sealed);
}

describe('what is sealed', () => {
  it('opens nothing when it is changed: cursors of searches, histories and the log', async () => {
    const pages = [
      ['doctor', `/fhir/Observation?_count=2`],
      ['doctor', `/fhir/Observation?patient=${patient()}&_sort=-date&_count=2`],
      ['doctor', `/fhir/Observation/_history?_count=2`],
      ['citizen', `/fhir/Observation?_count=2`],
    ] as const;
    for (const [who, url] of pages) {
      const headers = who === 'doctor' ? doctor : citizen;
      const first = await node.ask({ method: 'GET', url, headers });
      const links = (first.json() as { link?: readonly { relation: string; url: string }[] }).link ?? [];
      const next = links.find(({ relation }) => relation === 'next')?.url;
      expect([url, next === undefined]).toEqual([url, false]);
      const at = new URL(next ?? '', node.publicUrl);
      const name = [...at.searchParams.keys()].find((each) => /cursor|page/i.test(each)) ?? '';
      const cursor = at.searchParams.get(name) ?? '';
      expect([url, cursor.length > 20]).toEqual([url, true]);
      const real = await node.ask({ method: 'GET', url: at.pathname + at.search, headers });
      const entries = (body: string) => (JSON.parse(body) as { entry?: unknown }).entry;
      for (const text of forged(cursor)) {
        at.searchParams.set(name, text);
        const answer = await node.ask({ method: 'GET', url: at.pathname + at.search, headers });
        // Letters that hold no bit that is read make no other cursor.
        const same =
          answer.statusCode === 200 && JSON.stringify(entries(answer.body)) === JSON.stringify(entries(real.body));
        const isIt = text === '' || Buffer.from(text, 'base64url').equals(Buffer.from(cursor, 'base64url'));
        const refused = answer.statusCode >= 400 && answer.statusCode < 500;
        const holds = refused || (isIt && (same || text === ''));
        tally.attempt(holds, () => `${url} with a forged cursor ${text.slice(0, 30)}: ${answer.statusCode}`);
      }
      for (const other of [
        '/fhir/Condition?_count=2',
        '/fhir/Patient?_count=2',
        `/fhir/Observation?status=final&_count=2`,
        '/fhir/Observation?_sort=code&_count=2',
      ]) {
        const answer = await node.ask({
          method: 'GET',
          url: `${other}&${name}=${encodeURIComponent(cursor)}`,
          headers,
        });
        tally.attempt(
          answer.statusCode >= 400 && answer.statusCode < 500,
          () => `${other} takes the cursor of ${url}: ${answer.statusCode}`,
        );
      }
    }
    for (const text of [
      ...forged(Buffer.from('{"before":"9","patient":"x"}').toString('base64url')),
      "1' or 1=1",
      '9'.repeat(400),
    ]) {
      for (const name of ['cursor', 'before', 'after', 'page']) {
        const url = `/api/access-log/${patient()}?${name}=${encodeURIComponent(text)}`;
        const answer = await node.ask({ method: 'GET', url, headers: citizen });
        const holds = answer.statusCode < 500 && (answer.statusCode >= 400 || text === '');
        tally.attempt(holds, () => `${url}: ${answer.statusCode}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('opens nothing when it is changed: links of health, their files, and sessions', async () => {
    const url = `/api/take-away/${patient()}/links`;
    const wish = { content: 'summary', label: 'x', hours: 1, language: 'fr', passcode: 'a long passcode' };
    const made = await node.ask({ method: 'POST', url, headers: { ...citizen, ...json }, payload: wish });
    const { address } = made.json() as { address: string };
    const link = JSON.parse(Buffer.from(address.slice(address.indexOf('shlink:/') + 8), 'base64url').toString()) as {
      url: string;
    };
    const secret = link.url.split('/').at(-1) ?? '';
    const read = { recipient: 'attack', passcode: wish.passcode, embeddedLengthMax: 0 };
    const manifest = await node.ask({
      method: 'POST',
      url: `/api/health-links/${secret}`,
      headers: json,
      payload: read,
    });
    const { files } = manifest.json() as { files: readonly { location: string }[] };
    const ticket = files[0]?.location.split('/').at(-1) ?? '';
    const opens = async (path: string) =>
      (await node.ask({ method: 'GET', url: `/api/health-links/${path}` })).statusCode;
    expect(await opens(`${secret}/${ticket}`)).toBe(200);
    const lastOnly = (text: string, whole: string) =>
      text.slice(0, -1) === whole.slice(0, -1) && text.length === whole.length;
    for (const text of forged(ticket).filter((each) => !lastOnly(each, ticket))) {
      const status = await opens(`${secret}/${encodeURIComponent(text)}`);
      tally.attempt(status >= 400 && status < 500, () => `a forged ticket opens a file: ${status}`);
    }
    for (const text of forged(secret)) {
      const status = await opens(`${encodeURIComponent(text)}/${ticket}`);
      const holds = status >= 400 && status < 500;
      tally.attempt(holds || lastOnly(text, secret), () => `a forged link opens a file: ${status} ${text}`);
    }
    const jar = String(citizen.cookie).split('; ');
    for (const pair of jar) {
      const name = pair.slice(0, pair.indexOf('='));
      for (const text of forged(pair.slice(name.length + 1))) {
        const cookie = `${name}=${text.replaceAll(/[;\s]/g, '')}`;
        const answer = await node.ask({ method: 'GET', url: '/api/my-record/people', headers: { cookie } });
        tally.attempt(
          answer.statusCode === 401 || lastOnly(cookie, pair),
          () => `a forged ${name} is let in: ${answer.statusCode}`,
        );
      }
    }
    const token = String(doctor.authorization).slice('Bearer '.length);
    for (const text of forged(token).filter((each) => !lastOnly(each, token))) {
      const answer = await node.ask({
        method: 'GET',
        url: '/fhir/Patient',
        headers: { authorization: `Bearer ${text}` },
      });
      tally.attempt(answer.statusCode === 401, () => `a forged token is let in: ${answer.statusCode}`);
    }
    expect(tally.through()).toEqual([]);
  });
});
