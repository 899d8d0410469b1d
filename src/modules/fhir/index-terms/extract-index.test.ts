import { describe, expect, it } from 'vitest';
import { resourceTypes } from '../resource-types.ts';
import { splitBundle } from '../split-bundle.ts';
import { samples, sampleText, sharedDataPresent } from '../testing-samples.ts';
import { extractIndex } from './extract-index.ts';
import { compiledParameters, searchParametersOf } from './parameters.ts';

const utc = (text: string) => Date.parse(text);

describe('search parameters', () => {
  it('are all of R4 but those that are named here with a reason', () => {
    let built = 0;
    const reasons = new Map<string, Set<string>>();
    for (const type of resourceTypes) {
      const parameters = compiledParameters(type);
      built += parameters.built.size;
      for (const [code, reason] of parameters.refused) {
        const codes = reasons.get(reason) ?? new Set();
        reasons.set(reason, codes.add(code));
      }
    }
    console.info(`search parameters: ${built} of all types are built`);
    expect(built).toBeGreaterThan(2500);
    expect(Object.fromEntries([...reasons].map(([reason, codes]) => [reason, [...codes].sort()]))).toEqual({
      'the variable %resource is not built': ['chromosome-variant-coordinate', 'referenceseqid-variant-coordinate'],
      'the definition has no expression': ['_query'],
      'Binary has no narrative': ['_text'],
      'Bundle has no narrative': ['_text'],
      'Parameters has no narrative': ['_text'],
    });
  });

  it('include those of every resource and narrow the targets of references', () => {
    const parameters = searchParametersOf('Condition');
    for (const code of ['_id', '_lastUpdated', '_tag', '_profile', '_security', '_source']) {
      expect(parameters.has(code), code).toBe(true);
    }
    expect(parameters.get('patient')?.targets).toEqual(['Patient']);
    expect([...(parameters.get('subject')?.targets ?? [])].sort()).toEqual(['Group', 'Patient']);
    expect(parameters.get('onset-date')?.expression).toBe(
      'Condition.onset.ofType(dateTime) | Condition.onset.ofType(Period)',
    );
    expect(searchParametersOf('Nonsense').size).toBe(0);
  });
});

