import type { AuditEntry, AuditObject } from '#audit';
import type { Caller } from '#identity';
import { isResourceId } from '#kernel';
import type { StoredVersion } from '#store';

/** The audit contract keeps at most this many objects per entry and counts the rest. */
const objectsPerEntry = 50;

/** What all entries of one call have in common. */
export interface Occasion {
  readonly caller: Caller;
  readonly at: Date;
  readonly interaction: string;
  readonly rule: string;
}

export interface Event {
  readonly action: AuditEntry['action'];
  readonly outcome: AuditEntry['outcome'];
  readonly patient?: string | undefined;
  readonly objects: readonly AuditObject[];
}

export function logEntry(occasion: Occasion, event: Event): AuditEntry {
  const { caller } = occasion;
  const objects = oneOfEachFirst(event.objects);
  const organization = caller.professional?.healthcare_provider_name ?? caller.organization;
  return {
    at: occasion.at,
    traceId: caller.traceId,
    action: event.action,
    outcome: event.outcome,
    interaction: occasion.interaction,
    // What is no id names nobody, and may hold anything.
    ...(event.patient === undefined || !isResourceId(event.patient) ? {} : { patient: event.patient }),
    agent: {
      subject: caller.subject,
      name: caller.name,
      role: caller.professional?.hp_professional_role ?? caller.role,
      ...(organization === undefined ? {} : { organization }),
      country: caller.country,
      client: caller.client,
      ...(caller.address === undefined ? {} : { address: caller.address }),
    },
    purpose: caller.purpose,
    rule: occasion.rule,
    objects: objects.slice(0, objectsPerEntry),
    ...(objects.length > objectsPerEntry ? { more: objects.length - objectsPerEntry } : {}),
  };
}

/**
 * The first object of each category before all others, each group in the order in which it came: a person is told which
 * parts of her record were read (EHDS article 9(1)(c)), even where the entry keeps but a part of what was touched.
 */
function oneOfEachFirst(objects: readonly AuditObject[]): readonly AuditObject[] {
  if (objects.length <= objectsPerEntry) return objects;
  const met = new Set<AuditObject['category']>();
  const first: AuditObject[] = [];
  const others: AuditObject[] = [];
  for (const object of objects) {
    if (met.has(object.category)) others.push(object);
    else first.push(object);
    met.add(object.category);
  }
  return [...first, ...others];
}

export function objectOf(stored: StoredVersion): AuditObject {
  return { type: stored.type, id: stored.id, version: stored.version, category: stored.category };
}

/** What leaves the country is disclosed; every other way of seeing keeps its own word. */
export function readingAction(caller: Caller, action: 'read' | 'search'): AuditEntry['action'] {
  return caller.role === 'foreign-professional' ? 'disclose' : action;
}

/**
 * One entry for each person whose data was touched, so that each finds it in her own log, and one for what is nobody's.
 * The number of entries is bounded by the page or unit that was touched.
 */
export function entriesByPerson(
  occasion: Occasion,
  action: AuditEntry['action'],
  touched: readonly StoredVersion[],
): readonly AuditEntry[] {
  const persons = new Map<string, AuditObject[]>();
  for (const stored of touched) {
    const objects = persons.get(stored.compartment);
    if (objects === undefined) persons.set(stored.compartment, [objectOf(stored)]);
    else objects.push(objectOf(stored));
  }
  return [...persons].map(([patient, objects]) => logEntry(occasion, { action, outcome: 'success', patient, objects }));
}
