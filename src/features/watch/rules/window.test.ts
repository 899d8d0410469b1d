import { describe, expect, it } from 'vitest';
import { openWindow } from './window.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const second = (n: number) => new Date(start + n * 1000);

describe('what comes within a time', () => {
  it('is counted as by looking through all of it', () => {
    const window = openWindow<number>(60_000);
    const all: { at: number; item: number }[] = [];
    let now = 0;
    for (let n = 0; n < 20_000; n += 1) {
      // Bursts of thousands, and now and then a silence that outlasts the window.
      now += n % 7_000 === 0 ? 100 : n % 3 === 0 ? 0 : 0.02;
      const item = (n * 7919) % 97;
      all.push({ at: second(now).getTime(), item });
      const { count, different, from } = window.take('a', second(now), item);
      if (n % 501 !== 0) continue;
      const those = all.filter(({ at }) => at > second(now).getTime() - 60_000).slice(-5_000);
      expect({ count, different, from: from.getTime() }).toEqual({
        count: those.length,
        different: new Set(those.map((each) => each.item)).size,
        from: those[0]?.at,
      });
    }
  });

  it('is each key’s own, and over when it is forgotten', () => {
    const window = openWindow<string>(60_000);
    window.take('a', second(0), 'x');
    expect(window.take('b', second(1), 'x').count).toBe(1);
    window.forget('a');
    expect(window.take('a', second(2), 'x').count).toBe(1);
  });

  it('is told whole once, and then by what is new as long as it goes on', () => {
    const window = openWindow<string>(60_000);
    const take = (n: number, item: string, finding?: string) => {
      const within = window.take('a', second(n), item);
      return finding === undefined ? undefined : within.tell(finding);
    };
    take(0, 'p');
    expect(take(1, 'q', 'today')).toEqual(['p', 'q']);
    expect(take(2, 'r', 'today')).toEqual(['r']);
    take(3, 's');
    expect(take(4, 't', 'today')).toEqual(['p', 'q', 'r', 's', 't']);
    expect(take(5, 'u', 'tomorrow')).toEqual(['p', 'q', 'r', 's', 't', 'u']);
  });
});
