import { describe, expect, it } from 'vitest';
import { careCategoryOf, categoryByType } from './care-category.ts';
import { compartmentOf, compartmentPaths } from './compartment.ts';
import { type Definition, openShelf, readDefinition } from './definitions.ts';
import { careCategories, careParts, partsOf, type Resource } from './resource.ts';
import { resourceTypes } from './resource-types.ts';

const observation = (more: object): Resource => ({ resourceType: 'Observation', ...more });

describe('resource types', () => {
  it('are the concrete resources of the R4 definitions', () => {
    const concrete = openShelf('profiles-resources')
      .readAll()
      .filter((one) => one.resourceType === 'StructureDefinition' && one.kind === 'resource' && one.abstract === false)
      .map((one) => one.id);
    // The package adds one type of R4B.
    expect([...resourceTypes]).toEqual(concrete.filter((type) => type !== 'SubscriptionStatus').sort());
  });
});

describe('compartmentOf', () => {
  it('covers every type and every element of the compartment definition of the standard', () => {
    const { resource } = readDefinition<{ resource: { code: string; param?: string[] }[] }>(
      'compartmentdefinition-patient',
    );
    const parameters = openShelf('search-parameters').readAll() as (Definition & {
      code: string;
      base: string[];
      expression: string;
    })[];
    for (const { code, param } of resource) {
      if (param === undefined || code === 'Patient') continue;
      const expected = param.flatMap((name) =>
        parameters
          .filter((one) => one.code === name && one.base.includes(code))
          .flatMap((one) => one.expression.split(' | '))
          .filter((path) => path.startsWith(`${code}.`))
          .map((path) => path.replace(`${code}.`, '').replace(/\.where\(.*/, '')),
      );
      expect([...(compartmentPaths[code] ?? [])].sort(), code).toEqual([...new Set(expected)].sort());
    }
  });

  it('takes a Patient for its own', () => {
    expect(compartmentOf({ resourceType: 'Patient', id: 'p' })).toEqual({ patient: 'p' });
    expect(compartmentOf({ resourceType: 'Patient' })).toEqual({});
    expect(compartmentOf({ resourceType: 'Patient' }, 'q')).toEqual({ patient: 'q' });
  });

  it('asks first whom it is about, then who did it', () => {
    const performer = [{ reference: 'Patient/q' }];
    expect(compartmentOf(observation({ subject: { reference: 'Patient/p' }, performer }))).toEqual({ patient: 'p' });
    expect(compartmentOf(observation({ subject: { reference: 'Location/l' }, performer }))).toEqual({ patient: 'q' });
    expect(compartmentOf(observation({ performer }))).toEqual({ patient: 'q' });
  });

  it.each(['http://elsewhere/fhir/Patient/p', 'urn:uuid:5', '#p', 'Patient/', 'Patient/a b', 'Patient/p/x'])(
    'puts nobody in the place of the subject %s',
    (reference) => {
      const performer = [{ reference: 'Patient/q' }];
      expect(compartmentOf(observation({ subject: { reference }, performer }))).toEqual({});
    },
  );

  it('takes a version of a Patient for the Patient, and two persons for none', () => {
    expect(compartmentOf(observation({ subject: { reference: 'Patient/p/_history/2' } }))).toEqual({ patient: 'p' });
    const participant = ['p', 'q'].map((id) => ({ actor: { reference: `Patient/${id}` } }));
    expect(compartmentOf({ resourceType: 'Appointment', participant })).toEqual({});
    expect(compartmentOf({ resourceType: 'Appointment', participant: participant.slice(1) })).toEqual({ patient: 'q' });
  });

  it('gives a document to the subject of its Composition, or to its only Patient', () => {
    const patient = { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Patient', id: 'p' } };
    const other = { fullUrl: 'urn:uuid:2', resource: { resourceType: 'Patient', id: 'q' } };
    const about = (reference: string) => ({ resource: { resourceType: 'Composition', subject: { reference } } });
    const bundle = (...entry: object[]) => compartmentOf({ resourceType: 'Bundle', entry });
    expect(bundle(about('urn:uuid:2'), patient, other)).toEqual({ patient: 'q' });
    expect(bundle(about('Patient/z'), patient)).toEqual({ patient: 'z' });
    expect(bundle(about('urn:uuid:3'), patient)).toEqual({});
    expect(bundle(patient)).toEqual({ patient: 'p' });
    expect(bundle(patient, other)).toEqual({});
    expect(bundle()).toEqual({});
  });

  it('does not stumble over elements of the wrong shape', () => {
    for (const subject of [null, 5, 'x', [], [null, 1], { reference: 5 }, { reference: null }]) {
      expect(compartmentOf(observation({ subject }))).toEqual({});
      expect(compartmentOf({ resourceType: 'Bundle', entry: subject })).toEqual({});
    }
  });
});

describe('careCategoryOf', () => {
  const about = { subject: { reference: 'Patient/p' } };
  const coded = (system: string, code: string) => ({ ...about, code: { coding: [{ system, code }] } });
  const loinc = 'http://loinc.org';

  it('knows every type of R4 and no other', () => {
    expect(Object.keys(categoryByType).sort()).toEqual([...resourceTypes]);
  });

  it.each([
    [{ resourceType: 'Observation', ...coded(loinc, '4548-4') }, 'results'],
    [{ resourceType: 'Observation', ...coded(loinc, '82810-3') }, 'pregnancy'],
    [{ resourceType: 'Observation', ...coded(loinc, '72166-2') }, 'social-history'],
    [{ resourceType: 'Observation', ...about, category: [{ coding: [{ code: 'vital-signs' }] }] }, 'vital-signs'],
    [{ resourceType: 'Observation', ...about, category: [{ coding: [{ code: 'social-history' }] }] }, 'social-history'],
    [{ resourceType: 'Condition', ...coded('http://snomed.info/sct', '77386006') }, 'pregnancy-problems'],
    [{ resourceType: 'Condition', ...coded('http://hl7.org/fhir/sid/icd-10', 'O24.4') }, 'pregnancy-problems'],
    [{ resourceType: 'Condition', ...coded('http://snomed.info/sct', '46635009') }, 'problems'],
    [{ resourceType: 'Procedure', ...coded('http://snomed.info/sct', '11466000') }, 'pregnancy-procedures'],
    [{ resourceType: 'Procedure', ...about, code: { text: 'Échographie fœtale' } }, 'pregnancy-procedures'],
    [{ resourceType: 'Procedure', ...about, code: { text: 'Césarienne programmée' } }, 'pregnancy-procedures'],
    [{ resourceType: 'Procedure', ...about, code: { text: 'Echocardiography' } }, 'procedures'],
    [{ resourceType: 'Condition', ...about, code: { text: 'Grávida de 12 semanas' } }, 'pregnancy-problems'],
    [{ resourceType: 'Condition', ...about, code: { text: 'Asma de gravidade moderada' } }, 'problems'],
    [{ resourceType: 'CarePlan', ...about, title: 'Suivi de la grossesse' }, 'pregnancy-plan'],
    [{ resourceType: 'Encounter', ...about, type: [{ text: 'Consulta pré-natal' }] }, 'pregnancy-encounters'],
    [{ resourceType: 'DiagnosticReport', ...about, code: { text: 'Obstetric ultrasound' } }, 'pregnancy-results'],
    [{ resourceType: 'Condition', code: { text: 'of nobody' } }, 'unassigned'],
    [{ resourceType: 'Patient' }, 'identity'],
    [{ resourceType: 'Organization' }, 'shared'],
    [{ resourceType: 'Device' }, 'shared'],
    [{ resourceType: 'Device', patient: { reference: 'Patient/p' } }, 'devices'],
    [{ resourceType: 'Device', patient: { reference: 'urn:uuid:1' } }, 'unassigned'],
    [{ resourceType: 'Claim', patient: { reference: 'Patient/p' } }, 'administrative'],
    [{ resourceType: 'Bundle', type: 'document' }, 'unassigned'],
    [{ resourceType: 'NoSuchType' }, 'unassigned'],
  ])('puts %j where it belongs', (resource, category) => {
    expect(careCategoryOf(resource)).toBe(category);
  });

  it('names the parts of each category, so that people are never told of a composite', () => {
    expect(partsOf('allergies')).toEqual(['allergies']);
    expect(partsOf('pregnancy-procedures')).toEqual(['pregnancy', 'procedures']);
    for (const category of careCategories) {
      for (const part of partsOf(category)) expect(careParts).toContain(part);
    }
  });
});
