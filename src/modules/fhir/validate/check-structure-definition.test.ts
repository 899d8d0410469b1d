import { describe, expect, it } from 'vitest';
import { issuesOfResource } from './testing-issues.ts';

function profile(...element: readonly object[]): object {
  return {
    resourceType: 'StructureDefinition',
    url: 'http://example.org/StructureDefinition/p',
    name: 'P',
    status: 'draft',
    kind: 'resource',
    abstract: false,
    type: 'Observation',
    baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
    derivation: 'constraint',
    differential: { element: element.map((one, n) => ({ id: `e${n}`, ...one })) },
  };
}

function errorsOf(definition: object): readonly string[] {
  return issuesOfResource(definition)
    .filter((one) => one.startsWith('error'))
    .map((one) => one.slice('error StructureDefinition'.length));
}

const none = ': No snapshot can be made of the definition: its differential does not fit its base.';

describe('a profile', () => {
  it('has elements of its base, in their order', () => {
    expect(
      errorsOf(
        profile(
          { path: 'Observation.category.coding.system', min: 1 },
          { path: 'Observation.valueQuantity', min: 1 },
          { path: 'Observation.component.referenceRange.low', min: 1 },
        ),
      ),
    ).toEqual([]);
    expect(errorsOf(profile({ path: 'Observation.valueNonsense' }))).toEqual([
      '.differential.element[0]: The base has no such element.',
      none,
    ]);
    expect(errorsOf(profile({ path: 'Observation.value[x]' }, { path: 'Observation.code' }))).toEqual([
      '.differential.element[0]: The element must stand behind those that come before it in the base.',
      none,
    ]);
  });

  it('asks elements to meet profiles of their type', () => {
    const count = 'http://hl7.org/fhir/StructureDefinition/Count';
    expect(
      errorsOf(profile({ path: 'Observation.valueQuantity', type: [{ code: 'Quantity', profile: [count] }] })),
    ).toEqual([
      '.differential.element[0].type[0].profile[0]: The profile is one of Count, but the element is of type Quantity.',
    ]);
  });

  it('binds value sets to what has codes', () => {
    const binding = { strength: 'required', valueSet: 'http://example.org/ValueSet/v' };
    expect(errorsOf(profile({ path: 'Observation.issued', binding }))).toEqual([
      '.differential.element[0]: A value set is bound to an element that has no code.',
    ]);
  });

  it('slices by what is there', () => {
    const by = (path: string) => ({ discriminator: [{ type: 'value', path }], rules: 'open' });
    expect(errorsOf(profile({ path: 'Observation.category', slicing: by('coding.code') }))).toEqual([]);
    expect(errorsOf(profile({ path: 'Observation.category', slicing: by('nonsense') }))).toEqual([
      '.differential.element[0].slicing.discriminator[0]: The path of the discriminator leads to no element of what is sliced.',
    ]);
  });
});
