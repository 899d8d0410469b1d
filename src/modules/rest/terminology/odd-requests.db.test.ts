import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TerminologyOperation } from '#terminology';
import { openTestNode } from '../testing.ts';
import { type InputType, operationInputs } from './operation-inputs.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
});
afterAll(() => node.close());

const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const words = fc.constantFrom(
  ...[
    'active',
    'relapse',
    '',
    ' ',
    '*',
    '#',
    '|',
    '\u0301',
    '😀',
    '(a+)+$',
    '__proto__',
    'constructor',
    '-1',
    '0',
    '9'.repeat(40),
  ],
  ...[
    clinical,
    `${clinical}|4.0.1`,
    `${clinical}|`,
    '|4.0.1',
    `${clinical}?fhir_vs`,
    'http://snomed.info/sct?fhir_vs=ecl/<<1',
    'urn:x',
  ],
  ...[
    'http://hl7.org/fhir/ValueSet/condition-clinical',
    'http://hl7.org/fhir/ConceptMap/101',
    'fr, *;q=0',
    'x-y-z-1-2-3',
    'true',
  ],
);
/** Such as R4 allows for a code: what it does not is refused before it is asked. */
const codes = words.filter((one) => one.trim() !== '');
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const coding = fc.record({
  system: maybe(fc.constantFrom(clinical, 'urn:example:own', 'http://unitsofmeasure.org', 'urn:ietf:bcp:47')),
  version: maybe(codes),
  code: maybe(codes),
  display: maybe(codes),
});
const filter = fc.record({
  property: fc.constantFrom('concept', 'parent', 'code', 'none', 'inactive'),
  op: fc.constantFrom('=', 'is-a', 'descendent-of', 'is-not-a', 'regex', 'in', 'not-in', 'generalizes', 'exists'),
  value: codes,
});
const include = fc.record({
  system: maybe(fc.constantFrom(clinical, 'urn:example:own', 'urn:none')),
  version: maybe(codes),
  concept: maybe(fc.array(fc.record({ code: codes }), { minLength: 1, maxLength: 3 })),
  filter: maybe(fc.array(filter, { minLength: 1, maxLength: 3 })),
  valueSet: maybe(
    fc.array(fc.constantFrom('urn:example:set', '#one', 'http://hl7.org/fhir/ValueSet/all-languages'), {
      minLength: 1,
      maxLength: 2,
    }),
  ),
});
const valueSet = fc.record({
  resourceType: fc.constant('ValueSet'),
  url: fc.constant('urn:example:set'),
  version: maybe(codes),
  status: fc.constant('active'),
  compose: fc.record({
    include: fc.array(include, { minLength: 1, maxLength: 3 }),
    exclude: maybe(fc.array(include, { minLength: 1, maxLength: 2 })),
  }),
});
const codeSystem = fc.record({
  resourceType: fc.constant('CodeSystem'),
  url: fc.constantFrom('urn:example:own', clinical),
  status: fc.constant('active'),
  content: fc.constantFrom('complete', 'fragment', 'supplement', 'not-present', 'example'),
  supplements: maybe(fc.constantFrom(clinical, 'urn:example:own')),
  concept: maybe(
    fc.array(
      fc.record({
        code: codes,
        display: maybe(codes),
        property: maybe(fc.constant([{ code: 'parent', valueCode: 'active' }])),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  ),
});
const conceptMap = fc.record({
  resourceType: fc.constant('ConceptMap'),
  url: fc.constant('urn:example:map'),
  status: fc.constant('active'),
  group: fc.array(
    fc.record({
      source: maybe(codes),
      target: maybe(codes),
      element: fc.array(
        fc.record({
          code: maybe(codes),
          target: maybe(fc.array(fc.record({ code: maybe(codes), equivalence: fc.constant('equal') }))),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});

function inputOf(type: InputType): fc.Arbitrary<object> {
  const text = (name: string) => fc.oneof({ weight: 4, arbitrary: codes }, words).map((value) => ({ [name]: value }));
  switch (type) {
    case 'integer':
      return fc.constantFrom(-1, 0, 3, 2_000_000_000).map((valueInteger) => ({ valueInteger }));
    case 'boolean':
      return fc.boolean().map((valueBoolean) => ({ valueBoolean }));
    case 'dateTime':
      return fc.constantFrom('2026', '2026-02-28', '1900-01-01T00:00:00Z').map((valueDateTime) => ({ valueDateTime }));
    case 'Coding':
      return coding.map((valueCoding) => ({ valueCoding }));
    case 'CodeableConcept':
      return fc.array(coding, { maxLength: 3 }).map((all) => ({ valueCodeableConcept: { coding: all, text: 'x' } }));
    case 'CodeSystem':
      return codeSystem.map((resource) => ({ resource }));
    case 'ValueSet':
      return valueSet.map((resource) => ({ resource }));
    case 'ConceptMap':
      return conceptMap.map((resource) => ({ resource }));
    case 'Resource':
      return fc.oneof(codeSystem, valueSet, conceptMap).map((resource) => ({ resource }));
    case 'Parameters':
      return coding.map((valueCoding) => ({
        resource: { resourceType: 'Parameters', parameter: [{ name: 'coding', valueCoding }] },
      }));
    case 'parts':
      return words.map((valueUri) => ({ part: [{ name: 'element', valueUri }] }));
    default:
      return text(`value${type.charAt(0).toUpperCase()}${type.slice(1)}`);
  }
}

/** What makes a call whole, so that what else it says is reached. */
const whole: Readonly<Record<TerminologyOperation, readonly object[]>> = {
  'CodeSystem/$lookup': [
    { name: 'system', valueUri: clinical },
    { name: 'code', valueCode: 'relapse' },
  ],
  'CodeSystem/$validate-code': [
    { name: 'url', valueUri: clinical },
    { name: 'code', valueCode: 'relapse' },
  ],
  'CodeSystem/$subsumes': [
    { name: 'system', valueUri: clinical },
    { name: 'codeA', valueCode: 'active' },
    { name: 'codeB', valueCode: 'relapse' },
  ],
  'ValueSet/$validate-code': [
    { name: 'url', valueUri: 'urn:example:set' },
    { name: 'coding', valueCoding: { system: clinical, code: 'relapse' } },
  ],
  'ValueSet/$batch-validate-code': [{ name: 'url', valueUri: 'urn:example:set' }],
  'ValueSet/$expand': [{ name: 'url', valueUri: 'urn:example:set' }],
  'ConceptMap/$translate': [
    { name: 'system', valueUri: clinical },
    { name: 'code', valueCode: 'relapse' },
  ],
  $closure: [{ name: 'name', valueString: 'odd' }],
};

const requests = fc
  .tuple(fc.constantFrom(...(Object.keys(operationInputs) as TerminologyOperation[])), fc.boolean())
  .chain(([operation, isWhole]) => {
    const base = isWhole ? whole[operation] : [];
    const taken = new Set(base.map((one) => (one as { readonly name: string }).name));
    const inputs = Object.entries(operationInputs[operation])
      .filter(([name]) => !taken.has(name))
      .map(([name, { type }]) => inputOf(type).map((value) => ({ name, ...value })));
    return fc
      .uniqueArray(fc.oneof(...inputs), { maxLength: 5, selector: ({ name }) => name })
      .map((more) => ({ operation, body: { resourceType: 'Parameters', parameter: [...base, ...more] } }));
  });

it('answers odd questions about codes without failing once, and soon', async () => {
  const seen = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requests, async ({ operation, body }) => {
      const started = performance.now();
      const answer = await node.ask('doctor', 'POST', operation, { body });
      seen.set(answer.statusCode, (seen.get(answer.statusCode) ?? 0) + 1);
      expect([answer.statusCode, answer.body]).not.toEqual([500, expect.anything()]);
      expect(answer.json().resourceType).toBeDefined();
      expect(performance.now() - started).toBeLessThan(3_000);
    }),
    { numRuns: 1_500 },
  );
  expect(seen.get(200), JSON.stringify([...seen])).toBeGreaterThan(200);
}, 120_000);
