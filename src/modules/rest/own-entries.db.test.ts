import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Observation/by-doctor', { body: pulse('claire', { id: 'by-doctor' }) });
});
afterAll(() => node.close());

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const amend = [{ op: 'replace', path: '/status', value: 'amended' }];
const { id: _, ...mine } = pulse('claire', { id: 'x' });

/** An Observation that Claire added. */
async function added(): Promise<string> {
  const answer = await node.ask('claire', 'POST', 'Observation', { body: mine });
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}
const marksOf = (resource: { meta: { security?: { code: string }[] } }) =>
  resource.meta.security?.map(({ code }) => code);
const entry = (method: string, url: string, resource?: object) => ({
  ...(resource === undefined ? {} : { resource }),
  request: { method, url },
});
const bundle = (...entries: object[]) => ({ resourceType: 'Bundle', type: 'transaction', entry: entries });

describe('a person, over FHIR', () => {
  it('adds what bears her mark, reads it in every way, changes it by PATCH and withdraws it', async () => {
    const id = await added();
    const read = (await node.ask('claire', 'GET', `Observation/${id}`)).json();
    expect([marksOf(read), read.performer]).toEqual([['PATAST'], [{ reference: 'Patient/claire' }]]);
    const found = (await node.ask('doctor', 'GET', 'Observation?_security=PATAST')).json();
    expect(found.entry.map(({ resource }: { resource: { id: string } }) => resource.id)).toContain(id);
    const graph = { query: `{ Observation(id: "${id}") { meta { security { code } } } }` };
    const asked = await node.ask('doctor', 'POST', '$graphql', {
      body: graph,
      headers: { 'content-type': 'application/json' },
    });
    expect(asked.json().data.Observation.meta.security).toEqual([{ code: 'PATAST' }]);
    const patched = await node.ask('claire', 'PATCH', `Observation/${id}`, { body: amend, headers: jsonPatch });
    expect([patched.statusCode, patched.json().status, marksOf(patched.json())]).toEqual([200, 'amended', ['PATAST']]);
    expect((await node.ask('claire', 'DELETE', `Observation/${id}`)).statusCode).toBe(204);
    expect((await node.ask('claire', 'GET', `Observation/${id}/_history`)).json().entry).toHaveLength(3);
  });

  const body = { ...mine, id: 'by-doctor' };
  it.each([
    ['an update', 'PUT', 'Observation/by-doctor', { body }],
    ['an update of one version', 'PUT', 'Observation/by-doctor', { body, headers: { 'if-match': 'W/"1"' } }],
    ['a conditional update', 'PUT', 'Observation?_id=by-doctor', { body: mine }],
    ['a patch', 'PATCH', 'Observation/by-doctor', { body: amend, headers: jsonPatch }],
    ['a conditional patch', 'PATCH', 'Observation?_id=by-doctor', { body: amend, headers: jsonPatch }],
    ['a deletion', 'DELETE', 'Observation/by-doctor', {}],
    ['a conditional deletion', 'DELETE', 'Observation?_id=by-doctor', {}],
    [
      'a transaction',
      'POST',
      '',
      { body: bundle(entry('POST', 'Observation', mine), entry('DELETE', 'Observation/by-doctor')) },
    ],
  ] as const)('changes nothing of a professional by %s', async (_, method, url, request) => {
    const before = (await node.ask('importer', 'GET', 'Observation?_summary=count')).json().total;
    const answer = await node.ask('claire', method, url, request as object);
    expect([answer.statusCode, codesOf(answer)]).toEqual([403, ['own-entry.of-professional']]);
    const there = await node.ask('importer', 'GET', 'Observation/by-doctor');
    expect([there.statusCode, there.headers.etag]).toEqual([200, 'W/"1"']);
    expect((await node.ask('importer', 'GET', 'Observation?_summary=count')).json().total).toBe(before);
  });

  it('takes the mark off nothing, by $meta-delete neither', async () => {
    const id = await added();
    const mark = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'PATAST' };
    const parameters = {
      resourceType: 'Parameters',
      parameter: [{ name: 'meta', valueMeta: { security: [mark] } }],
    };
    await node.ask('claire', 'POST', `Observation/${id}/$meta-delete`, { body: parameters });
    expect(marksOf((await node.ask('claire', 'GET', `Observation/${id}`)).json())).toEqual(['PATAST']);
    const forged = await node.ask('doctor', 'POST', 'Observation/by-doctor/$meta-add', { body: parameters });
    expect([forged.statusCode, codesOf(forged)]).toEqual([403, ['own-entry.mark']]);
  });
});

describe('a professional, over FHIR', () => {
  it.each([
    ['an update', 'PUT', { body: (id: string) => ({ ...mine, id }) }],
    ['a patch', 'PATCH', { body: () => amend, headers: jsonPatch }],
    ['a deletion', 'DELETE', {}],
  ] as const)('changes nothing of hers by %s', async (_, method, request) => {
    const id = await added();
    const made = 'body' in request ? { ...request, body: request.body(id) } : {};
    const answer = await node.ask('doctor', method, `Observation/${id}`, made);
    expect([answer.statusCode, codesOf(answer)]).toEqual([403, ['own-entry.of-person']]);
    expect((await node.ask('claire', 'GET', `Observation/${id}`)).headers.etag).toBe('W/"1"');
  });
});
