import { describe, expect, it } from 'vitest';
import { readSearchParameter } from './read-search-parameter.ts';

const parameter = (expression: string) =>
  readSearchParameter({
    resourceType: 'SearchParameter',
    url: 'http://example.org/SearchParameter/own',
    status: 'active',
    code: 'own',
    base: ['Patient'],
    type: 'string',
    expression,
  } as never);

describe('readSearchParameter', () => {
  it.each([
    'Patient.name.family | Patient.contact.name.family',
    "Patient.name.where(use = 'official').family",
    "Patient.extension('http://example.org/e').value as string",
    '(Patient.name.family)[0]',
  ])('reads %s', (expression) => {
    expect(parameter(expression)).toMatchObject({ ok: true, value: { code: 'own', expression } });
  });

  it.each([
    ['Patient.name.trace()', 'the function trace() is not built'],
    ["Patient.name.where(family.matches('a'))", 'the condition is not built'],
    ['Patient.name.family + Patient.name.text', 'the operator + gives no elements'],
    ['%resource.name.family', 'the variable %resource is not built'],
    ['Patient.name.$this', 'it is no FHIRPath (Expected a name'],
    ['Patient.name.family is string', 'the operator is gives no elements'],
    ['Patient.nonsense', 'Patient has no element nonsense'],
    ["'text'", 'a value is no element'],
    ['Patient.name[1 + 1].family', 'an index must be a number'],
    ['Patient.name.(', 'it is no FHIRPath'],
  ])('refuses %s by the part that it does not have', (expression, why) => {
    const read = parameter(expression);
    expect(!read.ok && read.fault.issues[0]?.text).toContain(`for Patient, ${why}`);
  });
});
