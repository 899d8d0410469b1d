import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskOptions, openTestNode, patient, pulse, type Who } from './testing.ts';

// Whoever may not know that a thing exists cannot tell it from one that does not, whichever way he asks.

let node: Awaited<ReturnType<typeof openTestNode>>;
const sct = (code: string) => ({ coding: [{ system: 'http://snomed.info/sct', code }], text: 'Secret' });

beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { resourceType: type, ...body, id } });
    expect(answer.statusCode).toBeLessThan(300);
  };
  const contact = { telecom: [{ system: 'phone', value: '0612345678' }] };
  for (const person of ['claire', 'henri']) {
    await put('Patient', person, patient(person, contact));
    const subject = { reference: `Patient/${person}` };
    await put('Condition', `c-${person}1`, { subject, code: sct('1') });
    await put('Condition', `c-${person}1`, { subject, code: sct('2') });
    await put('Condition', `c-${person}2`, { subject, code: sct('1') });
    await node.ask('importer', 'DELETE', `Condition/c-${person}2`);
    const encounter = { reference: `Encounter/e-${person}1` };
    await put('Encounter', `e-${person}1`, {
      subject,
      status: 'finished',
      class: { code: 'AMB' },
      reasonCode: [sct('1')],
    });
    await put('Composition', `k-${person}1`, {
      subject,
      status: 'final',
      type: { text: 'Note' },
      date: '2026-01-01',
      title: 'Note',
      author: [{ display: 'Somebody' }],
      section: [{ entry: [{ reference: `Condition/c-${person}1` }] }],
    });
    await put('Observation', `o-${person}1`, pulse(person, { encounter }));
    const entry = [{ item: { reference: `Observation/o-${person}1` } }];
    await put('List', `l-${person}1`, { subject, status: 'current', mode: 'working', entry });
  }
  for (const start of ['Condition', 'Encounter']) {
    const link = [{ path: `${start}.subject`, target: [{ type: 'Patient' }] }];
    await put('GraphDefinition', start, {
      url: `http://example.org/${start}`,
      name: start,
      status: 'active',
      start,
      link,
    });
  }
  const restrictions = [{ category: 'problems', audience: 'everyone' }] as const;
  const claire = await node.callerOf('claire');
  const changed = await node.records.changeSharing(claire, { patient: 'claire', crossBorder: true, restrictions });
  expect(changed.ok).toBe(true);
});
afterAll(() => node.close());

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const fhirPathPatch = (path: string) => ({
  body: {
    resourceType: 'Parameters',
    parameter: [
      {
        name: 'operation',
        part: [
          { name: 'type', valueCode: 'delete' },
          { name: 'path', valueString: path },
        ],
      },
    ],
  },
});
const params = (meta: object) => ({
  body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: meta }] },
});
const graphql = (query: string) => ({ body: { query }, headers: { 'content-type': 'application/json' } });
const bundle = (type: string, ...entry: object[]) => ({ body: { resourceType: 'Bundle', type, entry } });
/** What is asked, by the ids of a Condition, an Encounter, a Composition, a Patient and a List. */
type Probe = (c: string, e: string, k: string, p: string, l: string) => readonly [string, string, AskOptions?];
const condition = (id: string) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: 'Patient/claire' },
  code: sct('9'),
});
const probes: Readonly<Record<string, Probe>> = {
  read: (c) => ['GET', `Condition/${c}`],
  head: (c) => ['HEAD', `Condition/${c}`],
  readXml: (c) => ['GET', `Condition/${c}?_format=xml`],
  summary: (c) => ['GET', `Condition/${c}?_summary=true`],
  elements: (c) => ['GET', `Condition/${c}?_elements=code`],
  vread1: (c) => ['GET', `Condition/${c}/_history/1`],
  vread2: (c) => ['GET', `Condition/${c}/_history/2`],
  vread99: (c) => ['GET', `Condition/${c}/_history/99`],
  history: (c) => ['GET', `Condition/${c}/_history?_count=1`],
  historyAt: (c) => ['GET', `Condition/${c}/_history?_at=2026`],
  historySince: (c) => ['GET', `Condition/${c}/_history?_since=2020`],
  meta: (c) => ['GET', `Condition/${c}/$meta`],
  metaAdd: (c) => ['POST', `Condition/${c}/$meta-add`, params({ tag: [{ system: 'x', code: 'y' }] })],
  metaDel: (c) => ['POST', `Condition/${c}/$meta-delete`, params({ tag: [{ system: 'x', code: 'y' }] })],
  metaAddIf: (c) => [
    'POST',
    `Condition/${c}/$meta-add`,
    { ...params({ tag: [{ system: 'x', code: 'y' }] }), headers: { 'if-match': 'W/"7"' } },
  ],
  diff: (c) => ['GET', `Condition/${c}/$diff`],
  diff12: (c) => ['GET', `Condition/${c}/$diff?fromVersion=1&toVersion=2`],
  diff99: (c) => ['GET', `Condition/${c}/$diff?fromVersion=1&toVersion=99`],
  diffTwo: (c) => ['GET', `$diff?from=Condition/${c}&to=Condition/${c}/_history/1`],
  diffTwoPost: (c) => [
    'POST',
    `$diff`,
    {
      body: {
        resourceType: 'Parameters',
        parameter: [
          { name: 'from', valueString: `Condition/${c}` },
          { name: 'to', valueString: `Condition/none` },
        ],
      },
    },
  ],
  graph: (c) => ['GET', `Condition/${c}/$graph?graph=http://example.org/Condition`],
  graphOfEncounter: (_c, e) => ['GET', `Encounter/${e}/$graph?graph=http://example.org/Encounter`],
  everythingOfEncounter: (_c, e) => ['GET', `Encounter/${e}/$everything`],
  everythingOfPatient: (_c, _e, _k, p) => ['GET', `Patient/${p}/$everything`],
  summaryOfPatient: (_c, _e, _k, p) => ['GET', `Patient/${p}/$summary`],
  document: (_c, _e, k) => ['GET', `Composition/${k}/$document`],
  documentPersist: (_c, _e, k) => ['POST', `Composition/${k}/$document?persist=true`],
  documentType: (_c, _e, k) => ['GET', `Composition/$document?id=${k}`],
  graphqlInstance: (c) => ['POST', `Condition/${c}/$graphql`, graphql('{ id code { text } }')],
  graphqlInstanceUnknown: (c) => ['POST', `Condition/${c}/$graphql`, graphql('{ nothing }')],
  graphqlSystem: (c) => [
    'POST',
    '$graphql',
    graphql(
      `{ Condition(id: "${c}") { id code { text } } a: ConditionConnection(_id: "${c}") { count } ConditionList(_id: "${c}") { id } }`,
    ),
  ],
  patchTest: (c) => [
    'PATCH',
    `Condition/${c}`,
    { body: [{ op: 'test', path: '/code/text', value: 'Secret' }], headers: jsonPatch },
  ],
  patchTestNo: (c) => [
    'PATCH',
    `Condition/${c}`,
    { body: [{ op: 'test', path: '/code/text', value: 'No' }], headers: jsonPatch },
  ],
  patchIf: (c) => [
    'PATCH',
    `Condition/${c}`,
    { body: [{ op: 'test', path: '/code/text', value: 'No' }], headers: { ...jsonPatch, 'if-match': 'W/"9"' } },
  ],
  fhirPathPatch: (c) => ['PATCH', `Condition/${c}`, fhirPathPatch("Condition.code.coding.where(code='2')")],
  condPatch: (c) => [
    'PATCH',
    `Condition?_id=${c}`,
    { body: [{ op: 'test', path: '/code/text', value: 'No' }], headers: jsonPatch },
  ],
  condUpdate: (c) => ['PUT', `Condition?_id=${c}`, { body: condition(c) }],
  update: (c) => ['PUT', `Condition/${c}`, { body: condition(c) }],
  updateIf: (c) => ['PUT', `Condition/${c}`, { body: condition(c), headers: { 'if-match': 'W/"9"' } }],
  updateAbsent: (c) => ['PUT', `Condition/${c}`, { body: condition(c), headers: { 'if-none-match': '*' } }],
  updateBad: (c) => ['PUT', `Condition/${c}`, { body: { ...condition(c), code: 3 } }],
  delete: (c) => ['DELETE', `Condition/${c}`],
  deleteIf: (c) => ['DELETE', `Condition/${c}`, { headers: { 'if-match': 'W/"9"' } }],
  condDelete: (c) => ['DELETE', `Condition?_id=${c}`],
  condDeleteN: (c) => ['DELETE', `Condition?_id=${c}&_count=5`],
  search: (c) => ['GET', `Condition?_id=${c}&_total=accurate`],
  searchCount: (c) => ['GET', `Condition?_id=${c}&_summary=count`],
  searchNot: (c) => ['GET', `Condition?_id:not=${c}&_summary=count`],
  filter: (c) => ['GET', `Condition?_filter=_id eq ${c}&_total=accurate`],
  has: (c) => ['GET', `Patient?_has:Condition:patient:_id=${c}&_total=accurate`],
  chain: (_c, e) => ['GET', `Observation?encounter:Encounter._id=${e}&_total=accurate&_elements=status`],
  revinc: (_c, e) => ['GET', `Encounter?_id=${e}&_revinclude=Observation:encounter&_total=accurate`],
  list: (_c, _e, _k, _p, l) => ['GET', `Observation?_list=${l}&_total=accurate`],
  compartment: (_c, _e, _k, p) => ['GET', `Patient/${p}/Condition?_total=accurate`],
  compartmentAll: (_c, _e, _k, p) => ['GET', `Patient/${p}/*?_total=accurate`],
  byPatient: (_c, _e, _k, p) => ['GET', `Condition?patient=${p}&_total=accurate`],
  lastn: (_c, _e, _k, p) => ['GET', `Observation/$lastn?patient=${p}&code=8867-4`],
  batch: (c) => [
    'POST',
    '',
    bundle(
      'batch',
      { request: { method: 'GET', url: `Condition/${c}` } },
      { request: { method: 'DELETE', url: `Condition/${c}` } },
      { request: { method: 'GET', url: `Condition/${c}/_history` } },
    ),
  ],
  transaction: (c) => [
    'POST',
    '',
    bundle('transaction', { resource: condition(c), request: { method: 'PUT', url: `Condition/${c}` } }),
  ],
  transactionDel: (c) => ['POST', '', bundle('transaction', { request: { method: 'DELETE', url: `Condition/${c}` } })],
  transactionCondRef: (c) => [
    'POST',
    '',
    bundle('transaction', {
      resource: pulse('claire', { focus: [{ reference: `Condition?_id=${c}` }] }),
      request: { method: 'POST', url: `Observation` },
    }),
  ],
  createIn: (_c, _e, _k, p) => ['POST', 'Observation', { body: pulse(p) }],
  validateI: (c) => ['POST', `Condition/${c}/$validate`, { body: condition(c) }],
  opMissing: (c) => ['POST', `Condition/${c}/$nope`],
  postRead: (c) => ['POST', `Condition/${c}`],
  noneMatch: (c) => ['GET', `Condition/${c}`, { headers: { 'if-none-match': 'W/"2"' } }],
};
/** Of whom, with the number at the end of the ids; what is deleted stands under 2. */
const hidden: readonly [what: string, person: string, number: number][] = [
  ['another person’s', 'henri', 1],
  ['another person’s that is deleted', 'henri', 2],
  ['of a restricted category', 'claire', 1],
  ['of a restricted category and deleted', 'claire', 2],
];
const ofWholePerson = /Patient|compartment|byPatient|lastn|createIn/;

