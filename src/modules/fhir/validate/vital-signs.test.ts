import { describe, expect, it } from 'vitest';
import { issuesOfResource } from './testing-issues.ts';

function observation(code: string, more: object = {}): object {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code }] },
    subject: { reference: 'Patient/a' },
    effectiveDateTime: '2026-01-01',
    valueQuantity: { value: 37, unit: 'C', system: 'http://unitsofmeasure.org', code: 'Cel' },
    ...more,
  };
}

const category = [
  { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
];
const missing = (severity: string) => `${severity} Observation: At least 1 of category must be there, but there are 0.`;

describe('vital signs', () => {
  it('are judged by the profile of R4 that their code implies', () => {
    expect(issuesOfResource(observation('8310-5'))).toContain(missing('warning'));
    expect(issuesOfResource(observation('8310-5'), [], { vitalSigns: 'error' })).toContain(missing('error'));
    expect(issuesOfResource(observation('8310-5', { category }), [], { vitalSigns: 'error' })).toEqual([]);
  });

  it('need the code of R4 beside one that says more', () => {
    expect(issuesOfResource(observation('8331-1', { category }), [], { vitalSigns: 'error', warnings: false })).toEqual(
      ['error Observation.code: At least 1 of coding:BodyTempCode must be there, but there are 0.'],
    );
  });

  it('are told once where the profile is named', () => {
    const meta = { profile: ['http://hl7.org/fhir/StructureDefinition/bodytemp'] };
    expect(issuesOfResource(observation('8310-5', { meta })).filter((one) => one === missing('error'))).toHaveLength(1);
  });

  it('are no other observations', () => {
    expect(issuesOfResource(observation('718-7'), [], { vitalSigns: 'error' })).toEqual([]);
  });
});