describe('extractIndex', () => {
  const of = (resource: { resourceType: string }, param: string) =>
    Object.values(extractIndex(resource))
      .flat()
      .filter((entry) => entry.param === param)
      .map(({ param: _, ...rest }) => rest);

  const patient = {
    resourceType: 'Patient',
    id: 'p',
    meta: { lastUpdated: '2026-01-01T00:00:00Z', profile: ['http://p|1'], tag: [{ system: 's', code: 't' }] },
    identifier: [{ system: 'urn:oid:1.2', value: '7' }, { value: 'bare' }, { system: 'x' }],
    name: [{ family: 'Moreau-Silva', given: ['Léo'], prefix: ["d'"] }],
    telecom: [
      { system: 'phone', value: '+33 1' },
      { system: 'email', value: 'a@b' },
    ],
    gender: 'female',
    birthDate: '1984-03',
    deceasedDateTime: '2025',
    generalPractitioner: [
      { reference: 'Practitioner/d' },
      { reference: 'http://else/Practitioner/e' },
      { reference: '#c' },
    ],
    link: [{ other: { reference: 'RelatedPerson/r' }, type: 'seealso' }],
  };

  it('finds tokens', () => {
    expect(of(patient, 'identifier')).toEqual([
      { system: 'urn:oid:1.2', code: '7' },
      { system: '', code: 'bare' },
    ]);
    expect(of(patient, 'gender')).toEqual([{ system: 'http://hl7.org/fhir/administrative-gender', code: 'female' }]);
    expect(of(patient, 'phone')).toEqual([{ system: '', code: '+33 1' }]);
    expect(of(patient, 'email')).toEqual([{ system: '', code: 'a@b' }]);
    expect(of(patient, 'deceased')).toEqual([{ system: '', code: 'true' }]);
    expect(of({ resourceType: 'Patient' }, 'deceased')).toEqual([{ system: '', code: 'false' }]);
    expect(of(patient, '_tag')).toEqual([{ system: 's', code: 't' }]);
  });

  it('finds strings as written and folded', () => {
    expect(of(patient, 'name')).toEqual([
      { value: 'Moreau-Silva', folded: 'moreau silva' },
      { value: 'Léo', folded: 'leo' },
      { value: "d'", folded: 'd' },
    ]);
  });

  it('finds references to here and elsewhere, and none into the resource itself', () => {
    expect(of(patient, 'general-practitioner')).toEqual([
      { type: 'Practitioner', id: 'd' },
      { url: 'http://else/Practitioner/e' },
    ]);
    expect(of({ resourceType: 'Condition', subject: { reference: 'Group/g' } } as never, 'patient')).toEqual([]);
    expect(
      of({ resourceType: 'Condition', subject: { reference: 'Patient/p/_history/2' } } as never, 'patient'),
    ).toEqual([{ type: 'Patient', id: 'p' }]);
    const answers = { resourceType: 'QuestionnaireResponse', questionnaire: 'http://q|2' };
    expect(of(answers, 'questionnaire')).toEqual([{ url: 'http://q|2' }, { url: 'http://q' }]);
  });

  it('finds dates, periods, timings and quantities', () => {
    expect(of(patient, 'birthdate')).toEqual([{ low: utc('1984-03-01'), high: utc('1984-04-01') }]);
    expect(of({ resourceType: 'Encounter', period: { start: '2020-01-01' } } as never, 'date')).toEqual([
      { low: utc('2020-01-01'), high: 8.64e15 },
    ]);
    const timing = { resourceType: 'Observation', effectiveTiming: { event: ['2020', '2018-05'] } };
    expect(of(timing, 'date')).toEqual([{ low: utc('2018-05-01'), high: utc('2021-01-01') }]);
    const quantity = { resourceType: 'Observation', valueQuantity: { value: 5, system: 'u', code: 'mg', unit: 'mg' } };
    expect(of(quantity, 'value-quantity')).toEqual([{ low: 4.5, high: 5.5, system: 'u', code: 'mg', unit: 'mg' }]);
    expect(of(quantity, 'combo-value-quantity')).toHaveLength(1);
  });

  it('leaves id and time of update to the store and gives each entry once', () => {
    expect(of(patient, '_id')).toEqual([]);
    expect(of(patient, '_lastUpdated')).toEqual([]);
    expect(of({ ...patient, identifier: [{ value: 'x' }, { value: 'x' }] } as never, 'identifier')).toHaveLength(1);
  });

  it('does not stumble over elements of the wrong shape', () => {
    for (const junk of [null, 1, 'x', [], [null], {}, { reference: 5 }, [{ coding: 5 }], { start: 1 }, [[]]]) {
      for (const type of ['Patient', 'Observation', 'Appointment', 'Bundle']) {
        const members = [
          'name',
          'identifier',
          'subject',
          'code',
          'period',
          'entry',
          'valueQuantity',
          'effectivePeriod',
        ];
        extractIndex({ resourceType: type, ...Object.fromEntries(members.map((name) => [name, junk])) });
      }
    }
    expect(extractIndex({ resourceType: 'Nonsense' }).tokens).toEqual([]);
  });

  it.skipIf(!sharedDataPresent)('finds the code and date of every Synthea observation (needs ../shared/data)', () => {
    const parts = splitBundle(sampleText(samples('synthea/patients', '.json')[0] ?? ''));
    if (!parts.ok) throw new Error('refused');
    const observations = parts.value.entries.filter((entry) => entry.resource?.resourceType === 'Observation');
    expect(observations.length).toBeGreaterThan(5);
    for (const { resource } of observations) {
      expect(of(resource as never, 'code').length).toBeGreaterThan(0);
      expect(of(resource as never, 'date')).toHaveLength(1);
    }
  });
});
