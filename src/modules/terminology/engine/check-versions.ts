import { type Call, findCodeSystem, ruledVersion, versionAlgorithmOf } from './call.ts';
import { addIssue, type Check, type FullCoding, noteUnknown } from './check.ts';
import { below, issue } from './issues.ts';
import type { ConceptSet } from './resources.ts';
import { compareVersions, versionMatches } from './versions.ts';

/**
 * The version of the code system to look the code up in: that of the value set by the rules of the call, or the
 * coding's own where it is more precise or the only one that is named. Tells of versions that contradict each other.
 */
export function versionToUse(
  check: Check,
  path: string,
  system: string,
  ofSet: string | undefined,
  ofCoding: string | undefined,
): string | undefined {
  const { call } = check;
  let result = ruledVersion(call, system, ofSet);
  if (ofCoding === undefined || ofCoding === '') return result;
  const latest = findCodeSystem(call, system, undefined);
  const algorithm = versionAlgorithmOf(latest?.header);
  const isOf = (asked: string, version: string | undefined) => versionMatches(asked, version, algorithm);
  if (result !== undefined && latest !== undefined && isOf(result, ofCoding)) result = ofCoding;
  if (result === undefined && call.source.versions(system).some((one) => isOf(ofCoding, one))) result = ofCoding;
  const view = findCodeSystem(call, system, ruledVersion(call, system, result));
  const at = { code: 'invalid', type: 'vs-invalid', path: below(path, 'version') } as const;
  if (view === undefined) {
    if (result !== ofCoding) {
      addIssue(check, issue('VALUESET_VALUE_MISMATCH', { severity: 'error', ...at }, [system, result, ofCoding]));
    }
    return result;
  }
  if (view.version === ofCoding || isOf(ofCoding, view.version)) return result;
  if (result === undefined) {
    const severity = view.header.versionNeeded === true ? 'error' : 'warning';
    addIssue(check, issue('VALUESET_VALUE_MISMATCH_DEFAULT', { severity, ...at }, [system, view.version, ofCoding]));
  } else if (result !== ofSet) {
    const parts = [system, result, ofSet, ofCoding];
    addIssue(check, issue('VALUESET_VALUE_MISMATCH_CHANGED', { severity: 'error', ...at }, parts));
  } else {
    addIssue(check, issue('VALUESET_VALUE_MISMATCH', { severity: 'error', ...at }, [system, ofSet, ofCoding]));
  }
  if (findCodeSystem(call, system, ofCoding) === undefined) noteUnknown(check, path, system, ofCoding);
  return result;
}

/** Of several versions that a value set includes, the one to judge a coding by that names none. */
export function chosenVersion(call: Call, include: readonly ConceptSet[], { system, code, display }: FullCoding) {
  const versions = new Set(include.flatMap((part) => (part.system === system ? (part.version ?? []) : [])));
  if (versions.size < 2) return undefined;
  const sorted = [...versions].sort((one, other) => compareVersions(other, one));
  const having = sorted.filter((version) => {
    const view = findCodeSystem(call, system, ruledVersion(call, system, version));
    const index = view?.content.indexOf(code) ?? -1;
    if (view === undefined || index < 0) return false;
    return display === undefined || view.words(view.row(index)).some(({ value }) => value === display);
  });
  return having.length === versions.size ? undefined : (having[0] ?? sorted[0]);
}

/** Includes of several versions of a code system go the latest first. */
export function latestFirst(include: readonly ConceptSet[]): readonly ConceptSet[] {
  if (include.length < 2) return include;
  return include.toSorted((one, other) =>
    one.system === other.system && one.version !== undefined && other.version !== undefined
      ? compareVersions(other.version, one.version)
      : 0,
  );
}

/** A coding's version chooses among includes of several versions; where none is of it, all are meant. */
export function isVersionMeant(include: readonly ConceptSet[], part: ConceptSet, version: string | undefined): boolean {
  if (version === undefined || part.version === version) return true;
  return !include.some((other) => other.version === version);
}
