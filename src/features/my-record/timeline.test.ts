import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { timelineKinds } from './contract.ts';
import { nextPage } from './pages/patients-page.tsx';
import { countKinds, groupByYear } from './pages/timeline-groups.ts';
import { timelineOf } from './timeline.ts';

const loinc = 'http://loinc.org';
const terminology = {
  designate: (_system: string, code: string, languages: readonly string[]) =>
    code === '4548-4' && languages[0] === 'fr'
      ? { display: 'HbA1c (sang)', language: 'fr' }
      : code === 'e' && languages.includes('en')
        ? { display: 'In English', language: 'en' }
        : undefined,
};
const timeline = (resources: readonly Resource[], referenced: readonly Resource[] = []) =>
  timelineOf({ resources, referenced, language: 'fr', terminology });

function hba1c(id: string, date: string, value: number, more: object = {}): Resource {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: loinc, code: '4548-4', display: 'Hemoglobin A1c' }] },
    effectiveDateTime: date,
    valueQuantity: { value, unit: '%' },
    ...more,
  };
}

describe('the timeline', () => {
  it('has the newest first and what has no date last', () => {
    const events = timeline([
      { resourceType: 'Condition', id: 'c', code: { text: 'Asthme' } },
      { resourceType: 'Procedure', id: 'p', code: { text: 'Appendicectomie' }, performedDateTime: '1999' },
      { resourceType: 'Immunization', id: 'i', vaccineCode: { text: 'Grippe' }, occurrenceDateTime: '2025-10-01' },
    ]).events;
    expect(events.map((event) => [event.kind, event.date])).toEqual([
      ['vaccination', '2025-10-01'],
      ['procedure', '1999'],
      ['diagnosis', undefined],
    ]);
  });

  it('names codes in the language that was asked for, and else as the source did', () => {
    const told = timeline([
      hba1c('o', '2025-01-01', 7.25),
      { resourceType: 'Condition', id: 'c', code: { coding: [{ system: 's', code: 'x', display: 'As written' }] } },
    ]).events;
    expect(told[0]).toMatchObject({ title: 'HbA1c (sang)', value: '7,25 %' });
    expect(told[1]?.title).toBe('As written');
    const bare = (code: string): Resource => ({
      resourceType: 'Condition',
      id: code,
      code: { coding: [{ system: 's', code }] },
    });
    expect(timeline([bare('e'), bare('x')]).events.map(({ title }) => title)).toEqual(['In English', 'x']);
  });

  it('says of a name in which other language it is, where that is known', () => {
    const written = (language: string): Resource => ({
      resourceType: 'Condition',
      id: language,
      language,
      code: { text: 'Words' },
    });
    const english: Resource = { resourceType: 'Condition', id: 'a', code: { coding: [{ system: 's', code: 'e' }] } };
    const told = timeline([english, written('fr-CA'), written('pt-PT')]).events;
    expect(told.map(({ titleLanguage }) => titleLanguage)).toEqual(['en', undefined, 'pt-PT']);
  });

  it('leaves out what was entered in error, refuted or not done', () => {
    const wrong = { coding: [{ code: 'entered-in-error' }] };
    expect(
      timeline([
        hba1c('o', '2025-01-01', 7, { status: 'entered-in-error' }),
        { resourceType: 'Condition', id: 'c', code: { text: 'x' }, verificationStatus: wrong },
        { resourceType: 'Immunization', id: 'i', status: 'not-done', vaccineCode: { text: 'x' } },
      ]),
    ).toEqual({ events: [], series: [] });
  });

  it('finds the organization of a visit and the name of a medicine behind their references', () => {
    const { events } = timeline(
      [
        {
          resourceType: 'Encounter',
          id: 'e',
          class: { code: 'AMB', display: 'ambulatory' },
          period: { start: '2025-02-02' },
          serviceProvider: { reference: 'Organization/h' },
        },
        {
          resourceType: 'MedicationStatement',
          id: 'm',
          dateAsserted: '2024-01-01',
          medicationReference: { reference: 'Medication/a' },
        },
      ],
      [
        { resourceType: 'Organization', id: 'h', name: 'CHU de Valmont' },
        { resourceType: 'Medication', id: 'a', code: { text: 'Apixaban 5 mg' } },
      ],
    );
    expect(events).toEqual([
      { id: 'Encounter/e', kind: 'encounter', date: '2025-02-02', title: 'ambulatory', where: 'CHU de Valmont' },
      { id: 'MedicationStatement/m', kind: 'medicine', date: '2024-01-01', title: 'Apixaban 5 mg' },
    ]);
  });
});

