import { type AuditEntry, type AuditObject, wordsDigest } from '#audit';
import type { Caller } from '#identity';
import { type Clock, isResourceId } from '#kernel';
import type { StoredVersion } from '#store';
import type { View } from './decide.ts';

/** The audit contract keeps at most this many objects per entry and counts the rest. */
const objectsPerEntry = 50;

/** What all entries of one call have in common. */
export interface Occasion {
  readonly caller: Caller;
  readonly at: Date;
  readonly interaction: string;
  readonly rule: string;
  /** Persons whose record is open for an emergency: what is logged of them says so, whatever rule showed several. */
  readonly emergency: readonly string[];
}

/** The occasion of a call that was decided as `view` tells. */
export function occasionOf(
  { clock }: { readonly clock: Clock },
  caller: Caller,
  interaction: string,
  { rule, emergency }: Pick<View, 'rule' | 'emergency'>,
): Occasion {
  return { caller, at: clock.now(), interaction, rule, emergency };
}

export interface Event {
  readonly action: AuditEntry['action'];
  readonly outcome: AuditEntry['outcome'];
  readonly patient?: string | undefined;
  /** What was touched; stored versions may stand here as they are, only their names are kept. */
  readonly objects: readonly AuditObject[];
  /** What was said for it; the log keeps what binds it to the entry, not the words. */
  readonly words?: string;
}

export function logEntry(occasion: Occasion, event: Event): AuditEntry {
  const { caller } = occasion;
  const more = event.objects.length - objectsPerEntry;
  const isEmergency = event.patient !== undefined && occasion.emergency.includes(event.patient);
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
    purpose: isEmergency ? 'ETREAT' : caller.purpose,
    rule: isEmergency ? 'emergency-access' : occasion.rule,
    objects: oneOfEachFirst(event.objects).map(nameOf),
    ...(more > 0 ? { more } : {}),
    ...(event.words === undefined ? {} : { words: wordsDigest(caller.traceId, event.words) }),
  };
}

/**
 * Up to fifty: the first object of each category before all others, each group in the order in which it came. A person
 * is told which parts of her record were read (EHDS article 9(1)(c)), even where the entry keeps but a part of what was
 * touched.
 */
function oneOfEachFirst(objects: readonly AuditObject[]): readonly AuditObject[] {
  if (objects.length <= objectsPerEntry) return objects;
  const met = new Set<AuditObject['category']>();
  const first: AuditObject[] = [];
  const others: AuditObject[] = [];
  for (const object of objects) {
    if (!met.has(object.category)) {
      met.add(object.category);
      first.push(object);
    } else if (others.length < objectsPerEntry) others.push(object);
  }
  return [...first, ...others].slice(0, objectsPerEntry);
}

function nameOf({ type, id, version, category }: AuditObject): AuditObject {
  return {
    type,
    ...(id === undefined ? {} : { id }),
    ...(version === undefined ? {} : { version }),
    ...(category === undefined ? {} : { category }),
  };
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
  const persons = Map.groupBy(touched, (stored) => stored.compartment);
  return [...persons].map(([patient, objects]) => logEntry(occasion, { action, outcome: 'success', patient, objects }));
}
