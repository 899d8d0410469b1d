import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { BrokenSeal, isSealed, openText, sealText } from './seal-text.ts';

const key = randomBytes(32);
const place = { compartment: 'claire', type: 'Observation', id: 'o1', version: 1 };
const short = '{"resourceType":"Observation","note":[{"text":"café 😀"}]}';
const long = JSON.stringify({ resourceType: 'Observation', note: [{ text: 'mot à mot '.repeat(5_000) }] });

describe('a sealed text', () => {
  it('opens to the letter under its key at its place, short and long', () => {
    for (const text of [short, long, ` \n${short}`]) {
      const sealed = sealText(key, place, text);
      expect(isSealed(sealed.text)).toBe(true);
      expect(sealed.text).toMatch(/^\*[A-Za-z0-9+/]+=*$/);
      expect(openText(key, place, sealed.text)).toBe(text);
    }
    expect(sealText(key, place, '')).toEqual({ text: '', size: null });
  });

  it('is packed where it is long, and then says how long it is', () => {
    expect(sealText(key, place, short).size).toBeNull();
    const sealed = sealText(key, place, long);
    expect(sealed.size).toBe(Buffer.byteLength(long));
    expect(sealed.text.length).toBeLessThan(long.length / 10);
  });

  it('is never twice the same', () => {
    const all = Array.from({ length: 600 }, () => sealText(key, place, short).text);
    expect(new Set(all).size).toBe(600);
  });

  it('does not open elsewhere: for another person, type, id or version, or under another key', () => {
    const { text } = sealText(key, place, short);
    for (const other of [{ compartment: 'anna' }, { type: 'Condition' }, { id: 'o2' }, { version: 2 }]) {
      expect(() => openText(key, { ...place, ...other }, text)).toThrow(BrokenSeal);
    }
    expect(() => openText(randomBytes(32), place, text)).toThrow(BrokenSeal);
  });

  it('does not open when any byte of it was changed, or some are missing', () => {
    for (const text of [sealText(key, place, short).text, sealText(key, place, long).text]) {
      const bytes = Buffer.from(text.slice(1), 'base64');
      for (const at of [0, 1, 12, 13, 28, 29, bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 1;
        expect(() => openText(key, place, `*${changed.toString('base64')}`)).toThrow(BrokenSeal);
      }
      for (const length of [0, 5, 29, bytes.length - 1]) {
        const cut = `*${bytes.subarray(0, length).toString('base64')}`;
        expect(() => openText(key, place, cut)).toThrow(BrokenSeal);
      }
    }
  });

  it('names in its error nothing but the type', () => {
    const { text } = sealText(key, place, short);
    expect(() => openText(key, { ...place, id: 'o2' }, text)).toThrow(
      /^The sealed text of a resource of type Observation/,
    );
    try {
      openText(key, { ...place, id: 'o2' }, text);
    } catch (thrown) {
      expect(String(thrown)).not.toContain('o2');
      expect(String(thrown)).not.toContain('claire');
    }
  });
});
