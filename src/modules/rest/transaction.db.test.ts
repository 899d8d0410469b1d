import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode({ limits: { entries: 400 } });
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Patient/henri', { body: patient('henri') });
  await node.ask('importer', 'PUT', 'Practitioner/sophie', {
    body: { resourceType: 'Practitioner', id: 'sophie', identifier: [{ system: 'urn:rpps', value: '1' }] },
  });
});
afterAll(() => node.close());

interface Response {
  readonly type: string;
  readonly entry: readonly {
    readonly fullUrl?: string;
    readonly resource?: { readonly [element: string]: unknown };
    readonly response: {
      readonly status: string;
      readonly location?: string;
      readonly etag?: string;
      readonly lastModified?: string;
      readonly outcome?: object;
    };
  }[];
}

const bundle = (entry: readonly object[], type = 'transaction') => ({ resourceType: 'Bundle', type, entry });
const send = (entry: readonly object[], type = 'transaction', headers = {}) =>
  node.ask('importer', 'POST', '/fhir', { body: bundle(entry, type), headers });
const post = (resource: object, more: object = {}, request: object = {}) => ({
  ...more,
  resource,
  request: { method: 'POST', url: (resource as { resourceType: string }).resourceType, ...request },
});
const put = (resource: object, request: object = {}) => {
  const { resourceType, id } = resource as { readonly resourceType: string; readonly id: string };
  return { resource, request: { method: 'PUT', url: `${resourceType}/${id}`, ...request } };
};
const placeOf = (answer: { json(): unknown }) =>
  (answer.json() as { issue: { expression?: string[] }[] }).issue[0]?.expression?.[0];

describe('what a Bundle reads', () => {
  it.each(['batch', 'transaction'])('is bounded in a %s: what comes after is refused by itself', async (type) => {
    const small = await openTestNode({ limits: { answerLength: 100 } });
    try {
      await small.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
      const get = { request: { method: 'GET', url: 'Patient/claire' } };
      const answer = await small.ask('importer', 'POST', '/fhir', { body: bundle(Array(20).fill(get), type) });
      const statuses = (answer.json() as Response).entry.map(({ response }) => response.status);
      expect(statuses[0]).toBe('200 OK');
      expect(statuses.at(-1)).toBe('400 Bad Request');
      expect(answer.body).toContain('search.too-broad');
    } finally {
      await small.close();
    }
  });
});

