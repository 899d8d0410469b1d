import type { Audit, KeptEntry } from '#audit';
import { type CarePart, partsOf } from '#fhir';

/** What of one person was touched. */
export interface Touched {
  entries: number;
  resources: number;
  readonly categories: Set<CarePart>;
  first: Date;
  last: Date;
}

export interface CountedScope {
  readonly subject?: string;
  readonly client?: string;
  readonly from: Date;
  readonly to: Date;
}

const entriesAtOnce = 1_000;

/**
 * Exactly the persons whose data the log says was touched: by the account, by the app, or by anybody in the time. What was
 * denied touched nothing. `progress` hears of entries that were looked at; ends early where `signal` aborts.
 */
export async function countPersons(
  audit: Pick<Audit, 'query'>,
  scope: CountedScope,
  options: { readonly signal?: AbortSignal; readonly progress?: (entries: number) => void } = {},
): Promise<ReadonlyMap<string, Touched>> {
  const persons = new Map<string, Touched>();
  let looked = 0;
  let cursor: string | undefined;
  do {
    options.signal?.throwIfAborted();
    const page = await audit.query({ ...scope, count: entriesAtOnce, ...(cursor === undefined ? {} : { cursor }) });
    for (const entry of page.entries) note(persons, entry);
    looked += page.entries.length;
    options.progress?.(looked);
    cursor = page.next;
  } while (cursor !== undefined);
  return persons;
}

function note(persons: Map<string, Touched>, entry: KeptEntry): void {
  const { patient, at, objects, more = 0 } = entry;
  if (patient === undefined || entry.outcome === 'denied') return;
  const known = persons.get(patient) ?? { entries: 0, resources: 0, categories: new Set(), first: at, last: at };
  persons.set(patient, known);
  known.entries += 1;
  known.resources += objects.length + more;
  for (const { category } of objects) {
    if (category !== undefined) for (const part of partsOf(category)) known.categories.add(part);
  }
  if (at < known.first) known.first = at;
  if (at > known.last) known.last = at;
}
