import { describe, expect, it } from 'vitest';
import { grantedScopes, isWithin, readScope, readScopes } from './read-scope.ts';

const scopeOf = (text: string) => {
  const read = readScope(text);
  if (!read.ok || read.value.kind !== 'resource') throw new Error(`${text} is no scope of a resource`);
  return read.value.scope;
};

describe('a scope of resources', () => {
  it.each([
    ['patient/Observation.rs', { context: 'patient', type: 'Observation', acts: 'rs' }],
    ['user/*.cruds', { context: 'user', type: '*', acts: 'cruds' }],
    ['system/Patient.s', { context: 'system', type: 'Patient', acts: 's' }],
    ['patient/Condition.cd', { context: 'patient', type: 'Condition', acts: 'cd' }],
    ['patient/*.read', { context: 'patient', type: '*', acts: 'rs' }],
    ['user/Encounter.write', { context: 'user', type: 'Encounter', acts: 'cud' }],
    ['user/Encounter.*', { context: 'user', type: 'Encounter', acts: 'cruds' }],
  ])('%s is read', (text, meaning) => {
    expect(scopeOf(text)).toEqual({ ...meaning, parameters: [] });
  });

  it('keeps what narrows it, each parameter as it was written', () => {
    const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
    expect(scopeOf(`patient/Observation.rs?category=${system}|laboratory&status=final,amended`)).toEqual({
      context: 'patient',
      type: 'Observation',
      acts: 'rs',
      parameters: [
        ['category', `${system}|laboratory`],
        ['status', 'final,amended'],
      ],
    });
  });

  it.each([
    ['patient/Observation.sr', 'in this order'],
    ['patient/Observation.rr', 'in this order'],
    ['patient/Observation.rx', 'in this order'],
    ['patient/Observation.READ', 'in this order'],
    ['patient/Observation.', 'what may be done'],
    ['patient/Observation', 'what may be done'],
    ['patient/Observations.rs', 'no resource type'],
    ['patient/observation.rs', 'no resource type'],
    ['patient/__proto__.rs', 'no resource type'],
    ['patient/.rs', 'no resource type'],
    ['practitioner/Observation.rs', 'begins with patient/'],
    ['Patient/Observation.rs', 'begins with patient/'],
    ['launch/practitioner', 'begins with patient/'],
    ['fhir', 'no such scope'],
    ['email', 'no such scope'],
    ['toString', 'no such scope'],
    ['OPENID', 'no such scope'],
    ['', 'no such scope'],
    ['patient/Observation.read?category=laboratory', 'letters of SMART v2'],
    ['patient/Observation.cruds?category=laboratory', 'reading and searching alone'],
    ['patient/*.rs?category=laboratory', 'one resource type'],
    ['patient/Observation.rs?', 'with their values'],
    ['patient/Observation.rs?category', 'with their values'],
    ['patient/Observation.rs?=laboratory', 'with their values'],
    ['patient/Observation.rs?colour=red', 'colour'],
    ['patient/Observation.rs?_include=Observation:subject', 'look at the resource itself'],
    ['patient/Observation.rs?_count=1', 'look at the resource itself'],
    ['patient/Observation.rs?_sort=date', 'look at the resource itself'],
    ['patient/Observation.rs?subject:Patient.name=x', 'look at the resource itself'],
    ['patient/Observation.rs?_has:Observation:has-member:code=x', 'look at the resource itself'],
    ['patient/Observation.rs?_list=x', 'look at the resource itself'],
    ['patient/Observation.rs?code=1&code=2&code=3&code=4&code=5&code=6', 'more than 5'],
    [`patient/Observation.rs?code=${'1'.repeat(400)}`, 'longer than 300'],
  ])('%s is refused by name', (text, why) => {
    const read = readScope(text);
    expect(read.ok).toBe(false);
    const said = read.ok ? '' : (read.fault.issues[0]?.text ?? '');
    expect(said).toContain(`"${text.slice(0, 80)}"`);
    expect(said).toContain(why);
  });

  it('repeats nothing of a stranger that is not printable', () => {
    const read = readScope('patient/\u0000<b>\n"x".rs');
    expect(!read.ok && read.fault.issues[0]?.text).toBe(
      'Scope "patient/?<b>??x?.rs": it names no resource type of FHIR R4.',
    );
  });
});

describe('the words of a request', () => {
  it('are told apart', () => {
    const read = readScopes('openid fhirUser  launch/patient offline_access patient/Patient.rs openid');
    expect(read.ok && [...read.value].map(([word, { kind }]) => `${word} ${kind}`)).toEqual([
      'openid identity',
      'fhirUser identity',
      'launch/patient launch',
      'offline_access lasting',
      'patient/Patient.rs resource',
    ]);
  });

  it('are refused whole where one of them is malformed, and where they are too many', () => {
    expect(readScopes('openid patient/Nothing.rs').ok).toBe(false);
    expect(readScopes(Array.from({ length: 101 }, (_, at) => `x${at}`).join(' ')).ok).toBe(false);
    expect(readScopes('x'.repeat(2_001)).ok).toBe(false);
  });

  it('give nothing where a token holds what cannot be read', () => {
    expect(grantedScopes('openid fhir patient/Nothing.rs patient/Patient.r').map(({ type }) => type)).toEqual([
      'Patient',
    ]);
  });
});

describe('a scope within others', () => {
  const given = ['patient/*.rs', 'user/Observation.rs?category=laboratory', 'system/Patient.cud'].map(scopeOf);
  it.each([
    ['patient/Condition.r', true],
    ['patient/Observation.rs?category=vital-signs', true],
    ['patient/Condition.cr', false],
    ['user/Observation.r?category=laboratory', true],
    ['user/Observation.r', false],
    ['user/Observation.r?category=vital-signs', false],
    ['user/Condition.r', false],
    ['system/Patient.cd', true],
    ['system/*.cd', false],
  ])('%s: %s', (text, within) => {
    expect(isWithin(scopeOf(text), given)).toBe(within);
  });
});
