import { describe, expect, it } from 'vitest';
import { changesBetween, levelsOf, wishOf } from './pages/choices.ts';
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
    const wish = wishOf(levels, false);
    expect(wish.crossBorder).toBe(false);
    expect(new Set(wish.restrictions)).toEqual(new Set(answer.restrictions));
  });

  it('differ by the parts that were changed', () => {
    const former = levelsOf(answer);
    expect(changesBetween(former, { ...former, pregnancy: 'all' })).toEqual([{ part: 'pregnancy', level: 'all' }]);
    expect(changesBetween(former, former)).toEqual([]);
  });
});

describe('a wish', () => {
  const good = { crossBorder: true, restrictions: [{ category: 'plan', audience: 'everyone' }] };

  it('is taken as it was given', () => {
    expect(parseWish(good)).toEqual({ ok: true, value: good });
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
    ['a part twice', { ...good, restrictions: [good.restrictions[0], good.restrictions[0]] }],
    ['more than there are parts', { ...good, restrictions: Array.from({ length: 99 }, () => good.restrictions[0]) }],
    ['an unknown member', { ...good, patient: 'somebody-else' }],
  ])('is refused with %s', (_what, body) => {
    const parsed = parseWish(body);
    expect(parsed).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
  });
});
