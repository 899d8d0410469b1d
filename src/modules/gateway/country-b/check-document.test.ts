import { describe, expect, it } from 'vitest';
import type { DocumentBundle } from '#documents';
import type { Resource } from '#fhir';
import { isAbout, isDocument } from './check-document.ts';

const system = 'urn:oid:1.2.250.1.213.1.4.11';
const traits = { identifier: { system, value: '284037512345640' }, birthDate: '1984-03-12' };
const patientUrl = 'urn:uuid:0d1ee8a2-5a4e-4a0c-8c6e-6f0d3f8a1a11';
const composition = {
  resourceType: 'Composition',
  status: 'final',
  type: { coding: [{ system: 'http://loinc.org', code: '60591-5' }] },
  subject: { reference: patientUrl },
  date: '2026-11-22',
  author: [{ display: 'Carnet France' }],
  title: 'Patient summary',
};
const patient = { resourceType: 'Patient', id: 'a', birthDate: '1984-03-12', identifier: [traits.identifier] };

function documentOf(first: object, second: object = patient): Resource {
  const document = {
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0d1ee8a2-5a4e-4a0c-8c6e-6f0d3f8a1a10' },
    type: 'document',
    timestamp: '2026-11-22T06:00:00Z',
    entry: [
      { fullUrl: 'urn:uuid:0d1ee8a2-5a4e-4a0c-8c6e-6f0d3f8a1a12', resource: first },
      { fullUrl: patientUrl, resource: second },
    ],
  };
  return JSON.parse(JSON.stringify(document));
}

describe('a document from abroad', () => {
  it('is a patient summary that can be read safely', () => {
    expect(isDocument(documentOf(composition))).toBe(true);
    // What a reader can do without does not keep the summary from a clinician.
    expect(isDocument(documentOf({ ...composition, unknownElement: 1 }))).toBe(true);
    expect(isDocument(documentOf({ ...composition, status: undefined }))).toBe(true);
  });

  it.each([
    ['has no Composition first', documentOf(patient)],
    [
      'is of another kind',
      documentOf({ ...composition, type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }] } }),
    ],
    ['is no document', { ...documentOf(composition), type: 'collection' }],
    ['has no entries', { ...documentOf(composition), entry: undefined }],
    ['has an entry without a resource', { ...documentOf(composition), entry: [{ fullUrl: patientUrl }] }],
    ['has an element of another type', documentOf({ ...composition, section: 'none' })],
    ['has text where an object belongs', documentOf(composition, { ...patient, name: ['Claire'] })],
    ['has a resource that is none', documentOf(composition, { resourceType: 'Nothing' })],
  ])('is refused when it %s', (_why, resource) => {
    expect(isDocument(resource as Resource)).toBe(false);
  });

  it('is about the person who was asked for', () => {
    const about = (second: object, first: object = composition) =>
      isAbout(documentOf(first, second) as DocumentBundle, traits);
    expect(about(patient)).toBe(true);
    expect(about({ ...patient, identifier: undefined })).toBe(true);
    expect(about({ ...patient, identifier: [{ system: 'urn:oid:1.2', value: 'x' }] })).toBe(true);
    expect(about({ ...patient, birthDate: '1984-03-13' })).toBe(false);
    expect(about({ ...patient, birthDate: undefined })).toBe(false);
    expect(about({ ...patient, identifier: [{ system, value: '184127645108946' }] })).toBe(false);
    expect(about(patient, { ...composition, subject: { reference: 'Patient/other' } })).toBe(false);
    expect(about(patient, { ...composition, subject: undefined })).toBe(false);
  });
});
