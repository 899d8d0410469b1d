import { describe, expect, it } from 'vitest';
import { compileFhirPath } from '../fhirpath/fhirpath.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { presenceOf } from './presence.ts';

const observations: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { valueString: 'a' },
  { _valueString: { extension: [] } },
  { dataAbsentReason: {} },
  { component: [] },
  { component: [null] },
  { component: [{}], valueQuantity: {} },
  { hasMember: [{}], dataAbsentReason: {}, valueInteger: 0 },
];

describe('a rule about what is there', () => {
  it.each([
    'value.exists()',
    'value.empty() or dataAbsentReason.empty()',
    '(component.empty() and hasMember.empty()) implies (dataAbsentReason.exists() or value.exists())',
    '(value.exists() and component.exists()).not()',
  ])('is told as FHIRPath tells it: %s', (expression) => {
    const presence = presenceOf(expression, 'Observation');
    const path = compileFhirPath(expression);
    if (presence === undefined || !path.ok) throw new Error('not compiled');
    for (const value of observations) {
      const told = path.value.test(new FhirNode(value, 'Observation'));
      expect(told).toEqual({ ok: true, value: presence(value) });
    }
  });

  it.each([
    'value > 3',
    'component.code.exists()',
    '%resource.value.exists()',
    'nonsense.exists()',
    'value.exists(true)',
  ])('is no other: %s', (expression) => {
    expect(presenceOf(expression, 'Observation')).toBeUndefined();
  });
});
