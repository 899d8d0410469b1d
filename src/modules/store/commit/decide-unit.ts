import { stampResource } from '#fhir';
import { type Fault, fail, faultOf, type Outcome, ok } from '#kernel';
import type { StoredVersion, WriteResult } from '../contract.ts';
import { markedSince } from '../labels.ts';
import type { PendingUnit, PreparedWrite } from './pending-unit.ts';

/** A resource as it stands in the course of a group: what the database has, and what the group made of it. */
export interface ResourceState {
  /** What the database has under lock; undefined where there is none. */
  readonly original: { readonly compartment: string; readonly keys: string } | undefined;
  readonly current: StoredVersion | undefined;
  /** Versions that `current` has replaced and that the history does not have yet. */
  readonly superseded: readonly StoredVersion[];
  /** The write that made `current`; undefined while it is what the database has. */
  readonly latest: PreparedWrite | undefined;
}

export type States = ReadonlyMap<string, ResourceState>;

export function stateName(key: { readonly type: string; readonly id: string }): string {
  return `${key.type}/${key.id}`;
}

/** Current resources that meet the condition of a conditional create. */
export type Found = ReadonlyMap<PreparedWrite, Outcome<readonly StoredVersion[]>>;

export interface DecidedUnit {
  readonly results: readonly WriteResult[];
  /** The states that the unit changes. */
  readonly changed: States;
}

/** What a unit does to the states before it: all of its writes, or none and the fault of the first that may not be. */
export function decideUnit(
  { writes }: PendingUnit<unknown>,
  states: States,
  found: Found,
  now: number,
): Outcome<DecidedUnit> {
  const changed = new Map<string, ResourceState>();
  const results: WriteResult[] = [];
  const createdFor = new Map<string, WriteResult>();
  for (const prepared of writes) {
    const name = stateName(prepared.write);
    const before = changed.get(name) ?? states.get(name) ?? absent;
    const met = conditionMet(prepared, found, createdFor);
    if (!met.ok) return met;
    const decided = met.value === undefined ? decideWrite(prepared, before, now) : ok(met.value);
    if (!decided.ok) return decided;
    const result = decided.value;
    results.push(result);
    if (prepared.condition !== undefined)
      createdFor.set(prepared.condition, { outcome: 'found', stored: result.stored });
    if (result.outcome === 'unchanged' || result.outcome === 'found') continue;
    changed.set(name, {
      original: before.original,
      current: result.stored,
      superseded: before.current === undefined ? [] : [...before.superseded, before.current],
      latest: prepared,
    });
  }
  return ok({ results, changed });
}

const absent: ResourceState = { original: undefined, current: undefined, superseded: [], latest: undefined };

/** The one resource that a conditional create finds; undefined where it is to create (R4 http.html#ccreate). */
function conditionMet(
  { write, condition }: PreparedWrite,
  found: Found,
  createdFor: ReadonlyMap<string, WriteResult>,
): Outcome<WriteResult | undefined> {
  if (write.unlessFound === undefined || condition === undefined) return ok(undefined);
  const sameBefore = createdFor.get(condition);
  if (sameBefore !== undefined) return ok(sameBefore);
  if (write.unlessFound.criteria.length === 0) return fail('condition.empty', 'The condition has no criteria.');
  for (const [prepared, matches] of found) {
    if (prepared.condition !== condition) continue;
    if (!matches.ok) return matches;
    const [stored, second] = matches.value;
    if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
    return ok(stored === undefined ? undefined : { outcome: 'found', stored });
  }
  throw new Error('A condition was not looked up');
}

function decideWrite(prepared: PreparedWrite, { current }: ResourceState, now: number): Outcome<WriteResult> {
  const { write } = prepared;
  const refused = write.guard?.(current) ?? preconditionFault(prepared, current);
  if (refused !== undefined) return { ok: false, fault: refused };
  const exists = current !== undefined && !current.deleted;
  if (write.op === 'delete') {
    if (current === undefined) return fail('resource.not-found', 'There is no such resource.');
    if (current.deleted) return ok({ outcome: 'unchanged', stored: current });
    return ok({ outcome: 'deleted', stored: nextVersion(prepared, current, now), replaced: current });
  }
  if (write.ifChanged === true && exists && isSame(prepared, current))
    return ok({ outcome: 'unchanged', stored: current });
  const stored = nextVersion(prepared, current, now);
  return ok(exists ? { outcome: 'updated', stored, replaced: current } : { outcome: 'created', stored });
}

function preconditionFault(prepared: PreparedWrite, current: StoredVersion | undefined): Fault | undefined {
  const { write, compartment } = prepared;
  const exists = current !== undefined && !current.deleted;
  if (write.ifVersion !== undefined && write.ifVersion !== current?.version) {
    return faultOf('version.conflict', 'The resource has another version.');
  }
  if (exists && (write.op === 'create' || write.ifAbsent === true)) {
    return faultOf('version.conflict', 'The resource exists already.');
  }
  // What was nobody's may find its person; what is a person's never becomes another's or nobody's.
  const moves = write.op !== 'delete' && current !== undefined && current.compartment !== '';
  if (moves && current.compartment !== compartment) {
    return faultOf('resource.compartment-change', 'An update may not move a resource to another person.');
  }
  return undefined;
}

function nextVersion(prepared: PreparedWrite, current: StoredVersion | undefined, now: number): StoredVersion {
  const { write } = prepared;
  const version = (current?.version ?? 0) + 1;
  const updated = new Date(Math.max(now, current?.updated.getTime() ?? 0));
  const deleted = write.op === 'delete';
  // What is deleted is hidden as what was there before.
  const labels = deleted ? current?.labels : markedSince(prepared.labels, current?.labels, updated);
  return {
    type: write.type,
    id: write.id,
    version,
    updated,
    deleted,
    text: deleted ? '' : stamped(prepared, version, updated),
    compartment: deleted ? (current?.compartment ?? '') : prepared.compartment,
    category: deleted ? (current?.category ?? 'unassigned') : prepared.category,
    ...(labels === undefined || labels.length === 0 ? {} : { labels }),
  };
}

function stamped({ write }: PreparedWrite, version: number, updated: Date): string {
  const stamp = { id: write.id, versionId: String(version), lastUpdated: updated.toISOString() };
  return stampResource(write.source ?? '', stamp);
}

/** Equal to the letter, once it bears the stamp of what is there. */
function isSame(prepared: PreparedWrite, current: StoredVersion): boolean {
  return stamped(prepared, current.version, current.updated) === current.text;
}
