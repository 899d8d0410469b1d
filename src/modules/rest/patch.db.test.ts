import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Patient/henri', { body: patient('henri') });
  await node.ask('importer', 'PUT', 'Observation/hidden', { body: pulse('henri', { id: 'hidden' }) });
});
afterAll(() => node.close());

const jsonPatch = { 'content-type': 'application/json-patch+json' };
let count = 0;

/** A new Observation of Claire's, with a decimal that a number would not keep. */
async function observation(more = ''): Promise<string> {
  const id = `o-${count++}`;
  const text = JSON.stringify(pulse('claire', { id })).replace('"value":72', '"value":72.50');
  const body = more === '' ? text : `${text.slice(0, -1)},${more}}`;
  const answer = await node.ask('importer', 'PUT', `Observation/${id}`, { body });
  expect(answer.statusCode).toBe(201);
  return id;
}

const amend = [{ op: 'replace', path: '/status', value: 'amended' }];
const path = (type: string, element: string, value: object) => ({
  resourceType: 'Parameters',
  parameter: [
    {
      name: 'operation',
      part: [
        { name: 'type', valueCode: type },
        { name: 'path', valueString: element },
        { name: 'value', ...value },
      ],
    },
  ],
});

describe('PATCH', () => {
  it('applies a JSON Patch and keeps what it does not touch to the last digit', async () => {
    const id = await observation();
    const answer = await node.ask('doctor', 'PATCH', `Observation/${id}`, { body: amend, headers: jsonPatch });
    expect([answer.statusCode, answer.headers.etag]).toEqual([200, 'W/"2"']);
    expect(answer.body).toContain('"value":72.50');
    expect(answer.json()).toMatchObject({ id, status: 'amended', meta: { versionId: '2' } });
    expect((await node.ask('doctor', 'GET', `Observation?status=amended&_id=${id}`)).json().entry).toHaveLength(1);
  });

  it('applies a FHIRPath Patch, in JSON and in XML', async () => {
    const id = await observation();
    const body = path('replace', 'Observation.status', { valueCode: 'amended' });
    const answer = await node.ask('doctor', 'PATCH', `Observation/${id}`, { body });
    expect([answer.statusCode, answer.json().status]).toEqual([200, 'amended']);
    const part = (name: string, value: string) => `<part><name value="${name}"/>${value}</part>`;
    const xml = `<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>${part('type', '<valueCode value="delete"/>')}${part('path', '<valueString value="Observation.value.unit"/>')}</parameter></Parameters>`;
    const second = await node.ask('doctor', 'PATCH', `Observation/${id}`, {
      body: xml,
      headers: { 'content-type': 'application/fhir+xml' },
    });
    expect(second.statusCode).toBe(200);
    expect(Object.keys(second.json().valueQuantity)).not.toContain('unit');
    expect(second.body).toContain('72.50');
  });

  it('makes no version where nothing changes', async () => {
    const id = await observation();
    const body = [{ op: 'test', path: '/status', value: 'final' }];
    const answer = await node.ask('doctor', 'PATCH', `Observation/${id}`, { body, headers: jsonPatch });
    expect([answer.statusCode, answer.headers.etag]).toEqual([200, 'W/"1"']);
  });

  it.each<[string, unknown, Record<string, string>, number, string]>([
    ['a failed test', [{ op: 'test', path: '/status', value: 'x' }], jsonPatch, 409, 'patch.test-failed'],
    ['what leads nowhere', [{ op: 'remove', path: '/nose' }], jsonPatch, 422, 'patch.not-applicable'],
    ['a result that is no Observation', [{ op: 'remove', path: '/code' }], jsonPatch, 422, 'structure.cardinality'],
    ['an empty array', [{ op: 'add', path: '/note', value: [] }], jsonPatch, 422, 'structure.empty'],
    ['another id', [{ op: 'replace', path: '/id', value: 'x' }], jsonPatch, 422, 'patch.immutable'],
    [
      'another person',
      [{ op: 'replace', path: '/subject/reference', value: 'Patient/henri' }],
      jsonPatch,
      403,
      'access.denied',
    ],
    ['no patch', { resourceType: 'Patient' }, {}, 400, 'patch.malformed'],
    ['a stale version', amend, { ...jsonPatch, 'if-match': 'W/"7"' }, 412, 'version.conflict'],
    ['XML Patch', '<diff/>', { 'content-type': 'application/xml-patch+xml' }, 415, 'body.media-type'],
    ['plain text', 'x', { 'content-type': 'text/plain' }, 415, 'body.media-type'],
  ])('refuses %s and leaves the resource as it is', async (_what, body, headers, status, code) => {
    const id = await observation();
    const answer = await node.ask('doctor', 'PATCH', `Observation/${id}`, { body, headers });
    expect([answer.statusCode, codesOf(answer)[0]]).toEqual([status, code]);
    expect((await node.ask('doctor', 'GET', `Observation/${id}`)).headers.etag).toBe('W/"1"');
  });

  it('answers what is hidden as what is absent, to the byte', async () => {
    const send = async (id: string, headers: Record<string, string>) => {
      const answer = await node.ask('doctor', 'PATCH', `Observation/${id}`, {
        body: [{ op: 'test', path: '/status', value: 'x' }],
        headers: { ...jsonPatch, ...headers },
      });
      return [answer.statusCode, answer.body];
    };
    for (const headers of [{}, { 'if-match': 'W/"1"' }, { 'if-match': '"other"' }]) {
      expect(await send('hidden', headers)).toEqual(await send('no-such-one', headers));
    }
    const conditional = async (id: string) => {
      const answer = await node.ask('doctor', 'PATCH', `Observation?_id=${id}`, { body: amend, headers: jsonPatch });
      return [answer.statusCode, answer.body];
    };
    expect(await conditional('hidden')).toEqual(await conditional('no-such-one'));
    expect((await conditional('hidden'))[0]).toBe(404);
  });

  it('loses none of many at once', async () => {
    const id = await observation('"note":[{"text":"0"}]');
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_none, n) =>
        node.ask('doctor', 'PATCH', `Observation/${id}`, {
          body: [{ op: 'add', path: '/note/-', value: { text: String(n + 1) } }],
          headers: jsonPatch,
        }),
      ),
    );
    const done = answers.filter((answer) => answer.statusCode === 200).length;
    for (const answer of answers) expect([200, 409]).toContain(answer.statusCode);
    const after = (await node.ask('doctor', 'GET', `Observation/${id}`)).json();
    expect(after.note).toHaveLength(1 + done);
    expect(after.meta.versionId).toBe(String(1 + done));
  });

  it('finds its resource by a condition', async () => {
    const id = await observation('"identifier":[{"system":"urn:x","value":"found-once"}]');
    const url = 'Observation?identifier=urn:x|found-once';
    const answer = await node.ask('doctor', 'PATCH', url, { body: amend, headers: jsonPatch });
    expect([answer.statusCode, answer.json().id]).toEqual([200, id]);
    await observation('"identifier":[{"system":"urn:x","value":"found-once"}]');
    const many = await node.ask('doctor', 'PATCH', url, { body: amend, headers: jsonPatch });
    expect([many.statusCode, codesOf(many)]).toEqual([412, ['condition.multiple']]);
    const none = await node.ask('doctor', 'PATCH', 'Observation', { body: amend, headers: jsonPatch });
    expect([none.statusCode, codesOf(none)]).toEqual([400, ['condition.empty']]);
  });

  it('stands in the log by its name', async () => {
    const id = await observation();
    await node.ask('doctor', 'PATCH', `Observation/${id}`, { body: amend, headers: jsonPatch });
    const log = (await node.ask('claire', 'GET', 'Patient/claire')).statusCode;
    expect(log).toBe(200);
    const page = await node.records.accessLog(
      {
        subject: 'a-claire',
        name: 'C',
        role: 'citizen',
        country: 'FR',
        purpose: 'PATRQT',
        client: 'x',
        traceId: 't',
        patient: 'claire',
        proxyFor: [],
      },
      'claire',
      { count: 50 },
    );
    expect(
      page.ok && page.value.entries.some((entry) => entry.interaction === 'patch' && entry.action === 'update'),
    ).toBe(true);
  });
});

