import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Observation/o', { body: pulse('claire', { id: 'o' }) });
});
afterAll(() => node.close());

const odd = fc.oneof(
  fc.constantFrom('claire', 'Patient/claire', 'Observation/o', 'Observation/o/_history/1', 'true', '1', '0', '-1', ''),
  fc.constantFrom('1e9', 'urn:x|y', '\\|,$', 'Ω', '2020', '9999999999', "';--", '%', '../..', 'a'.repeat(5000)),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);
const name = fc.constantFrom(
  ...[
    'patient',
    'subject',
    'code',
    'category',
    'max',
    'from',
    'to',
    'fromVersion',
    'toVersion',
    'includeMeta',
    'persist',
  ],
  ...['id', 'graph', 'resource', 'onlyCertainMatches', 'count', '_count', '_type', 'code:text', '_elements', 'date'],
);
const address = fc.constantFrom(
  ...['Observation/$lastn', 'Observation/o/$diff', '$diff', 'Patient/$match', 'Patient/claire/$diff'],
  ...['Composition/$document', 'Composition/o/$document', 'openapi.json', 'Observation', 'Nose/$diff', 'Nose/1/$diff'],
);
const value = fc.oneof(
  odd.map((text) => ({ valueString: text })),
  fc.constantFrom({ valueInteger: 3 }, { valueBoolean: true }, { valueCoding: {} }, {}, { part: [] }, { resource: {} }),
  fc.json().map((text) => ({ resource: JSON.parse(text) })),
  fc
    .record(
      {
        name: fc.constantFrom([{ family: 'M' }], [{}], [{ text: 'a b' }], [{ given: [null, 'x'] }], 'x', []),
        birthDate: odd,
        identifier: fc.constantFrom([{ system: '|', value: ',' }], [{}], [{ value: '' }], 7),
        telecom: fc.constantFrom([{ system: 'phone', value: '1' }], [{ system: 'email' }]),
        address: fc.constantFrom([{ line: [null] }], [{ city: 'x', postalCode: '' }]),
      },
      { requiredKeys: [] },
    )
    .map((person) => ({ resource: { resourceType: 'Patient', ...person } })),
);

it('answers odd requests to operations without failing once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'DELETE'),
      address,
      fc.array(fc.tuple(name, odd), { maxLength: 4 }),
      fc.array(fc.tuple(name, value), { maxLength: 4 }),
      async (method, at, query, parameters) => {
        const url = `${at}?${new URLSearchParams(query)}`;
        const parameter = parameters.map(([called, one]) => ({ name: called, ...one }));
        const body = { resourceType: 'Parameters', parameter };
        const answer = await node.ask('doctor', method, url, method === 'POST' ? { body } : {});
        expect([method, url, JSON.stringify(body), answer.statusCode < 500]).toEqual([
          method,
          url,
          JSON.stringify(body),
          true,
        ]);
      },
    ),
    { numRuns: 400 },
  );
});
