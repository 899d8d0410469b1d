interface Moment<Item> {
  readonly at: number;
  readonly item: Item;
}

/** Items of one key that are kept at most; a rule's number must be below. */
const mostItems = 5_000;
const mostKeys = 50_000;

/** Keeps what came within a time, by key; `take` gives what the key has by then, oldest first. Times may come unordered. */
export function openWindow<Item>(milliseconds: number) {
  let kept = new Map<string, Moment<Item>[]>();
  return {
    take(key: string, at: Date, item: Item): readonly Moment<Item>[] {
      const now = at.getTime();
      const moments = (kept.get(key) ?? []).filter((moment) => moment.at > now - milliseconds);
      moments.push({ at: now, item });
      if (moments.length > mostItems) moments.shift();
      // A key that was used goes to the end, so that those that are forgotten are the oldest.
      kept.delete(key);
      kept.set(key, moments);
      if (kept.size > mostKeys) kept = new Map([...kept].slice(mostKeys / 2));
      return moments;
    },
    forget(key: string): void {
      kept.delete(key);
    },
  };
}
