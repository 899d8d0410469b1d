import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { isResourceId, type Outcome, ok } from '#kernel';
import { decide, roleRefusal } from './decide.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** A reader and whose record he read. */
export interface WatchedPair {
  readonly patient: string;
  readonly familyName?: string;
  /** Ids of his Practitioner, and of his own Patient where he is one here. */
  readonly practitioner?: string;
  readonly ownPatient?: string;
}

/** What is known of such a pair, in answers of yes and no. */
export interface WatchFacts {
  /** They live at one address, or else share a family name. */
  readonly kin?: 'address' | 'name';
  /** The person's record bears the label of somebody well known (v3-ActCode `CEL`). */
  readonly isWellKnown: boolean;
}

const mostPairs = 500;
const wellKnown = 'CEL';
/** Words of family names that are no names. */
const particles = new Set([
  'da',
  'das',
  'de',
  'del',
  'den',
  'der',
  'des',
  'di',
  'do',
  'dos',
  'du',
  'el',
  'la',
  'le',
  'van',
  'von',
]);

/**
 * For who watches over the log: whether a reader is of the family of the one whose record he read, and whether she is well
 * known. Names and addresses are compared here and do not leave; the log tells that they were compared, and how many. Of
 * the first 500 pairs.
 */
export async function readWatchFacts(
  options: RecordsOptions,
  caller: Caller,
  pairs: readonly WatchedPair[],
): Promise<Outcome<readonly WatchFacts[]>> {
  const view = await decide(options.access, caller, 'read', undefined);
  const occasion = occasionOf(options, caller, 'watch', view);
  const isAllowed = view.permitted && view.visibility.persons === 'all';
  const asked = pairs.slice(0, mostPairs);
  await options.audit.record([
    {
      ...logEntry(occasion, {
        action: 'administer',
        outcome: isAllowed ? 'success' : 'denied',
        objects: [{ type: 'Patient' }],
      }),
      more: Math.max(0, asked.length - 1),
    },
  ]);
  if (!isAllowed) return { ok: false, fault: roleRefusal() };
  const addresses = asked.flatMap(({ patient, practitioner, ownPatient }) => [
    { type: 'Patient', id: patient },
    { type: 'Patient', id: ownPatient ?? '' },
    { type: 'Practitioner', id: practitioner ?? '' },
  ]);
  const known = new Map<string, Resource>();
  for (const stored of await options.store.readMany(
    addresses.filter(({ id }) => isResourceId(id)),
    everything,
  )) {
    if (stored !== undefined && !stored.deleted)
      known.set(`${stored.type}/${stored.id}`, JSON.parse(stored.text) as Resource);
  }
  return ok(asked.map((pair) => factsOf(pair, (reference) => known.get(reference))));
}

function factsOf(
  { patient, familyName, practitioner, ownPatient }: WatchedPair,
  find: (reference: string) => Resource | undefined,
): WatchFacts {
  const person = find(`Patient/${patient}`);
  if (person === undefined) return { isWellKnown: false };
  const isWellKnown = listOf(person.meta?.security).some((label) => label.code === wellKnown);
  const reader = [find(`Practitioner/${practitioner}`), find(`Patient/${ownPatient}`)].filter(
    (one) => one !== undefined,
  );
  const homes = new Set(reader.flatMap(homesOf));
  if (homesOf(person).some((home) => homes.has(home))) return { kin: 'address', isWellKnown };
  const names = new Set([...wordsOf(familyName), ...reader.flatMap(familyNamesOf)]);
  const isNamesake = familyNamesOf(person).some((name) => names.has(name));
  return { ...(isNamesake && ownPatient !== patient ? { kin: 'name' } : {}), isWellKnown };
}

function homesOf(resource: Resource): readonly string[] {
  return listOf(resource.address).flatMap(({ line, postalCode }) => {
    const first = Array.isArray(line) ? line[0] : undefined;
    if (typeof first !== 'string' || typeof postalCode !== 'string') return [];
    return [`${folded(first)} ${folded(postalCode)}`];
  });
}

function familyNamesOf(resource: Resource): readonly string[] {
  return listOf(resource.name).flatMap(({ family }) => wordsOf(family));
}

function wordsOf(text: unknown): readonly string[] {
  if (typeof text !== 'string') return [];
  return folded(text)
    .split(' ')
    .filter((word) => word.length > 2 && !particles.has(word));
}

/** Without what people write differently: accents, case, points and hyphens. */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : [];
}
