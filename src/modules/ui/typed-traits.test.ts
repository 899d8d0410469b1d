import { describe, expect, it } from 'vitest';
import { cleanIdentifier, insKeyFits, readBirthDate, readIdentifier } from './typed-traits.ts';

const today = new Date('2026-11-22T12:00:00Z');
const dateOf = (text: string) => {
  const reading = readBirthDate(text, today);
  return reading.ok ? reading.date : reading.why;
};

describe('a date of birth', () => {
  it.each(['12/03/1984', '12.3.1984', '12 03 1984', '12-3-1984', '12031984', '1984-03-12', ' 12/03/1984 '])(
    'is read from %s',
    (text) => expect(dateOf(text)).toBe('1984-03-12'),
  );

  it.each(['', '1984', '13/13/1984', '30/02/2001', '29/02/2023', '12/03/84', '1984/03/12', 'yesterday'])(
    'is not read from %s',
    (text) => expect(dateOf(text)).toBe('form'),
  );

  it('is of a person who can be alive', () => {
    expect(dateOf('29/02/2024')).toBe('2024-02-29');
    expect(dateOf('23/11/2026')).toBe('future');
    expect(dateOf('01/01/1880')).toBe('old');
  });
});

describe('an INS', () => {
  const withKey = (digits: string, counted = digits) =>
    `${digits}${String(97 - Number(BigInt(counted) % 97n)).padStart(2, '0')}`;

  it('is taken with spaces, and only with a key that fits', () => {
    const value = withKey('2840375123456');
    expect(readIdentifier(`2 84 03 75 123 456 ${value.slice(13)}`, { label: 'trait.ins' })).toEqual({
      ok: true,
      value,
    });
    const wrong = `${value.slice(0, 12)}7${value.slice(13)}`;
    expect(readIdentifier(wrong, { label: 'trait.ins' })).toEqual({ ok: false, why: 'key' });
  });

  it('counts Corsica as 19 and 18', () => {
    expect(insKeyFits(withKey('284032A123456', '2840319123456'))).toBe(true);
    expect(insKeyFits(withKey('284032B123456', '2840318123456'))).toBe(true);
    expect(insKeyFits('284032C12345612')).toBe(false);
  });

  it('says how many characters are missing', () => {
    expect(readIdentifier('28403', { label: 'trait.ins' })).toEqual({
      ok: false,
      why: 'length',
      length: 15,
      entered: 5,
    });
    expect(readIdentifier('  ', { label: 'trait.ins' })).toEqual({ ok: false, why: 'missing' });
  });
});

describe('an identifier of another country', () => {
  it('is held against its pattern, and a pattern that is none stands in no way', () => {
    const finnish = { label: 'trait.identifier', pattern: '^[0-9]{6}[+\\-A-F][0-9]{3}[0-9A-Y]$' };
    expect(readIdentifier(' 131052-308t', finnish)).toEqual({ ok: true, value: '131052-308T' });
    expect(readIdentifier('131052308T', finnish)).toEqual({ ok: false, why: 'form' });
    const trait = { label: 'trait.sns', pattern: '^[0-9]{9}$' };
    expect(readIdentifier('123 456 789', trait)).toEqual({ ok: true, value: '123456789' });
    expect(readIdentifier('12345678', trait)).toEqual({ ok: false, why: 'form' });
    expect(readIdentifier('x', { label: 'y', pattern: '(' })).toEqual({ ok: true, value: 'X' });
    expect(cleanIdentifier('85.07.30-033 28')).toBe('85073003328');
  });
});
