import { describe, expect, it } from 'vitest';
import { categories } from './categories.ts';
import { defaultProfileOf } from './default-profile.ts';
import { ownBase } from './profile.ts';

const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });

function documentOf(composition: object, bundle: object = {}) {
  return {
    resourceType: 'Bundle',
    type: 'document',
    ...bundle,
    entry: [{ resource: { resourceType: 'Composition', ...composition } }],
  };
}

describe('the profile of a document by default', () => {
  it.each([
    ['60591-5', 'patient-summary'],
    ['57833-6', 'prescription-document'],
    ['60593-1', 'dispensation-document'],
    ['85430-7', 'imaging-report'],
    ['18748-4', 'imaging-report'],
    ['68604-8', 'imaging-report'],
    ['11502-2', 'laboratory-report'],
    ['18725-2', 'laboratory-report'],
    ['34105-7', 'discharge-report'],
    ['18842-5', 'discharge-report'],
    ['100719-4', 'discharge-report'],
  ])('is by the type LOINC %s that of %s', (code, name) => {
    expect(defaultProfileOf(documentOf({ type: loinc(code) }))).toBe(ownBase + name);
  });

  it('is that of the Composition where that stands alone', () => {
    expect(defaultProfileOf({ resourceType: 'Composition', type: loinc('34105-7') })).toBe(
      `${ownBase}discharge-report-composition`,
    );
  });

  it('is told by meta.profile first, as the type of national documents is another', () => {
    const profile = ['http://hl7.eu/fhir/hdr/StructureDefinition/bundle-eu-hdr|1.0.0'];
    const document = documentOf({ type: loinc('11502-2') }, { meta: { profile } });
    expect(defaultProfileOf(document)).toBe(`${ownBase}discharge-report`);
    const claimed = ['http://fhir.ehdsi.eu/laboratory/StructureDefinition/Composition-lab-myhealtheu'];
    expect(defaultProfileOf(documentOf({ meta: { profile: claimed } }))).toBe(`${ownBase}laboratory-report`);
    for (const { bundle } of categories) {
      expect(defaultProfileOf(documentOf({}, { meta: { profile: [bundle] } }))).toBe(bundle);
    }
  });

  it('is told by the category where the type is that of an examination', () => {
    const type = loinc('36643-5');
    expect(defaultProfileOf(documentOf({ type, category: [loinc('85430-7')] }))).toBe(`${ownBase}imaging-report`);
    const service = { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0074', code: 'RAD' }] };
    expect(defaultProfileOf(documentOf({ type, category: [service] }))).toBe(`${ownBase}imaging-report`);
    const system = 'http://hl7.eu/fhir/health-data-api/CodeSystem/eehrxf-document-priority-category-cs';
    for (const { priority, bundle } of categories) {
      expect(defaultProfileOf(documentOf({ type, category: [{ coding: [{ system, code: priority }] }] }))).toBe(bundle);
    }
  });

  it('is none for other documents, other Bundles and whatever is malformed', () => {
    expect(defaultProfileOf(documentOf({ type: loinc('11488-4') }))).toBeUndefined();
    expect(defaultProfileOf(documentOf({ type: { coding: [{ code: '60591-5' }] } }))).toBeUndefined();
    expect(defaultProfileOf({ ...documentOf({ type: loinc('60591-5') }), type: 'collection' })).toBeUndefined();
    expect(defaultProfileOf({ resourceType: 'Patient' })).toBeUndefined();
    for (const entry of [undefined, null, [], [null], [{}], [{ resource: { resourceType: 'Composition', type: 4 } }]]) {
      expect(defaultProfileOf({ resourceType: 'Bundle', type: 'document', entry })).toBeUndefined();
    }
  });
});
