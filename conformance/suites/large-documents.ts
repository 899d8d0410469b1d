import { coreDefinitions, createValidator, type Resource } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';

type Members = Record<string, unknown>;

/** Documents of about 1 MB, each with much of one thing. */
const large: Readonly<Record<string, () => Members>> = {
  entries: () => ({
    resourceType: 'Bundle',
    type: 'collection',
    entry: many(6_000, (n) => ({
      fullUrl: `http://example.org/fhir/Patient/${n}`,
      resource: { resourceType: 'Patient', id: `${n}`, managingOrganization: { reference: `Organization/${n}` } },
    })),
  }),
  'contained resources': () => ({
    resourceType: 'List',
    status: 'current',
    mode: 'working',
    contained: many(6_000, (n) => ({ resourceType: 'Patient', id: `${n}`, active: true, gender: 'female' })),
    entry: many(6_000, (n) => ({ item: { reference: `#${n}` } })),
  }),
  'a document': () => ({
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0b5b6a1c-8d7b-4d0e-9a43-3a3a4b8a2f10' },
    timestamp: '2026-01-01T00:00:00Z',
    entry: [
      {
        fullUrl: 'http://example.org/fhir/Composition/c',
        resource: {
          resourceType: 'Composition',
          id: 'c',
          status: 'final',
          type: { text: 'x' },
          date: '2026-01-01',
          title: 'x',
          author: [{ reference: 'Patient/0' }],
          section: [{ title: 'x', entry: many(4_000, (n) => ({ reference: `Patient/${n}` })) }],
        },
      },
      ...many(4_000, (n) => ({
        fullUrl: `http://example.org/fhir/Patient/${n}`,
        resource: {
          resourceType: 'Patient',
          id: `${n}`,
          link: [{ other: { reference: 'Patient/0' }, type: 'seealso' }],
        },
      })),
    ],
  }),
  codings: () => ({
    resourceType: 'Observation',
    status: 'final',
    code: { coding: many(12_000, (n) => ({ system: 'http://loinc.org', code: `${n}`, display: 'one of many codes' })) },
  }),
  text: () => ({
    resourceType: 'Patient',
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml">${'<p>text</p> '.repeat(80_000)}</div>`,
    },
  }),
  questions: () => ({
    resourceType: 'Questionnaire',
    status: 'draft',
    item: many(12_000, (n) => ({ linkId: `${n}`, type: 'string', text: 'How are you today, dear reader?' })),
  }),
};

function many<T>(count: number, make: (n: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, n) => make(n));
}

const definitions = coreDefinitions();
const validator = createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });

/** Milliseconds that this thread works for one document: the least of several, which is what the code needs. */
function costOf(resource: Resource): number {
  const costs = many(10, () => {
    const before = process.threadCpuUsage();
    validator.validate(resource);
    const { user, system } = process.threadCpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...costs);
}

const costs = Object.entries(large).map(([name, make]) => [name, costOf(make() as Members & Resource)]);
console.log(JSON.stringify(Object.fromEntries(costs)));
