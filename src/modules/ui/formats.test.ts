import { describe, expect, it } from 'vitest';
import { ageInYears, createFormats } from './formats.ts';
import { createTranslate } from './i18n.tsx';
import { en } from './languages/en/index.ts';
import { initials, peopleFromSession } from './people.tsx';

describe('a date', () => {
  const formats = createFormats('fr-FR');

  it('is written as precisely as it was recorded', () => {
    expect(formats.date('1984')).toBe('1984');
    expect(formats.date('1984-03')).toBe('mars 1984');
    expect(formats.date('1984-03-12')).toBe('12 mars 1984');
  });

  it('stays as it is where it is none', () => {
    expect(formats.date('about 1990')).toBe('about 1990');
  });
});

describe('a code that the browser cannot name', () => {
  it('stands for itself', () => {
    expect(createFormats('pt-PT').country('FR')).toBe('França');
    expect(createFormats('pt-PT').country('nowhere')).toBe('NOWHERE');
    expect(createFormats('en-IE').language('!!')).toBe('!!');
  });
});

describe('an age', () => {
  it('counts whole years to the day', () => {
    expect(ageInYears('2000-06-15', new Date(2026, 5, 14))).toBe(25);
    expect(ageInYears('2000-06-15', new Date(2026, 5, 15))).toBe(26);
  });

  it('is not told from a birth date without a day', () => {
    expect(ageInYears('2000-06', new Date())).toBeUndefined();
  });
});

describe('a message', () => {
  const t = createTranslate(en, 'en-IE');

  it('takes values and chooses the plural', () => {
    expect(t('record.age', { years: 0 })).toBe('under 1 year old');
    expect(t('record.age', { years: 1 })).toBe('1 year old');
    expect(t('sharing.confirm.me', { part: 'Medicines' })).toMatch(/^Medicines: hidden/);
  });
});

describe('the people of a session', () => {
  it('are the citizen first, then those she acts for', () => {
    const people = peopleFromSession({
      signedIn: true,
      name: 'Claire Moreau',
      patient: 'p1',
      proxyFor: [{ patient: 'p2', origin: 'parent' }],
    });
    expect(people.map(({ patient, origin }) => [patient, origin])).toEqual([
      ['p1', 'self'],
      ['p2', 'parent'],
    ]);
    expect(peopleFromSession({ signedIn: true, name: 'Dr Who' })).toEqual([]);
  });

  it('have initials without their titles', () => {
    expect(initials('Dr Sophie Bernard')).toBe('SB');
    expect(initials('Dra. Inês da Costa')).toBe('IC');
    expect(initials('')).toBe('');
  });
});