describe('transaction', () => {
  it('gives entries their addresses, in references wherever they stand', async () => {
    const [p, o] = ['urn:uuid:5a2c3e80-0000-4000-8000-000000000001', 'urn:uuid:5a2c3e80-0000-4000-8000-000000000002'];
    const answer = await send(
      [
        post(pulse('x', { subject: { reference: p }, hasMember: [{ reference: o }] })),
        post({ resourceType: 'Patient', gender: 'female' }, { fullUrl: p }),
        post(pulse('x', { subject: { reference: p } }), { fullUrl: o }),
        { request: { method: 'GET', url: 'Patient/claire' } },
      ],
      'transaction',
      { prefer: 'return=representation' },
    );
    expect(answer.statusCode).toBe(200);
    const { entry, type } = answer.json() as Response;
    expect(type).toBe('transaction-response');
    expect(entry.map(({ response }) => response.status)).toEqual([
      '201 Created',
      '201 Created',
      '201 Created',
      '200 OK',
    ]);
    const [first, second, third, fourth] = entry;
    const patientAddress = second?.response.location?.replace('/_history/1', '');
    expect(first?.resource).toMatchObject({
      subject: { reference: patientAddress },
      hasMember: [{ reference: third?.response.location?.replace('/_history/1', '') }],
    });
    expect(first?.response).toMatchObject({ etag: 'W/"1"', lastModified: expect.stringMatching(/^20.*Z$/) });
    expect(first?.fullUrl).toMatch(new RegExp(`^${baseUrl}/Observation/`));
    expect(fourth?.resource).toMatchObject({ id: 'claire' });
    expect((await node.ask('importer', 'GET', `${patientAddress}`)).statusCode).toBe(200);
  });

  it('deletes before it creates and updates, whatever the order', async () => {
    await node.ask('importer', 'PUT', 'Observation/old', { body: pulse('claire', { id: 'old' }) });
    const answer = await send([
      { request: { method: 'GET', url: 'Observation/old' } },
      put(pulse('claire', { id: 'new' })),
      { request: { method: 'DELETE', url: 'Observation/old' } },
    ]);
    const { entry } = answer.json() as Response;
    expect(entry.map(({ response }) => response.status)).toEqual(['410 Gone', '201 Created', '204 No Content']);
    expect(entry[0]?.response.outcome).toBeDefined();
  });

  it('writes all or nothing, and says which entry is to blame', async () => {
    const answer = await send([
      put(pulse('claire', { id: 'whole' })),
      put(pulse('claire', { id: 'bad', status: 'x' })),
    ]);
    expect([answer.statusCode, codesOf(answer)]).toEqual([422, ['structure.required-binding']]);
    expect(placeOf(answer)).toBe('Bundle.entry[1].resource.status');
    expect((await node.ask('importer', 'GET', 'Observation/whole')).statusCode).toBe(404);
    const stale = await send([
      put(pulse('claire', { id: 'whole' })),
      put(patient('claire') as never, { ifMatch: 'W/"77"' }),
    ]);
    expect(stale.statusCode).toBe(412);
    expect((await node.ask('importer', 'GET', 'Observation/whole')).statusCode).toBe(404);
  });

  it('refuses what it cannot carry out, each with its place', async () => {
    const cases: [readonly object[], number, string, string | undefined][] = [
      [[put(patient('claire')), put(patient('claire'))], 400, 'transaction.duplicate', 'Bundle.entry[1]'],
      [[{ resource: patient('x') }], 400, 'transaction.bad-entry', 'Bundle.entry[0].request'],
      [[{ request: { method: 'POST', url: 'Patient' } }], 400, 'transaction.bad-entry', 'Bundle.entry[0].resource'],
      [[{ request: { method: 'GET', url: '../etc' } }], 400, 'transaction.bad-entry', 'Bundle.entry[0].request.url'],
      [[{ request: { method: 'DELETE', url: 'Patient' } }], 400, 'transaction.bad-entry', undefined],
      [[{ request: { method: 'PATCH', url: 'Patient/claire' } }], 400, 'transaction.bad-entry', undefined],
      [[post(patient('x'), {}, { url: 'Observation' })], 400, 'resource.type-mismatch', undefined],
      [[put(patient('y'), { url: 'Patient/x' })], 400, 'resource.id-mismatch', undefined],
      [
        [post(pulse('x', { subject: { reference: 'urn:uuid:5a2c3e80-0000-4000-8000-00000000dead' } }))],
        422,
        'transaction.unresolved-reference',
        'Bundle.entry[0].resource',
      ],
    ];
    for (const [entries, status, code, place] of cases) {
      const answer = await send(entries);
      expect([answer.statusCode, codesOf(answer)[0]]).toEqual([status, code]);
      if (place !== undefined) expect(placeOf(answer)).toBe(place);
    }
    expect(codesOf(await send([], 'collection'))).toEqual(['bundle.unsupported-type']);
    const many = Array.from({ length: 401 }, () => post(patient('x')));
    expect((await send(many)).statusCode).toBe(413);
    const odd = await node.ask('importer', 'POST', '/fhir', { body: { ...bundle([post(patient('x'))]), nonsense: 1 } });
    expect([odd.statusCode, codesOf(odd)]).toEqual([422, ['structure.unknown-element']]);
  });

  it('resolves conditional references to the one match, and refuses none and many', async () => {
    const with_ = (criteria: string) => [
      post(pulse('claire', { performer: [{ reference: `Practitioner?${criteria}` }] })),
    ];
    const answer = await send(with_('identifier=urn:rpps|1'), 'transaction', { prefer: 'return=representation' });
    expect((answer.json() as Response).entry[0]?.resource).toMatchObject({
      performer: [{ reference: 'Practitioner/sophie' }],
    });
    const none = await send(with_('identifier=urn:rpps|2'));
    expect([none.statusCode, codesOf(none)]).toEqual([422, ['transaction.unresolved-reference']]);
    await node.ask('importer', 'PUT', 'Practitioner/twin', {
      body: { resourceType: 'Practitioner', id: 'twin', identifier: [{ system: 'urn:rpps', value: '1' }] },
    });
    const many = await send(with_('identifier=urn:rpps|1'));
    expect([many.statusCode, codesOf(many)]).toEqual([412, ['condition.multiple']]);
  });

  it('creates under a condition and leads references to what was found', async () => {
    const uuid = 'urn:uuid:5a2c3e80-0000-4000-8000-000000000009';
    const entries = [
      post(
        { resourceType: 'Patient', identifier: [{ system: 'urn:mrn', value: '9' }] },
        { fullUrl: uuid },
        { ifNoneExist: 'identifier=urn:mrn|9' },
      ),
      post(pulse('x', { subject: { reference: uuid } })),
    ];
    const first = (await send(entries)).json() as Response;
    const second = (await send(entries, 'transaction', { prefer: 'return=representation' })).json() as Response;
    expect(first.entry[0]?.response.status).toBe('201 Created');
    expect(second.entry[0]?.response).toMatchObject({ status: '200 OK', location: first.entry[0]?.response.location });
    expect(second.entry[1]?.resource).toMatchObject({
      subject: { reference: first.entry[0]?.response.location?.replace('/_history/1', '') },
    });
  });

  it('keeps to the caller’s rights', async () => {
    const answer = await node.ask('doctor', 'POST', '/fhir', {
      body: bundle([post(pulse('claire')), post(pulse('henri'))]),
    });
    expect([answer.statusCode, codesOf(answer), placeOf(answer)]).toEqual([
      403,
      ['access.denied'],
      'Bundle.entry[1].resource',
    ]);
    const registering = await node.ask('doctor', 'POST', '/fhir', {
      body: bundle([
        post({ resourceType: 'Patient' }, { fullUrl: 'urn:uuid:5a2c3e80-0000-4000-8000-000000000011' }),
        post(pulse('x', { subject: { reference: 'urn:uuid:5a2c3e80-0000-4000-8000-000000000011' } })),
      ]),
    });
    expect(registering.statusCode).toBe(200);
  });
});

