/** What one key has within the time of its window, the newest item included. */
export interface Within<Item> {
  readonly count: number;
  /** How many of the items differ. */
  readonly different: number;
  /** When the oldest item came. */
  readonly from: Date;
  /**
   * The different items for a finding of this name: all of them the first time, and from then on, as long as each item
   * is told, the newest alone. Who adds them up has them all.
   */
  tell(finding: string): readonly Item[];
}

interface Kept<Item> {
  /** Oldest first, from `first` on; what is before it is over. */
  moments: { readonly at: number; readonly item: Item }[];
  first: number;
  readonly times: Map<Item, number>;
  /** The finding that knows of all but the newest item. */
  told: string | undefined;
}

/** Items of one key that are kept at most; a rule's number must be below. */
const mostItems = 5_000;
const mostKeys = 50_000;

/**
 * Counts what comes within a time, by key, in constant time for each item: the log may hold thousands of one account in a
 * second. An item that comes late stays as long as what came before it.
 */
export function openWindow<Item>(milliseconds: number) {
  let kept = new Map<string, Kept<Item>>();
  return {
    take(key: string, at: Date, item: Item): Within<Item> {
      const now = at.getTime();
      const known: Kept<Item> = kept.get(key) ?? { moments: [], first: 0, times: new Map(), told: undefined };
      known.moments.push({ at: now, item });
      known.times.set(item, (known.times.get(item) ?? 0) + 1);
      forgetBefore(known, now - milliseconds);
      // A key that was used goes to the end, so that those that are forgotten are the oldest.
      kept.delete(key);
      kept.set(key, known);
      if (kept.size > mostKeys) kept = new Map([...kept].slice(mostKeys / 2));
      const told = known.told;
      known.told = undefined;
      return {
        count: known.moments.length - known.first,
        different: known.times.size,
        from: new Date(known.moments[known.first]?.at ?? now),
        tell(finding) {
          known.told = finding;
          return told === finding ? [item] : [...known.times.keys()];
        },
      };
    },
    forget(key: string): void {
      kept.delete(key);
    },
  };
}

/** Lets go of what is over, and of the oldest of too many; never of the newest. */
function forgetBefore<Item>(known: Kept<Item>, since: number): void {
  const { moments, times } = known;
  for (;;) {
    const oldest = moments[known.first];
    const left = moments.length - known.first;
    if (oldest === undefined || left === 1 || (oldest.at > since && left <= mostItems)) break;
    known.first += 1;
    const others = (times.get(oldest.item) ?? 1) - 1;
    if (others === 0) times.delete(oldest.item);
    else times.set(oldest.item, others);
  }
  if (known.first <= mostItems) return;
  known.moments = moments.slice(known.first);
  known.first = 0;
}