describe('conditional delete', () => {
  it('deletes one match, refuses several, and has nothing to do without one', async () => {
    const marked = (value: string) => observation(`"identifier":[{"system":"urn:d","value":"${value}"}]`);
    const one = await marked('one');
    expect((await node.ask('doctor', 'DELETE', 'Observation?identifier=urn:d|one')).statusCode).toBe(204);
    expect((await node.ask('doctor', 'GET', `Observation/${one}`)).statusCode).toBe(410);
    expect((await node.ask('doctor', 'DELETE', 'Observation?identifier=urn:d|one')).statusCode).toBe(204);
    const [first] = [await marked('two'), await marked('two')];
    const many = await node.ask('doctor', 'DELETE', 'Observation?identifier=urn:d|two');
    expect([many.statusCode, codesOf(many)]).toEqual([412, ['condition.multiple']]);
    expect(many.json().issue[0].details.text).toContain('matches 2 resources');
    expect((await node.ask('doctor', 'GET', `Observation/${first}`)).statusCode).toBe(200);
    const all = await node.ask('doctor', 'DELETE', 'Observation');
    expect([all.statusCode, codesOf(all)]).toEqual([400, ['condition.empty']]);
  });

  it('deletes as many as are said to go, all or none', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1)
      ids.push(await observation('"identifier":[{"system":"urn:d","value":"three"}]'));
    const remove = (count: string, headers = {}) =>
      node.ask('doctor', 'DELETE', `Observation?identifier=urn:d|three&_count=${count}`, { headers });
    const statuses = async () => {
      const reads = await Promise.all(ids.map((id) => node.ask('doctor', 'GET', `Observation/${id}`)));
      return reads.map(({ statusCode }) => statusCode);
    };
    const fewer = await remove('2');
    expect([fewer.statusCode, codesOf(fewer), await statuses()]).toEqual([
      412,
      ['condition.multiple'],
      [200, 200, 200],
    ]);
    for (const count of ['0', '1001', 'all']) expect(codesOf(await remove(count))).toEqual(['search.bad-value']);
    expect(codesOf(await remove('3', { 'if-match': 'W/"1"' }))).toEqual(['request.bad']);
    const done = await remove('3', { prefer: 'return=OperationOutcome' });
    expect([done.statusCode, done.json().issue[0].details.text]).toEqual([200, 'Deleted 3 resources.']);
    expect([await statuses(), (await remove('3')).statusCode]).toEqual([[410, 410, 410], 204]);
    const persons = await node.ask('doctor', 'DELETE', 'Patient?birthdate=ge1900&_count=10');
    expect(persons.statusCode).toBe(403);
  });

  it('does not know of what is hidden', async () => {
    expect((await node.ask('doctor', 'DELETE', 'Observation?_id=hidden')).statusCode).toBe(204);
    expect((await node.ask('importer', 'GET', 'Observation/hidden')).statusCode).toBe(200);
  });
});

