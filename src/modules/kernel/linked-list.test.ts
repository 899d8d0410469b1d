import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLinkedList, type Linked } from './index.ts';

it('holds what was added and not removed, in the order in which it came', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant('add' as const), fc.nat(20))), (steps) => {
      const list = createLinkedList<number>();
      const model: { linked: Linked<number>; in: boolean }[] = [];
      for (const step of steps) {
        if (step === 'add') model.push({ linked: list.add(model.length), in: true });
        else {
          // Also what was removed before.
          const one = model[step];
          if (one === undefined) continue;
          list.remove(one.linked);
          one.in = false;
        }
      }
      expect([...list]).toEqual(model.flatMap((one, value) => (one.in ? [value] : [])));
    }),
  );
});

it('can be gone through while values are removed, and what is removed refers to nothing', () => {
  const list = createLinkedList<string>();
  const all = ['a', 'b', 'c'].map((value) => list.add(value));
  const seen: string[] = [];
  for (const value of list) {
    seen.push(value);
    for (const linked of all) if (linked.value === value) list.remove(linked);
  }
  expect(seen).toEqual(['a', 'b', 'c']);
  expect([...list]).toEqual([]);
  expect(all.every(({ next, before }) => next === undefined && before === undefined)).toBe(true);
});
