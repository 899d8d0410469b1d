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

/** What the resources of a change say about who treats the person, asked when they are written. */
export type TreatingBy = (written: Resource) => DerivedRelations['relations'];

/** Looks up the roles that the drafts name, so that what they say is known before anything is locked. */
export async function treatingBy(
  options: RecordsOptions,
  caller: Caller,
  changes: readonly Change[],
): Promise<TreatingBy> {
  const drafts = changes.flatMap((change) => (change.op === 'delete' ? [] : [change.draft.resource]));
  const telling = drafts.filter(({ resourceType }) => relationTypes.has(resourceType));
  if (telling.length === 0) return () => [];
  const roles = new Map<string, RoleOfPractitioner>();
  for (const id of new Set(telling.flatMap(rolesNamedIn))) {
    const beside = drafts.find((draft) => draft.resourceType === 'PractitionerRole' && draft.id === id);
    const stored = beside === undefined ? await options.store.read('PractitionerRole', id, everything) : undefined;
    const role = beside ?? (stored === undefined || stored.deleted ? undefined : (JSON.parse(stored.text) as Resource));
    if (role !== undefined) roles.set(id, roleOf(role));
  }
  const now = options.clock.now();
  return (written) => relationsIn(written, roles, caller, now);
}

/** What of these writes says who treats their persons; what says nobody any more is among them, with an empty list. */
export function derivedIn(results: readonly WriteResult[], treating: TreatingBy): readonly DerivedRelations[] {
  return results.flatMap(({ outcome, stored }) => {
    if (!relationTypes.has(stored.type) || outcome === 'unchanged' || outcome === 'found') return [];
    const relations = stored.deleted ? [] : treating(JSON.parse(stored.text) as Resource);
    if (relations.length === 0 && outcome === 'created') return [];
    return [{ patient: stored.compartment, source: `${stored.type}/${stored.id}`, relations }];
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
