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

describe('a rule that is told by its expression or by a text', () => {
  const noEntry =
    "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))";
  const distinct =
    "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()";
  const entry = (fullUrl?: unknown, versionId?: string) => ({
    ...(fullUrl === undefined ? {} : { fullUrl }),
    resource: { resourceType: 'Basic', ...(versionId === undefined ? {} : { meta: { versionId } }) },
  });

  it.each([
    [noEntry, 'Bundle', { type: 'document', entry: [entry('urn:a')] }, true],
    [noEntry, 'Bundle', { type: 'document', entry: [{ request: {} }] }, false],
    [noEntry, 'Bundle', { type: 'batch', entry: [entry('urn:a')] }, false],
    [distinct, 'Bundle', { type: 'document', entry: [entry('urn:a'), entry('urn:b')] }, true],
    [distinct, 'Bundle', { type: 'document', entry: [entry('urn:a', '1'), entry('urn:a', '2')] }, true],
    [distinct, 'Bundle', { type: 'document', entry: [entry('urn:a', '1'), entry('urn:a', '1')] }, false],
    [distinct, 'Bundle', { type: 'document', entry: [entry('urn:a1'), entry('urn:a', '1')] }, false],
    [distinct, 'Bundle', { type: 'document', entry: [entry(), entry('urn:a')] }, false],
    ["fullUrl.exists() implies fullUrl.contains('/_history/').not()", 'Bundle.entry', { fullUrl: 'urn:a' }, true],
    [
      "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
      'Bundle.entry',
      { fullUrl: 'b/_history/1' },
      false,
    ],
    ['text.`div`.exists()', 'Basic', { text: { div: '<div/>' } }, true],
    ['text.`div`.exists()', 'Basic', { text: { status: 'generated' } }, false],
    [
      'start.hasValue().not() or end.hasValue().not() or (start <= end)',
      'Period',
      { start: '2026-01', end: '2026-01' },
      true,
    ],
    [
      'start.hasValue().not() or end.hasValue().not() or (start <= end)',
      'Period',
      { start: '2026-02', end: '2026-01' },
      false,
    ],
    // Of another zone: whether the times are in order is for the evaluation to say.
    [
      'start.hasValue().not() or end.hasValue().not() or (start <= end)',
      'Period',
      { start: '2026-01-01T10:00:00+02:00', end: '2026-01-01T10:00:00+03:00' },
      false,
    ],
    ["type = 'a' and type.exists()", 'Bundle', { type: 'a' }, true],
  ])('%s of %s', (expression, type, value, told) => {
    expect(holdsAtOnce(expression, type)?.(value)).toBe(told);
    const path = compileFhirPath(expression);
    const node = new FhirNode(value, type);
    const evaluated = path.ok ? path.value.test(node, { resource: node, rootResource: node }) : path;
    if (told) expect(evaluated).toEqual({ ok: true, value: true });
  });
});
