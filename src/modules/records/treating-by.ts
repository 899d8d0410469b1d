import type { DerivedRelations } from '#access';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import type { WriteResult } from '#store';
import type { Change } from './contract.ts';
import { type RoleOfPractitioner, relationsIn, relationTypes, rolesNamedIn } from './derive-relations.ts';
import type { JournalEntry } from './journal.ts';
import { logEntry, type Occasion } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** What the resources of a change say about who treats their persons, by `Type/id`. */
export type TreatingBy = ReadonlyMap<string, DerivedRelations['relations']>;

/** Looks up the roles that the drafts name, so that what they say is known before anything is locked. */
export async function treatingBy(
  options: RecordsOptions,
  caller: Caller,
  planned: readonly { readonly change: Change; readonly type: string; readonly id: string }[],
): Promise<TreatingBy> {
  const told = planned.flatMap(({ change, type, id }) =>
    change.op !== 'delete' && relationTypes.has(type) ? [{ at: `${type}/${id}`, resource: change.draft.resource }] : [],
  );
  if (told.length === 0) return new Map();
  const named = new Set(told.flatMap(({ resource }) => rolesNamedIn(resource)));
  const beside = planned.flatMap(({ change }) =>
    change.op !== 'delete' && change.draft.resource.resourceType === 'PractitionerRole' ? [change.draft.resource] : [],
  );
  const roles = new Map<string, RoleOfPractitioner>();
  for (const role of beside) if (role.id !== undefined && !roles.has(role.id)) roles.set(role.id, roleOf(role));
  const missing = [...named].filter((id) => !roles.has(id)).map((id) => ({ type: 'PractitionerRole', id }));
  for (const stored of missing.length === 0 ? [] : await options.store.readMany(missing, everything)) {
    if (stored !== undefined && !stored.deleted) roles.set(stored.id, roleOf(JSON.parse(stored.text) as Resource));
  }
  const now = options.clock.now();
  return new Map(told.map(({ at, resource }) => [at, relationsIn(resource, roles, caller, now)]));
}

/**
 * What of these writes says who treats their persons; what says nobody any more is among them, with an empty list. Whoever
 * reaches a person by an emergency alone changes nothing of it: he would stay when the emergency is over.
 */
export function derivedIn(
  results: readonly WriteResult[],
  treating: TreatingBy,
  emergency: readonly string[],
): readonly DerivedRelations[] {
  return results.flatMap(({ outcome, stored }) => {
    if (!relationTypes.has(stored.type) || outcome === 'unchanged' || outcome === 'found') return [];
    if (emergency.includes(stored.compartment)) return [];
    const source = `${stored.type}/${stored.id}`;
    const relations = treating.get(source) ?? [];
    if (relations.length === 0 && outcome === 'created') return [];
    return [{ patient: stored.compartment, source, relations }];
  });
}

/** In the log of the person she finds by whom somebody was let in, and whom. */
export function entriesOfDerived(occasion: Occasion, derived: readonly DerivedRelations[]): readonly JournalEntry[] {
  return derived.flatMap(({ patient, relations }) => {
    if (relations.length === 0) return [];
    const objects = relations.map(({ organization, practitioner }) =>
      practitioner === undefined
        ? { type: 'Organization', id: organization }
        : { type: 'Practitioner', id: practitioner },
    );
    const audit = logEntry(occasion, { action: 'change-rights', outcome: 'success', patient, objects });
    return [{ audit: { ...audit, interaction: 'derive-relation' } }];
  });
}

function roleOf(role: Resource): RoleOfPractitioner {
  const idOf = (value: unknown, type: string) => {
    const { reference } = (value ?? {}) as { readonly reference?: unknown };
    const [before, id] = typeof reference === 'string' ? reference.split('/') : [];
    return before === type ? id : undefined;
  };
  const [practitioner, organization] = [
    idOf(role.practitioner, 'Practitioner'),
    idOf(role.organization, 'Organization'),
  ];
  return {
    ...(role.active !== false && practitioner !== undefined ? { practitioner } : {}),
    ...(role.active !== false && organization !== undefined ? { organization } : {}),
  };
}
