import { describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { createRecentActs } from './recent-acts.ts';

const start = '2026-11-22T10:00:00Z';
const minutes = (count: number) => new Date(Date.parse(start) + count * 60_000);

describe('recent acts', () => {
  it('are remembered for their period from the entry, however often they are repeated', () => {
    const clock = fixedClock(start);
    const acts = createRecentActs({ clock, milliseconds: 300_000, most: 10 });
    expect(acts.has(['claire', 'leo'])).toBe(false);
    acts.remember(['claire', 'leo']);
    clock.set(minutes(4.9));
    expect(acts.has(['claire', 'leo'])).toBe(true);
    clock.set(minutes(5));
    expect(acts.has(['claire', 'leo'])).toBe(false);
    clock.set(minutes(-1));
    expect(acts.has(['claire', 'leo'])).toBe(false);
  });

  it('are told apart by reader and by person', () => {
    const acts = createRecentActs({ clock: fixedClock(start), milliseconds: 300_000, most: 10 });
    acts.remember(['claire', 'leo']);
    for (const other of [['claire', 'claire'], ['tiago', 'leo'], ['claire', 'leo', ''], ['claire","leo']]) {
      expect(acts.has(other)).toBe(false);
    }
  });

  it('are bounded: the oldest is forgotten first', () => {
    const acts = createRecentActs({ clock: fixedClock(start), milliseconds: 300_000, most: 2 });
    for (const person of ['a', 'b', 'c']) acts.remember(['claire', person]);
    expect(['a', 'b', 'c'].map((person) => acts.has(['claire', person]))).toEqual([false, true, true]);
  });
});
