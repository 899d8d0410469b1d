import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { rememberOpened } from './opened-texts.ts';
import { BrokenSeal, openText, sealText, type TextPlace } from './seal-text.ts';

const key = randomBytes(32);
const placeOf = (id: string, version = 1): TextPlace => ({ compartment: 'p', type: 'Observation', id, version });
const sealedOf = (place: TextPlace, plain: string) => sealText(key, place, plain).text;

/** How often a text was really opened. */
function counted() {
  const opening = vi.fn(openText);
  return { open: rememberOpened(opening), times: () => opening.mock.calls.length };
}

describe('what was opened lately', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is not opened again', () => {
    const { open, times } = counted();
    const sealed = sealedOf(placeOf('a'), '{"a":1}');
    for (let n = 0; n < 3; n++) expect(open(key, placeOf('a'), sealed)).toBe('{"a":1}');
    expect(times()).toBe(1);
  });

  it('does not open in another place, under another key, or changed', () => {
    const { open } = counted();
    const sealed = sealedOf(placeOf('a'), '{"a":1}');
    open(key, placeOf('a'), sealed);
    const others: readonly TextPlace[] = [
      placeOf('b'),
      placeOf('a', 2),
      { ...placeOf('a'), compartment: 'q' },
      { ...placeOf('a'), type: 'Condition' },
    ];
    for (const place of others) expect(() => open(key, place, sealed)).toThrow(BrokenSeal);
    expect(() => open(randomBytes(32), placeOf('a'), sealed)).toThrow(BrokenSeal);
    const last = sealed.endsWith('A') ? 'B' : 'A';
    expect(() => open(key, placeOf('a'), `${sealed.slice(0, -5)}${last}${sealed.slice(-4)}`)).toThrow(BrokenSeal);
    expect(open(key, placeOf('a'), sealed)).toBe('{"a":1}');
  });

  it('is forgotten after a minute, unless it is asked for', () => {
    const { open, times } = counted();
    const [a, b] = [sealedOf(placeOf('a'), '{"a":1}'), sealedOf(placeOf('b'), '{"b":1}')];
    open(key, placeOf('a'), a);
    open(key, placeOf('b'), b);
    for (let n = 0; n < 3; n++) {
      vi.advanceTimersByTime(29_000);
      open(key, placeOf('a'), a);
    }
    expect(times()).toBe(2);
    open(key, placeOf('b'), b);
    expect(times()).toBe(3);
    vi.advanceTimersByTime(120_000);
    expect(vi.getTimerCount()).toBe(0);
    open(key, placeOf('a'), a);
    expect(times()).toBe(4);
  });

  it('is bounded, and leaves out what is long', () => {
    const { open, times } = counted();
    const texts = Array.from({ length: 1_500 }, (_, n) => sealedOf(placeOf(`${n}`), 'x'.repeat(3_900)));
    for (const [n, text] of texts.entries()) open(key, placeOf(`${n}`), text);
    expect(times()).toBe(1_500);
    open(key, placeOf('0'), texts[0] ?? '');
    open(key, placeOf('1499'), texts[1_499] ?? '');
    expect(times()).toBe(1_501);
    const long = sealedOf(placeOf('long'), randomBytes(30_000).toString('base64'));
    open(key, placeOf('long'), long);
    open(key, placeOf('long'), long);
    expect(times()).toBe(1_503);
  });
});
