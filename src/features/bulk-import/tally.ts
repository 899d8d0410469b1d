import type { ImportCounts } from './contract.ts';

type Fate = Exclude<keyof ImportCounts, 'read'>;

const none: ImportCounts = { read: 0, created: 0, updated: 0, unchanged: 0, repeated: 0, refused: 0 };

/** Counts what became of the entries, by type. */
export function createTally() {
  const byType = new Map<string, ImportCounts>();
  let total = none;
  const plus = (counts: ImportCounts, fate: Fate): ImportCounts => ({
    ...counts,
    read: counts.read + 1,
    [fate]: counts[fate] + 1,
  });
  return {
    count(type: string, fate: Fate) {
      byType.set(type, plus(byType.get(type) ?? none, fate));
      total = plus(total, fate);
    },
    total: () => total,
    byType: (): ReadonlyMap<string, ImportCounts> =>
      new Map([...byType].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
}
