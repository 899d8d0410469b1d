import { describe, expect, it } from 'vitest';
import { compileFhirPath } from '../fhirpath/fhirpath.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { holdsAtOnce } from './at-once.ts';

const observations: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { valueString: 'a' },
  { _valueString: { extension: [] } },
  { dataAbsentReason: {} },
  { component: [] },
  { component: [null] },
  { component: [{ code: { text: 'a' } }], valueQuantity: {} },
  { hasMember: [{}], dataAbsentReason: {}, valueInteger: 0 },
];

function evaluated(expression: string, value: object): boolean | undefined {
  const path = compileFhirPath(expression);
  const told = path.ok ? path.value.test(new FhirNode(value, 'Observation')) : path;
  return told.ok ? told.value : undefined;
}

describe('a rule that is judged by what is there', () => {
  it.each([
    'value.exists()',
    'value.empty() or dataAbsentReason.empty()',
    '(component.empty() and hasMember.empty()) implies (dataAbsentReason.exists() or value.exists())',
    '(value.exists() and component.exists()).not()',
  ])('is told as FHIRPath tells it: %s', (expression) => {
    const holds = holdsAtOnce(expression, 'Observation');
    for (const value of observations) expect(holds?.(value), JSON.stringify(value)).toBe(evaluated(expression, value));
  });

  it.each([
    'component.code.text.empty()',
    'value.empty() or component.code.where(text = "b").empty()'.replaceAll('"', "'"),
    'component.all(code.exists()) and value.exists()',
    'component.code.exists() implies value.exists()',
    '(value | component).exists().not()',
    'hasMember.exists() or component.code.text.exists()',
  ])('never is where it does not hold: %s', (expression) => {
    const holds = holdsAtOnce(expression, 'Observation');
    const told = observations.filter((value) => holds?.(value) === true);
    expect(told.length).toBeGreaterThan(0);
    for (const value of told) expect(evaluated(expression, value), JSON.stringify(value)).toBe(true);
  });

  it.each(['value > 3', '%resource.value.exists()', 'nonsense.exists()', 'Patient.name.exists()', 'name.matches('])(
    'is not told of: %s',
    (expression) => {
      expect(holdsAtOnce(expression, 'Observation')).toBeUndefined();
    },
  );
});
