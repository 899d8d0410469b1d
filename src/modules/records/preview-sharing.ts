import { checkChoices, type PolicyInWords, type Restriction, type SharingChoices } from '#access';
import { type CareCategory, partsOf, type Visibility } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import { type StoredVersion, sees } from '#store';
import { decide, notFound } from './decide.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import { directoryNames, nameOfEntry } from './name-of-entry.ts';
import type { RecordsOptions } from './options.ts';
import { addressesOf, calledBy, callerFor, type ReaderSketch, recordBy, sightOf } from './reader-sketch.ts';

/** What a change of choices does to one kind of reader who treats the person. */
export interface ReaderEffect {
  readonly reader: ReaderSketch & {
    readonly kind: 'home' | 'abroad' | 'country' | 'organization' | 'practitioner' | 'profession';
  };
  /** Of one who is named, where the directory knows him. */
  readonly name?: string;
  /** Resources of her record that he sees now, and that he would see then. */
  readonly before: number;
  readonly after: number;
  readonly hides: readonly PartEffect[];
  readonly shows: readonly PartEffect[];
}

export interface PartEffect {
  readonly category: CareCategory;
  readonly count: number;
  /** Nothing of this category is left to him. */
  readonly whole: boolean;
  /** Closed along with what was chosen, since it repeats that or may repeat it. */
  readonly along: boolean;
  /** What it is about, for people to read: the first few. */
  readonly names: readonly string[];
}

const mostReaders = 12;
const mostNames = 8;
/** A country that is none: readers abroad in general. */
const anywhere = 'ZZ';

/**
 * What would change if these choices were in force: decided by the rules that will decide then, over the record as the
 * person sees it. Nothing is kept but that she asked.
 */
export async function previewSharing(
  options: RecordsOptions,
  caller: Caller,
  choices: SharingChoices,
): Promise<Outcome<readonly ReaderEffect[]>> {
  const { patient } = choices;
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'sharing-preview', view);
  if (!view.permitted) {
    await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'denied', patient, objects: [] })]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  const checked = checkChoices(choices);
  if (!checked.ok) return checked;
  const now = await options.access.sharing(patient);
  const { visibility } = await decide(options.access, caller, 'read', patient);
  const turned = sharedOtherwise(now, checked.value);
  const readers = readersOf(
    [...now.restrictions, ...checked.value.restrictions],
    professionsDenied(options.access.policy(), turned),
  );
  const names = await directoryNames(options, readers.flatMap(addressesOf));
  const sight = async (reader: ReaderSketch, sharing: SharingChoices) => {
    const request = { caller: callerFor(caller, reader), act: 'read', patient } as const;
    return sightOf(await options.access.suppose(request, { sharing, treats: true }));
  };
  const comparisons: Comparison[] = [];
  for (const reader of readers) {
    const [before, after] = [await sight(reader, now), await sight(reader, checked.value)];
    comparisons.push({
      reader,
      before: emptyView(before, now, turned),
      after: emptyView(after, checked.value, turned),
    });
  }
  for await (const part of recordBy(options, patient, visibility)) {
    for (const stored of part) for (const { before, after } of comparisons) compare(before, after, stored);
  }
  const effects = comparisons.map(
    ({ reader, before, after }): ReaderEffect => ({
      reader,
      ...calledBy(names, reader),
      before: before.count,
      after: after.count,
      // What is gone was closed by what is chosen now, and what comes back by what was chosen before.
      hides: partsOnlyIn(before, after),
      shows: partsOnlyIn(after, before),
    }),
  );
  await options.audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'Consent' }] }),
  ]);
  return ok(effects);
}

/** Labels that one of two choices shares and the other does not. */
function sharedOtherwise({ shared: one = [] }: SharingChoices, { shared: other = [] }: SharingChoices) {
  return [...one.filter((label) => !other.includes(label)), ...other.filter((label) => !one.includes(label))];
}

