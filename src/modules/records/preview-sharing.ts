import { checkChoices, type Restriction, type SharingChoices } from '#access';
import { type CareCategory, partsOf } from '#fhir';
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
  readonly reader: ReaderSketch & { readonly kind: 'home' | 'abroad' | 'country' | 'organization' | 'practitioner' };
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
  const record = await recordBy(options, patient, visibility);
  const readers = readersOf([...now.restrictions, ...checked.value.restrictions]);
  const names = await directoryNames(options, readers.flatMap(addressesOf));
  const effects: ReaderEffect[] = [];
  for (const reader of readers) {
    const seen = async (sharing: SharingChoices) => {
      const request = { caller: callerFor(caller, reader), act: 'read', patient } as const;
      const sight = sightOf(await options.access.suppose(request, { sharing, treats: true }));
      return new Set(record.filter((stored) => sees(sight, stored)));
    };
    const [before, after] = [await seen(now), await seen(checked.value)];
    effects.push({
      reader,
      ...calledBy(names, reader),
      before: before.size,
      after: after.size,
      hides: partsBetween(before, after, checked.value.restrictions),
      shows: partsBetween(after, before, now.restrictions),
    });
  }
  await options.audit.record([
    logEntry(occasion, { action: 'read', outcome: 'success', patient, objects: [{ type: 'Consent' }] }),
  ]);
  return ok(effects);
}

/** Who treats her at home, readers abroad, and each whom a restriction names. */
function readersOf(restrictions: readonly Restriction[]): readonly ReaderEffect['reader'][] {
  const readers = new Map<string, ReaderEffect['reader']>([
    ['home', { kind: 'home' }],
    ['abroad', { kind: 'abroad', country: anywhere }],
  ]);
  for (const { audience } of restrictions) {
    if (typeof audience === 'string') continue;
    const [kind] = Object.keys(audience) as ['country' | 'organization' | 'practitioner'];
    readers.set(JSON.stringify(audience), { kind, ...audience });
  }
  return [...readers.values()].slice(0, mostReaders);
}

/** What is in `from` and not in `to`, by category. */
function partsBetween(
  from: ReadonlySet<StoredVersion>,
  to: ReadonlySet<StoredVersion>,
  restrictions: readonly Restriction[],
): readonly PartEffect[] {
  const left = new Set([...to].map(({ category }) => category));
  const gone = [...from].filter((stored) => !to.has(stored));
  const groups = Map.groupBy(gone, (stored) => `${stored.category} ${isChosen(stored, restrictions)}`);
  const parts = [...groups.values()].map((entries): PartEffect => {
    const [first] = entries as [StoredVersion];
    const names = new Set(entries.map(({ text }) => nameOfEntry(text)).filter((name) => name !== undefined));
    return {
      category: first.category,
      count: entries.length,
      whole: !left.has(first.category),
      along: !isChosen(first, restrictions),
      names: [...names].slice(0, mostNames),
    };
  });
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
