import { extractIndex, type Resource, type SearchCriterion } from '#fhir';
import type { StoredVersion, WriteResult } from '#records';
import type { Trigger, Watched } from './contract.ts';
import { matchesAll, type Subject } from './match-criteria.ts';

const triggerOf: Readonly<Partial<Record<WriteResult['outcome'], Trigger>>> = {
  created: 'create',
  updated: 'update',
  deleted: 'delete',
};

export interface Watcher {
  readonly subscription: string;
  readonly watched: Watched;
  /** The only persons of whose records its owner may know; undefined where that changes with every care relation. */
  readonly persons?: ReadonlySet<string> | undefined;
}

/** Subscriptions by the type that they watch. */
export type Watchers = ReadonlyMap<string, WatchersOfType>;

interface WatchersOfType {
  /** Whose owners may know of anybody's. */
  readonly anybody: readonly Watcher[];
  /** Whose owners may know of some persons alone, and those by each person: what others write never meets them. */
  readonly limited: readonly Watcher[];
  readonly byPerson: ReadonlyMap<string, readonly Watcher[]>;
}

export function watchersOf(all: readonly Watcher[]): Watchers {
  const watchers = new Map<string, WatchersOfType>();
  for (const [type, here] of Map.groupBy(all, ({ watched }) => watched.type)) {
    const limited = here.filter(({ persons }) => persons !== undefined);
    const pairs = limited.flatMap((watcher) => [...(watcher.persons ?? [])].map((person) => ({ person, watcher })));
    const byPerson = new Map<string, Watcher[]>();
    for (const { person, watcher } of pairs) {
      const known = byPerson.get(person);
      if (known === undefined) byPerson.set(person, [watcher]);
      else known.push(watcher);
    }
    watchers.set(type, { anybody: here.filter(({ persons }) => persons === undefined), limited, byPerson });
  }
  return watchers;
}

export interface Noted {
  readonly subscription: string;
  readonly stored: StoredVersion;
  readonly trigger: Trigger;
}

/** The events that writes cause, in the order of the writes. Nothing is parsed for types that nobody watches. */
export function eventsOf(results: readonly WriteResult[], watchers: Watchers): readonly Noted[] {
  const noted: Noted[] = [];
  for (const result of results) {
    const trigger = triggerOf[result.outcome];
    const here = watchers.get(result.stored.type);
    if (trigger === undefined || here === undefined) continue;
    const subjects = subjectsOf(result);
    const met = new Set<string>();
    const { compartment } = result.stored;
    for (const those of [here.anybody, compartment === '' ? here.limited : (here.byPerson.get(compartment) ?? [])]) {
      for (const { subscription, watched } of those) {
        if (met.has(subscription) || !watched.triggers.includes(trigger)) continue;
        if (!isEvent(watched, subjects)) continue;
        met.add(subscription);
        noted.push({ subscription, stored: result.stored, trigger });
      }
    }
  }
  return noted;
}

interface Subjects {
  readonly before: () => Subject | undefined;
  readonly after: () => Subject | undefined;
}

function subjectsOf({ stored, replaced }: WriteResult): Subjects {
  return { before: once(() => subjectOf(replaced)), after: once(() => subjectOf(stored)) };
}

function subjectOf(stored: StoredVersion | undefined): Subject | undefined {
  if (stored === undefined || stored.deleted) return undefined;
  const { type, id, updated } = stored;
  return { type, id, updated, index: extractIndex(JSON.parse(stored.text) as Resource) };
}

function isEvent({ criteria, change }: Watched, { before, after }: Subjects): boolean {
  const focus = () => after() ?? before();
  if (criteria.length > 0) {
    const subject = focus();
    if (subject === undefined || !matchesAll(subject, criteria)) return false;
  }
  if (change === undefined) return true;
  const test = (asked: readonly SearchCriterion[] | undefined, of: () => Subject | undefined, without: boolean) => {
    if (asked === undefined) return undefined;
    const subject = of();
    return subject === undefined ? without : matchesAll(subject, asked);
  };
  const previous = test(change.previous, before, change.resultForCreate);
  const current = test(change.current, after, change.resultForDelete);
  if (previous === undefined || current === undefined) return previous ?? current ?? true;
  return change.requireBoth ? previous && current : previous || current;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