/** Professions from which the policy withholds what carries one of these labels, and does not from others. */
function professionsDenied({ labels: rules, professions }: PolicyInWords, labels: readonly string[]) {
  const denied = new Set(
    rules.filter((rule) => labels.some((one) => rule.labels.includes(one))).flatMap((rule) => rule.from),
  );
  return professions.map(({ name }) => name).filter((name) => denied.has(name));
}

/** Who treats her at home, readers abroad, professions of which a change speaks, and each whom a restriction names. */
function readersOf(
  restrictions: readonly Restriction[],
  professions: readonly string[],
): readonly ReaderEffect['reader'][] {
  const readers = new Map<string, ReaderEffect['reader']>([
    ['home', { kind: 'home' }],
    ...professions.map((role) => [`profession ${role}`, { kind: 'profession', role }] as const),
    ['abroad', { kind: 'abroad', country: anywhere }],
  ]);
  for (const { audience } of restrictions) {
    if (typeof audience === 'string') continue;
    const [kind] = Object.keys(audience) as ['country' | 'organization' | 'practitioner'];
    readers.set(JSON.stringify(audience), { kind, ...audience });
  }
  return [...readers.values()].slice(0, mostReaders);
}

/** What one reader sees by one set of choices. */
interface View {
  readonly sight: Visibility;
  readonly restrictions: readonly Restriction[];
  /** Labels that these choices share and the others do not, or the other way round. */
  readonly turned: readonly string[];
  count: number;
  readonly categories: Set<CareCategory>;
  /** What the other choices close to him, those that name it apart from what is closed along. */
  readonly only: Map<
    string,
    { readonly category: CareCategory; readonly along: boolean; count: number; readonly names: Set<string> }
  >;
}

interface Comparison {
  readonly reader: ReaderEffect['reader'];
  readonly before: View;
  readonly after: View;
}

function emptyView(sight: Visibility, { restrictions }: SharingChoices, turned: readonly string[]): View {
  return { sight, restrictions, turned, count: 0, categories: new Set(), only: new Map() };
}

function compare(before: View, after: View, stored: StoredVersion): void {
  const [seenBefore, seenAfter] = [sees(before.sight, stored), sees(after.sight, stored)];
  if (seenBefore) note(before, stored);
  if (seenAfter) note(after, stored);
  if (seenBefore && !seenAfter) noteOnly(before, stored, after.restrictions);
  if (seenAfter && !seenBefore) noteOnly(after, stored, before.restrictions);
}

function note(view: View, { category }: StoredVersion): void {
  view.count += 1;
  view.categories.add(category);
}

function noteOnly(view: View, stored: StoredVersion, closing: readonly Restriction[]): void {
  const { category, text } = stored;
  const along = !isChosen(stored, closing) && !(stored.labels ?? []).some((label) => view.turned.includes(label));
  const key = `${category} ${along}`;
  const part = view.only.get(key) ?? { category, along, count: 0, names: new Set() };
  view.only.set(key, part);
  part.count += 1;
  if (part.names.size >= mostNames) return;
  const name = nameOfEntry(text);
  if (name !== undefined) part.names.add(name);
}

function partsOnlyIn(view: View, other: View): readonly PartEffect[] {
  const parts = [...view.only.values()].map(
    ({ category, along, count, names }): PartEffect => ({
      category,
      count,
      whole: !other.categories.has(category),
      along,
      names: [...names],
    }),
  );
  // What was chosen comes before what is closed with it.
  return parts.sort((one, other) => Number(one.along) - Number(other.along));
}

function isChosen({ type, id, category, labels = [] }: StoredVersion, restrictions: readonly Restriction[]): boolean {
  return restrictions.some(
    (one) =>
      one.everything === true ||
      (one.category !== undefined && partsOf(category).some((part) => part === one.category)) ||
      one.entry === `${type}/${id}` ||
      (one.label !== undefined && labels.includes(one.label)),
  );
}
