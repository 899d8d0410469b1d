import { describe, expect, it } from 'vitest';
import { issuesOfResource } from './testing-issues.ts';

const population = (code: string) => ({
  code: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-population', code }] },
});
const measure = {
  resourceType: 'Measure',
  url: 'http://example.org/Measure/m',
  status: 'active',
  scoring: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/measure-scoring', code: 'cohort' }] },
  group: [{ population: [{ ...population('initial-population'), criteria: { language: 'text/cql' } }] }],
};

function errorsOf(group: readonly object[], type = 'summary', contained?: object): readonly string[] {
  const report = {
    resourceType: 'MeasureReport',
    status: 'complete',
    type,
    measure: measure.url,
    period: { start: '2026', end: '2026' },
    ...(contained === undefined ? {} : { contained: [contained] }),
    group,
  };
  return issuesOfResource(report, [measure]).flatMap((one) => (one.startsWith('error') ? one.slice(6) : []));
}

describe('a report of a measure', () => {
  it('has the groups and populations of its measure', () => {
    expect(errorsOf([{ population: [{ ...population('initial-population'), count: 5 }] }])).toEqual([]);
    expect(errorsOf([{ population: [population('numerator')] }])).toEqual([
      'MeasureReport.group[0].population[0]: The measure has no population of that code in the group.',
    ]);
    expect(errorsOf([{}, {}].map(() => ({ population: [population('initial-population')] })))).toContain(
      'MeasureReport: The report has no group for one of the groups of the measure.',
    );
  });

  it('has no score where a cohort is counted', () => {
    expect(errorsOf([{ measureScore: { value: 1 } }])).toEqual([
      'MeasureReport.group[0].measureScore: A measure that only counts a cohort has no score.',
    ]);
  });

  it('names as many subjects as it counts, in a list of subjects alone', () => {
    const list = {
      resourceType: 'List',
      id: 'l',
      status: 'current',
      mode: 'working',
      entry: [{ item: { display: 'a' } }],
    };
    const group = (count: number) => [
      { population: [{ ...population('initial-population'), count, subjectResults: { reference: '#l' } }] },
    ];
    expect(errorsOf(group(1), 'subject-list', list)).toEqual([]);
    expect(errorsOf(group(2), 'subject-list', list)).toEqual([
      'MeasureReport.group[0].population[0]: Another number of subjects is named than is counted.',
    ]);
    expect(errorsOf(group(1), 'summary', list)).toEqual([
      'MeasureReport.group[0].population[0]: Only a report of the type subject-list names its subjects.',
    ]);
  });
});