describe('batch', () => {
  it('answers each entry as if it had come alone', async () => {
    const answer = await send(
      [
        post(pulse('claire')),
        post(pulse('claire', { status: 'x' })),
        { request: { method: 'GET', url: 'Patient/nobody' } },
        { request: { method: 'GET', url: 'Observation?patient=claire&_count=1' } },
        { request: { method: 'GET', url: 'Patient/claire/_history/1' } },
        { request: { method: 'GET', url: 'Patient/claire/_history' } },
        { resource: patient('z') },
      ],
      'batch',
    );
    expect(answer.statusCode).toBe(200);
    const { entry, type } = answer.json() as Response;
    expect(type).toBe('batch-response');
    const statuses = entry.map(({ response }) => response.status);
    expect(statuses).toEqual([
      '201 Created',
      '422 Unprocessable Entity',
      '404 Not Found',
      '200 OK',
      '200 OK',
      '200 OK',
      '400 Bad Request',
    ]);
    expect(entry[3]?.resource).toMatchObject({ type: 'searchset' });
  });
});

const synthea = '../shared/data/synthea';
const present = existsSync(synthea);
describe.skipIf(!present)('Synthea bundles (needs ../shared/data/synthea)', () => {
  it('go in whole, and every reference inside leads to what went in', async () => {
    const files = readdirSync(`${synthea}/patients`).filter((name) => name.endsWith('.json'));
    const text = readFileSync(`${synthea}/patients/${files[0]}`, 'utf8');
    const sent = JSON.parse(text) as { entry: { resource: { resourceType: string } }[] };
    const answer = await node.ask('importer', 'POST', '/fhir', { body: text });
    expect(answer.statusCode).toBe(200);
    const { entry } = answer.json() as Response;
    expect(entry).toHaveLength(sent.entry.length);
    expect(entry.every(({ response }) => response.status === '201 Created')).toBe(true);
    const index = sent.entry.findIndex(({ resource }) => resource.resourceType === 'Patient');
    const id = entry[index]?.response.location?.split('/')[1] ?? '';
    const observations = sent.entry.filter(({ resource }) => resource.resourceType === 'Observation').length;
    const found = await node.ask('importer', 'GET', `Observation?patient=${id}&_count=0`);
    expect(found.json()).toMatchObject({ total: observations });
  });
});
