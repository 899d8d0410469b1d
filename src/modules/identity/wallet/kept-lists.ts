/** Lists that were fetched and believed, by a key; of so many bytes in all, beyond which the first that came go. */
export interface KeptLists<T> {
  get(key: string): T | undefined;
  set(key: string, list: T): void;
}

export function createKeptLists<T>(mostBytes: number, bytesOf: (list: T) => number): KeptLists<T> {
  const kept = new Map<string, T>();
  return {
    get: (key) => kept.get(key),
    set(key, list) {
      kept.delete(key);
      kept.set(key, list);
      let bytes = [...kept.values()].reduce((sum, each) => sum + bytesOf(each), 0);
      for (const [oldest, each] of kept) {
        if (bytes <= mostBytes) return;
        kept.delete(oldest);
        bytes -= bytesOf(each);
      }
    },
  };
}
