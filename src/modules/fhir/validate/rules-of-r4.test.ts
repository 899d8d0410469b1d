import { describe, expect, it } from 'vitest';
import { issuesOfResource } from './testing-issues.ts';

function errorsOf(resource: object, definitions: readonly object[] = []): readonly string[] {
  return issuesOfResource(resource, definitions, { unknownExtensions: 'error', unknownProfiles: 'error' }).flatMap(
    (one) => (one.startsWith('error') ? one.slice(6) : []),
  );
}

describe('what R4 says in words', () => {
  it('holds that a rule which answers nothing does not hold', () => {
    const encounter = {
      resourceType: 'Encounter',
      status: 'finished',
      class: { code: 'AMB' },
      period: { start: '2026-06-21', end: '2026-06-21T06:20:00Z' },
    };
    expect(errorsOf(encounter)).toEqual([
      'Encounter.period: If present, start SHALL have a lower value than end (per-1)',
    ]);
  });

  it('asks for a code where a required binding does, whatever extension stands for it', () => {
    const absent = { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unknown' };
    expect(errorsOf({ resourceType: 'Patient', _gender: { extension: [absent] } })).toEqual([
      'Patient.gender: A code of the value set http://hl7.org/fhir/ValueSet/administrative-gender is required.',
    ]);
  });

  it('takes elements of other versions of FHIR as extensions, modifiers as modifiers', () => {
    const url = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DeviceRequest.doNotPerform';
    const request = {
      resourceType: 'DeviceRequest',
      intent: 'order',
      codeCodeableConcept: {},
      subject: { display: 'x' },
    };
    expect(errorsOf({ ...request, modifierExtension: [{ url, valueBoolean: true }] })).toEqual([]);
    expect(errorsOf({ ...request, extension: [{ url, valueBoolean: true }] })).toEqual([
      `DeviceRequest.extension[0]: The extension ${url} changes the meaning of what it stands in; it must be a modifier extension.`,
    ]);
  });

  it('gives each element of a resource an id of its own', () => {
    expect(
      errorsOf({
        resourceType: 'Patient',
        name: [
          { id: 'a', text: 'x' },
          { id: 'a', text: 'y' },
        ],
      }),
    ).toEqual(['Patient.name[1]: Another element of the resource has the same id.']);
  });

  it('gives pages to searches, and the entries of others an address', () => {
    const bundle = {
      resourceType: 'Bundle',
      type: 'collection',
      link: [{ relation: 'next', url: 'http://example.org/next' }],
      entry: [{ resource: { resourceType: 'Patient' } }],
    };
    expect(errorsOf(bundle)).toEqual([
      'Bundle.entry[0]: The entry has no fullUrl, which is what its resource is known by.',
      'Bundle.link[0].relation: Only searches and histories have pages.',
    ]);
    const entry = [{ fullUrl: 'http://example.org/Patient/a', resource: { resourceType: 'Patient', id: 'a' } }];
    expect(errorsOf({ ...bundle, type: 'searchset', entry })).toEqual([]);
  });

  it('takes images from elsewhere in definitions, and nowhere else', () => {
    const text = {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><img src="https://example.org/x.png" alt="x"/></div>',
    };
    expect(errorsOf({ resourceType: 'Patient', text })).toEqual([
      'Patient.text.div: An image in the narrative must not be loaded from elsewhere.',
    ]);
    expect(errorsOf({ resourceType: 'ValueSet', status: 'draft', text })).toEqual([]);
  });

  it('says of a profile that another asks for where it is not known', () => {
    const canonical = 'http://example.org/StructureDefinition/p';
    const name = { code: 'HumanName', profile: ['http://example.org/StructureDefinition/nobody-has'] };
    const profile = {
      resourceType: 'StructureDefinition',
      url: canonical,
      type: 'Patient',
      derivation: 'constraint',
      baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Patient',
      differential: { element: [{ id: 'Patient.name', path: 'Patient.name', type: [name] }] },
    };
    expect(
      errorsOf({ resourceType: 'Patient', meta: { profile: [canonical] }, name: [{ text: 'x' }] }, [profile]),
    ).toEqual([
      'Patient.name[0]: The profile http://example.org/StructureDefinition/nobody-has is not known; the element was not judged by it.',
    ]);
  });
});