describe('the series of results', () => {
  it('need two values of one code and unit, oldest first', () => {
    const { series } = timeline([
      hba1c('b', '2025-01-01', 7),
      hba1c('a', '2024-01-01', 8),
      hba1c('c', '2023-01-01', 64, { valueQuantity: { value: 64, unit: 'mmol/mol' } }),
    ]);
    expect(series).toHaveLength(1);
    expect(series[0]).toMatchObject({ title: 'HbA1c (sang)', unit: '%', points: [{ value: 8 }, { value: 7 }] });
  });

  it('leave out values that are only bounds', () => {
    const bound = { valueQuantity: { value: 5, comparator: '<', unit: '%' } };
    expect(timeline([hba1c('a', '2024-01-01', 8), hba1c('b', '2025-01-01', 5, bound)]).series).toEqual([]);
  });

  it('take the parts of a panel, such as both blood pressures, and the latest usual range', () => {
    const pressure = (id: string, date: string, high: number): Resource => ({
      resourceType: 'Observation',
      id,
      code: { text: 'Tension' },
      effectiveDateTime: date,
      component: [{ code: { text: 'Systolique' }, valueQuantity: { value: high, unit: 'mmHg' } }],
    });
    const ranged = { referenceRange: [{ low: { value: 4 }, high: { value: 6 } }] };
    const { series, events } = timeline([
      pressure('p', '2024-01-01', 130),
      pressure('q', '2025-01-01', 120),
      hba1c('a', '2024-01-01', 8),
      hba1c('b', '2025-01-01', 7, ranged),
    ]);
    expect(series.map((one) => [one.title, one.range])).toEqual([
      ['HbA1c (sang)', { low: 4, high: 6 }],
      ['Systolique', undefined],
    ]);
    expect(events.find((event) => event.id === 'Observation/q')?.value).toBe('Systolique 120 mmHg');
  });
});

describe('the lines of the timeline page', () => {
  const event = (id: string, kind: 'result' | 'encounter', date?: string) => ({
    id,
    kind,
    title: id,
    ...(date ? { date } : {}),
  });
  const events = [
    event('a', 'result', '2025-05-01T08:00:00Z'),
    event('b', 'encounter', '2025-05-01'),
    event('c', 'result', '2025-05-01T09:00:00Z'),
    event('d', 'result', '2024-01-01'),
    event('e', 'encounter'),
  ];

  it('put the results of one day together, by year, the undated last', () => {
    const years = groupByYear(events, new Set());
    expect(
      years.map(({ year, lines }) => [year, lines.map((line) => line.events.map(({ id }) => id).join('+'))]),
    ).toEqual([
      ['2025', ['a+c', 'b']],
      ['2024', ['d']],
      ['', ['e']],
    ]);
  });

  it('show the chosen kinds alone, and all where none is chosen', () => {
    expect(groupByYear(events, new Set(['encounter'])).flatMap(({ lines }) => lines)).toHaveLength(2);
    expect(countKinds(events, timelineKinds)).toEqual([
      { kind: 'encounter', count: 2 },
      { kind: 'result', count: 3 },
    ]);
  });
});

describe('the next page of patients', () => {
  const page = (url: string) => nextPage({ link: [{ relation: 'next', url }] });

  it('is asked of this node alone', () => {
    expect(page('http://localhost:8100/fhir/Patient?_cursor=x')).toBe('/fhir/Patient?_cursor=x');
    expect(page('/fhir?_cursor=x')).toBe('/fhir?_cursor=x');
    expect(page('https://elsewhere.example/steal')).toBeUndefined();
    expect(nextPage({})).toBeUndefined();
  });
});