/** The answer, with everything in it that is new each time, or was asked with, in words that are the same. */
async function answerTo(who: Who | undefined, make: Probe, person: string, number: number): Promise<string> {
  const ids = ['c', 'e', 'k', 'l'].map((letter) => `${letter}-${person}${number}`);
  const [c = '', e = '', k = '', l = ''] = ids;
  const [method, url, more] = make(c, e, k, person, l);
  const answer = await node.ask(who, method, encodeURI(url), more);
  const { date: _date, 'x-request-id': _trace, 'content-length': _length, ...headers } = answer.headers;
  return ids
    .reduce((text, id) => text.replaceAll(id, 'ID'), JSON.stringify([answer.statusCode, headers, answer.body]))
    .replaceAll(`/${person}`, '/PERSON')
    .replaceAll(`=${person}`, '=PERSON')
    .replaceAll(/\d{4}-\d\d-\d\dT[0-9:.]+Z|urn:uuid:[-0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'NEW');
}

describe('what is hidden is answered as what does not exist, to the byte', () => {
  const askers: readonly (Who | undefined)[] = ['doctor', 'stranger', 'claire', 'admin', undefined];
  it.each(Object.entries(probes))('%s', async (name, make) => {
    for (const who of askers) {
      const absent = await answerTo(who, make, 'nobod', 1);
      for (const [what, person, number] of hidden) {
        // Claire sees her own record, and the doctor knows her.
        if (person === 'claire' && (who === 'claire' || (who === 'doctor' && ofWholePerson.test(name)))) continue;
        expect(await answerTo(who, make, person, number), `${what} for ${who ?? 'nobody'}`).toBe(absent);
      }
    }
  });

  it.each(['read', 'history', 'diff', 'document', 'graphqlSystem', 'has', 'chain', 'list', 'lastn'])(
    'and tells who may know: %s',
    async (name) => {
      const make = probes[name] as Probe;
      expect(await answerTo('importer', make, 'henri', 1)).not.toBe(await answerTo('importer', make, 'nobod', 1));
    },
  );
});