describe.each(['transaction', 'batch'])('a %s', (type) => {
  const send = (entry: readonly object[]) =>
    node.ask('doctor', 'POST', '/fhir', { body: { resourceType: 'Bundle', type, entry } });
  const binary = (operations: unknown) => ({
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(JSON.stringify(operations)).toString('base64'),
  });

  it('patches, deletes by condition and asks for heads', async () => {
    const [one, two] = [await observation(), await observation()];
    const gone = await observation(`"identifier":[{"system":"urn:${type}","value":"gone"}]`);
    const answer = await send([
      { resource: binary(amend), request: { method: 'PATCH', url: `Observation/${one}`, ifMatch: 'W/"1"' } },
      {
        resource: path('replace', 'Observation.status', { valueCode: 'amended' }),
        request: { method: 'PATCH', url: `Observation?_id=${two}` },
      },
      { request: { method: 'DELETE', url: `Observation?identifier=urn:${type}|gone` } },
      { request: { method: 'DELETE', url: `Observation?identifier=urn:${type}|never` } },
      { request: { method: 'HEAD', url: 'Patient/claire' } },
    ]);
    expect(answer.statusCode).toBe(200);
    const entries = answer.json().entry as { response: { status: string; etag?: string }; resource?: unknown }[];
    expect(entries.map((entry) => entry.response.status)).toEqual([
      '200 OK',
      '200 OK',
      '204 No Content',
      '204 No Content',
      '200 OK',
    ]);
    expect([entries[4]?.resource, entries[4]?.response.etag]).toEqual([undefined, 'W/"1"']);
    for (const id of [one, two]) {
      expect((await node.ask('doctor', 'GET', `Observation/${id}`)).json().status).toBe('amended');
    }
    expect((await node.ask('doctor', 'GET', `Observation/${gone}`)).statusCode).toBe(410);
  });

  it('says which patch does not fit', async () => {
    const [one, two] = [await observation(), await observation()];
    const answer = await send([
      { resource: binary(amend), request: { method: 'PATCH', url: `Observation/${one}` } },
      { resource: binary([{ op: 'remove', path: '/nose' }]), request: { method: 'PATCH', url: `Observation/${two}` } },
    ]);
    const outcome = type === 'batch' ? answer.json().entry[1].response.outcome : answer.json();
    expect(outcome.issue[0]).toMatchObject({ expression: ['Bundle.entry[1]'] });
    const after = (await node.ask('doctor', 'GET', `Observation/${one}`)).json().status;
    expect(after).toBe(type === 'batch' ? 'amended' : 'final');
  });
});
