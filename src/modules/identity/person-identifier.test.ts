import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkPersonIdentifier } from './person-identifier.ts';
import { insDemonstrationSystem, insKey } from './persons/kinds/france.ts';
import { portugueseUserNumberSystem } from './persons/kinds/south.ts';

const vectorsFile = new URL('../../../../shared/data/care/ins/ins-vectors.json', import.meta.url);
const present = existsSync(vectorsFile);

interface Vector {
  readonly value: string;
  readonly oid: string;
  readonly expectedKey: string;
  readonly keyValid: boolean;
}

describe.skipIf(!present)('published INS examples (needs ../shared/data/care/ins)', () => {
  const vectors = present
    ? (JSON.parse(readFileSync(vectorsFile, 'utf8')) as { identifiers: readonly Vector[] }).identifiers
    : [];

  it('have the key that was computed for each, and are refused on entry where it is wrong', () => {
    expect(vectors.length).toBeGreaterThan(3);
    for (const { value, oid, expectedKey, keyValid } of vectors) {
      expect(insKey(value.slice(0, 13))).toBe(expectedKey);
      const outcome = checkPersonIdentifier(`urn:oid:${oid}`, value);
      expect(outcome.ok).toBe(keyValid);
      if (!outcome.ok) expect(outcome.fault.code).toBe('identifier.bad-key');
    }
  });

  it('come through on import, with a warning where the key is wrong', () => {
    for (const { value, oid, keyValid } of vectors) {
      const outcome = checkPersonIdentifier(`urn:oid:${oid}`, value, 'import');
      expect(outcome.ok && outcome.value.warnings.map((issue) => issue.severity)).toEqual(keyValid ? [] : ['warning']);
    }
  });
});

describe('the INS key', () => {
  it('counts the departments of Corsica as 19 and 18', () => {
    expect(insKey('184042A004001')).toBe(insKey('1840419004001'));
    expect(insKey('184042B004001')).toBe(insKey('1840418004001'));
    expect(insKey('184042A004001')).not.toBe(insKey('184042B004001'));
  });

  it('has two digits and is undefined for what is no body of 13', () => {
    for (let month = 1; month <= 97; month++) {
      expect(insKey(`28403750560${String(month).padStart(2, '0')}`)).toMatch(/^\d{2}$/);
    }
    for (const wrong of ['', '123', '28403750560421', '284037505604X', '184042C004001']) {
      expect(insKey(wrong)).toBeUndefined();
    }
  });

  it('finds every single mistyped digit', () => {
    const body = '2840375056042';
    const value = `${body}${insKey(body)}`;
    expect(checkPersonIdentifier(insDemonstrationSystem, value).ok).toBe(true);
    for (let place = 1; place < 13; place++) {
      const digit = String((Number(value[place]) + 1) % 10);
      const mistyped = value.slice(0, place) + digit + value.slice(place + 1);
      expect(checkPersonIdentifier(insDemonstrationSystem, mistyped).ok, `place ${place}`).toBe(false);
    }
  });
});

describe('a person identifier', () => {
  it('is taken as people write it, and given back plain', () => {
    const body = '184042A004001';
    const outcome = checkPersonIdentifier(insDemonstrationSystem, ` 1 84 04 2a 004 001\u00a0${insKey(body)} `);
    expect(outcome.ok && outcome.value).toEqual({
      system: insDemonstrationSystem,
      value: `${body}${insKey(body)}`,
      country: 'FR',
      warnings: [],
    });
  });

  it('of Portugal has nine digits', () => {
    expect(checkPersonIdentifier(portugueseUserNumberSystem, '123 456 789').ok).toBe(true);
    expect(checkPersonIdentifier(portugueseUserNumberSystem, '12345678').ok).toBe(false);
    expect(checkPersonIdentifier(portugueseUserNumberSystem, '1234567890').ok).toBe(false);
  });

  it('of an unknown system is refused on entry and warned of on import, and no text holds the value', () => {
    const refused = checkPersonIdentifier('urn:oid:1.2.3', '4711-secret');
    expect(!refused.ok && refused.fault.code).toBe('identifier.unknown-system');
    expect(JSON.stringify(refused)).not.toContain('4711');
    const taken = checkPersonIdentifier('urn:oid:1.2.3', '4711-secret', 'import');
    expect(taken.ok && taken.value.warnings[0]?.code).toBe('identifier.unknown-system');
  });
});
