import type { CareRelation, Decision, EmergencyAccess } from '#access';
import type { CareCategory } from '#fhir';
import type { Caller } from '#identity';
import { isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import { decide, notFound } from './decide.ts';
import { logEntry, type Occasion, occasionOf } from './log-entry.ts';
import { directoryNames, nameOfEntry } from './name-of-entry.ts';
import type { RecordsOptions } from './options.ts';
import { addressesOf, calledBy, callerFor, type ReaderSketch, recordBy, sightOf, sketchOf } from './reader-sketch.ts';

/** Somebody who could ask for the record now, and what would come of it. */
export interface PossibleReader {
  readonly why: 'relation' | 'emergency' | 'country';
  readonly reader: ReaderSketch;
  readonly name?: string;
  readonly relation?: Pick<CareRelation, 'origin' | 'from' | 'to'>;
  readonly emergency?: Pick<EmergencyAccess, 'reason' | 'from' | 'to'>;
  /** The rule of the policy that decides. */
  readonly rule: string;
  readonly sees: SightOfRecord;
}

/** How much of what was asked about is seen: of the whole record, a category, or an entry. */
export interface SightOfRecord {
  readonly seen: number;
  readonly of: number;
  /** Number seen and all by category. */
  readonly categories: readonly { readonly category: CareCategory; readonly seen: number; readonly of: number }[];
}

/** What is asked about; the whole record where nothing is said. */
export interface SightAsked {
  readonly category?: CareCategory;
  /** `Type/id`. */
  readonly entry?: string;
  /** Countries whose professionals could ask. */
  readonly countries?: readonly string[];
}

export interface Simulation {
  readonly rule: string;
  readonly permitted: boolean;
  /** What he would see, of what she sees herself: the first 2,000, with what each is about. */
  readonly entries: readonly (SeenEntry & { readonly name?: string })[];
  readonly sees: SightOfRecord;
}

type SeenEntry = Pick<StoredVersion, 'type' | 'id' | 'category'>;
type LabelledEntry = SeenEntry & Pick<StoredVersion, 'labels'>;

const mostCountries = 40;
const mostNamed = 2_000;

async function open(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<{ readonly occasion: Occasion; readonly record: readonly LabelledEntry[] }>> {
  if (!isResourceId(patient)) return { ok: false, fault: notFound() };
  // Who may decide what is shared may try out what that comes to.
  const rights = await decide(options.access, caller, 'change-sharing', patient);
  const view = await decide(options.access, caller, 'read', patient);
  const occasion = occasionOf(options, caller, 'simulation', view);
  if (!rights.permitted || !view.permitted) {
    await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'denied', patient, objects: [] })]);
    return { ok: false, fault: rights.refusal ?? notFound() };
  }
  const record: LabelledEntry[] = [];
  for await (const part of recordBy(options, patient, view.visibility)) {
    // The texts go: a record may be long.
    for (const { type, id, category, labels = [] } of part) record.push({ type, id, category, labels });
  }
  return ok({ occasion, record });
}

/** Who could see this record, or a part of it, at this moment: those who treat her, open emergencies, countries. */
export async function whoCouldSee(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  asked: SightAsked,
): Promise<Outcome<readonly PossibleReader[]>> {
  const opened = await open(options, caller, patient);
  if (!opened.ok) return opened;
  const { occasion, record } = opened.value;
  const concerned = record.filter(
    (entry) =>
      (asked.category === undefined || asked.category === entry.category) &&
      (asked.entry === undefined || asked.entry === addressOf(entry)),
  );
  const labels = new Set(record.flatMap((stored) => stored.labels ?? []));
  // Most readers see the same, and a record is read once for each that sees another part of it.
  const sights = new Map<string, Promise<ReadonlySet<string>>>();
  const judge = async (reader: ReaderSketch) => {
    const request = { caller: callerFor(caller, reader), act: 'read', patient } as const;
    const decision = await options.access.decide(request);
    const name = nameOfSight(decision, labels);
    const seeing = sights.get(name) ?? seenBy(options, patient, decision);
    sights.set(name, seeing);
    const seen = await seeing;
    return { reader, rule: decision.rule, sees: sightIn(concerned, seen) };
  };
  const readers: PossibleReader[] = [];
  for (const relation of longestOfEach(await options.access.relations(patient))) {
    const { origin, from, to } = relation;
    readers.push({
      why: 'relation',
      relation: { origin, from, ...(to === undefined ? {} : { to }) },
      ...(await judge(sketchOf(relation))),
    });
  }
  const now = options.clock.now();
  for (const { practitioner, reason, from, to } of await options.access.emergencies(patient)) {
    if (to <= now) continue;
    readers.push({ why: 'emergency', emergency: { reason, from, to }, ...(await judge({ practitioner })) });
  }
  for (const country of (asked.countries ?? []).slice(0, mostCountries)) {
    readers.push({ why: 'country', ...(await judge({ country })) });
  }
  await options.audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'Consent' }] }),
  ]);
  const names = await directoryNames(
    options,
    readers.flatMap(({ reader }) => addressesOf(reader)),
  );
  return ok(readers.map((one) => ({ ...one, ...calledBy(names, one.reader) })));
}

