import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Judges a MeasureReport by its Measure, where that is known (R4, measurereport.html): its groups and their populations
 * are those of the measure, scores are there where its scoring has one, and subjects are listed as the report's type says.
 */
export function checkMeasureReport(run: Run, { value }: FhirNode): void {
  const { measure: canonical, group, type } = value as Members;
  const measure = typeof canonical === 'string' ? run.definitions.find(canonical) : undefined;
  const wanted = measure?.resourceType === 'Measure' ? listOf(measure.group) : undefined;
  const isCohort = wanted !== undefined && codesOf(measure?.scoring).some((code) => code.endsWith('|cohort'));
  const groups = listOf(group);
  const told = new Set<Members>();
  for (const [n, one] of groups.entries()) {
    at(run, ['group', n], () => {
      const match = wanted && matchOf(one, wanted, groups.length);
      if (match !== undefined) told.add(match);
      else if (wanted !== undefined) {
        refuse(run, 'The group must have the code of a group of the measure.');
      }
      if (isCohort && one.measureScore !== undefined) {
        at(run, ['measureScore'], () => refuse(run, 'A measure that only counts a cohort has no score.'));
      }
      checkPopulations(run, one, match, type);
    });
  }
  if (wanted?.some((one) => !told.has(one)) === true && groups.length > 0) {
    refuse(run, 'The report has no group for one of the groups of the measure.');
  }
}

/** The group of a measure that one of a report is about: by its code, or the only one. */
function matchOf(group: Members, wanted: readonly Members[], count: number): Members | undefined {
  const codes = codesOf(group.code);
  if (codes.length === 0) return wanted.length === 1 && count === 1 ? wanted[0] : undefined;
  return wanted.find((one) => codesOf(one.code).some((code) => codes.includes(code)));
}

function checkPopulations(run: Run, group: Members, match: Members | undefined, type: unknown): void {
  const wanted = match && listOf(match.population).flatMap(({ code }) => codesOf(code));
  for (const [n, { code, count, subjectResults }] of listOf(group.population).entries()) {
    at(run, ['population', n], () => {
      const codes = codesOf(code);
      if (wanted !== undefined && codes.length > 0 && !codes.some((one) => wanted.includes(one))) {
        refuse(run, 'The measure has no population of that code in the group.');
      }
      if (subjectResults === undefined) return;
      if (type !== 'subject-list') refuse(run, 'Only a report of the type subject-list names its subjects.');
      else checkSubjects(run, subjectResults, count);
    });
  }
}

/** The list of subjects has as many as are counted; a reference to something else is one subject. */
function checkSubjects(run: Run, results: unknown, count: unknown): void {
  const reference = isObject(results) ? results.reference : undefined;
  const subjects = typeof reference === 'string' ? subjectsOf(run, reference) : undefined;
  if (subjects === undefined || typeof count !== 'number' || subjects === count) return;
  refuse(run, 'Another number of subjects is named than is counted.');
}

function subjectsOf(run: Run, reference: string): number | undefined {
  if (!reference.startsWith('#')) return /(?:^|\/)List\/[^/]+$/.test(reference) ? undefined : 1;
  const { contained } = run.resource.value as Members;
  const list = listOf(contained).find(({ id }) => id === reference.slice(1));
  return list?.resourceType === 'List' ? listOf(list.entry).length : undefined;
}

function codesOf(concept: unknown): readonly string[] {
  return isObject(concept) ? listOf(concept.coding).map(({ system, code }) => `${system ?? ''}|${code}`) : [];
}

function listOf(value: unknown): readonly Members[] {
  return (Array.isArray(value) ? value : []).map((one) => (isObject(one) ? one : {}));
}

function refuse(run: Run, text: string): void {
  report(run, issueOf('conformance.definition', text));
}

function at(run: Run, parts: readonly (string | number)[], work: () => void): void {
  run.path.push(...parts);
  work();
  run.path.length -= parts.length;
}
