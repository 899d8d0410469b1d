import { describe, expect, it } from 'vitest';
import { changesBetween, levelsOf, wishOf } from './pages/choices.ts';
import { countriesAbroad, eeaCountries } from './pages/countries.ts';
import { parseWish } from './parse-wish.ts';

describe('the choices of the page', () => {
  const answer = {
    restrictions: [
      { category: 'pregnancy', audience: 'abroad' },
      { category: 'problems', audience: 'everyone' },
    ],
  } as const;

  it('come back as the restrictions that they were made of', () => {
    const levels = levelsOf(answer);
    expect([levels.pregnancy, levels.problems, levels.allergies]).toEqual(['home', 'me', 'all']);
    const wish = wishOf(levels, { crossBorder: false });
    expect(wish.crossBorder).toBe(false);
    expect(new Set(wish.restrictions)).toEqual(new Set(answer.restrictions));
  });

  it('leave what is finer than a level as it is', () => {
    const finer = [
      { entry: 'Condition/c1', audience: 'everyone' },
      { category: 'plan', audience: { practitioner: 'p1' } },
    ] as const;
    const now = { crossBorder: true, shared: ['V'], restrictions: [...answer.restrictions, ...finer] };
    const levels = levelsOf(now);
    expect(levels.plan).toBe('all');
    expect(wishOf({ ...levels, problems: 'all' }, now)).toEqual({
      crossBorder: true,
      shared: ['V'],
      restrictions: [{ category: 'pregnancy', audience: 'abroad' }, ...finer],
    });
  });

  it('differ by the parts that were changed', () => {
    const former = levelsOf(answer);
    expect(changesBetween(former, { ...former, pregnancy: 'all' })).toEqual([{ part: 'pregnancy', level: 'all' }]);
    expect(changesBetween(former, former)).toEqual([]);
  });
});

describe('the countries of the page', () => {
  const names = new Intl.DisplayNames('fr-FR', { type: 'region' });
  const words = { country: (code: string) => names.of(code) ?? '', locale: 'fr-FR' };

  it('are those of the European Economic Area but the one at home, in the order of the alphabet', () => {
    const offered = countriesAbroad('FR', words);
    expect(new Set(eeaCountries).size).toBe(30);
    expect(offered.map(({ value }) => value).sort()).toEqual(eeaCountries.filter((code) => code !== 'FR').sort());
    expect(offered.map(({ label }) => label).slice(0, 3)).toEqual(['Allemagne', 'Autriche', 'Belgique']);
    expect(offered.findIndex(({ value }) => value === 'EE')).toBe(offered.findIndex(({ value }) => value === 'ES') + 1);
  });

  it('can each be restricted', () => {
    const restrictions = eeaCountries.map((country) => ({ label: 'HIV', audience: { country } }));
    expect(parseWish('claire', { crossBorder: true, restrictions })).toMatchObject({ ok: true });
  });
});

describe('a wish', () => {
  const good = { crossBorder: true, restrictions: [{ category: 'plan', audience: 'everyone' }] };

  it('is taken as it was given', () => {
    expect(parseWish('claire', good)).toEqual({ ok: true, value: { patient: 'claire', ...good } });
    const finer = [
      { entry: 'Condition/c1', audience: { practitioner: 'p1' } },
      { everything: true, audience: { organization: 'o1' } },
      { label: 'HIV', audience: { country: 'PT' } },
    ];
    expect(parseWish('claire', { ...good, restrictions: finer, shared: ['V', 'V'] })).toEqual({
      ok: true,
      value: { patient: 'claire', crossBorder: true, restrictions: finer, shared: ['V'] },
    });
  });

  it.each([
    ['no object', null],
    ['a list', []],
    ['no cross-border choice', { restrictions: [] }],
    ['a cross-border choice in words', { ...good, crossBorder: 'false' }],
    ['restrictions that are no list', { ...good, restrictions: {} }],
    ['a restriction that is nothing', { ...good, restrictions: [null] }],
    ['a part that cannot be hidden', { ...good, restrictions: [{ category: 'identity', audience: 'abroad' }] }],
    ['an audience that there is not', { ...good, restrictions: [{ category: 'plan', audience: 'all' }] }],
    ['nothing that is restricted', { ...good, restrictions: [{ audience: 'everyone' }] }],
    ['two things in one', { ...good, restrictions: [{ category: 'plan', label: 'HIV', audience: 'everyone' }] }],
    ['the person herself as an entry', { ...good, restrictions: [{ entry: 'Patient/claire', audience: 'everyone' }] }],
    ['an entry of no type', { ...good, restrictions: [{ entry: 'Nothing/x', audience: 'everyone' }] }],
    ['a label of several words', { ...good, restrictions: [{ label: 'a b', audience: 'everyone' }] }],
    ['an audience that names nobody', { ...good, restrictions: [{ category: 'plan', audience: {} }] }],
    [
      'an audience of two',
      { ...good, restrictions: [{ category: 'plan', audience: { country: 'PT', practitioner: 'x' } }] },
    ],
    ['more than 500 restrictions', { ...good, restrictions: Array.from({ length: 501 }, () => good.restrictions[0]) }],
    ['labels that are none', { ...good, shared: [1] }],
    ['an unknown member', { ...good, patient: 'somebody-else' }],
  ])('is refused with %s', (_what, body) => {
    const parsed = parseWish('claire', body);
    expect(parsed).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });
});