/** The record as this professional would see it if he treated her; drawn by the decision that would be his. */
export async function simulateReader(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  reader: ReaderSketch & { readonly treats?: boolean },
): Promise<Outcome<Simulation>> {
  const opened = await open(options, caller, patient);
  if (!opened.ok) return opened;
  const { occasion, record } = opened.value;
  const { treats, ...sketch } = reader;
  const request = { caller: callerFor(caller, sketch), act: 'read', patient } as const;
  const decision = await options.access.suppose(request, treats === true ? { treats } : {});
  // What she is not told yet herself, she is not told this way either.
  const hers = new Set(record.map(addressOf));
  const seen = new Set<string>();
  const objects: SeenEntry[] = [];
  const entries: Simulation['entries'][number][] = [];
  for await (const stored of sightOfDecision(options, patient, decision)) {
    seen.add(addressOf(stored));
    if (!hers.has(addressOf(stored))) continue;
    const { type, id, category, text } = stored;
    objects.push({ type, id, category });
    if (entries.length >= mostNamed) continue;
    const name = nameOfEntry(text);
    entries.push({ type, id, category, ...(name === undefined ? {} : { name }) });
  }
  await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'success', patient, objects })]);
  return ok({ rule: decision.rule, permitted: decision.permit, entries, sees: sightIn(record, seen) });
}

/** Who treats her for several reasons is told of once, with the one that lasts longest. */
function longestOfEach(relations: readonly CareRelation[]): readonly CareRelation[] {
  const end = ({ to }: CareRelation) => to?.getTime() ?? Number.POSITIVE_INFINITY;
  const readers = new Map<string, CareRelation>();
  for (const relation of relations) {
    const name = JSON.stringify(sketchOf(relation));
    const known = readers.get(name);
    if (known === undefined || end(relation) > end(known)) readers.set(name, relation);
  }
  return [...readers.values()];
}

/** The same for decisions that show the same of a record with these labels: what is withheld of others is nothing of it. */
function nameOfSight(decision: Decision, labels: ReadonlySet<string>): string {
  const { persons } = sightOf(decision);
  if (persons === 'all') return 'all';
  const shown = persons.map(({ withheld, ...person }) =>
    withheld?.labels.some((label) => labels.has(label)) ? { ...person, withheld } : person,
  );
  return JSON.stringify(shown);
}

async function seenBy(options: RecordsOptions, patient: string, decision: Decision): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  for await (const stored of sightOfDecision(options, patient, decision)) seen.add(addressOf(stored));
  return seen;
}

async function* sightOfDecision(
  options: RecordsOptions,
  patient: string,
  decision: Decision,
): AsyncGenerator<StoredVersion, void> {
  if (!decision.permit) return;
  for await (const part of recordBy(options, patient, decision.visibility)) yield* part;
}

const addressOf = ({ type, id }: SeenEntry): string => `${type}/${id}`;

function sightIn(record: readonly SeenEntry[], seen: ReadonlySet<string>): SightOfRecord {
  const isSeen = (entry: SeenEntry) => seen.has(addressOf(entry));
  const categories = [...Map.groupBy(record, ({ category }) => category)].map(([category, entries]) => ({
    category,
    seen: entries.filter(isSeen).length,
    of: entries.length,
  }));
  return { seen: record.filter(isSeen).length, of: record.length, categories };
}
