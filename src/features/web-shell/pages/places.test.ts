import { describe, expect, it } from 'vitest';
import { placeOf, sectionsOf } from './places.ts';

const { citizen, professional, administrator } = sectionsOf;

describe('places of the navigation', () => {
  it('has few of the first level, and every page once', () => {
    for (const sections of [citizen, professional, administrator]) {
      expect(sections.length).toBeLessThanOrEqual(5);
      const all = sections.flatMap(({ pages }) => pages.map(({ to }) => to));
      expect(new Set(all).size).toBe(all.length);
    }
  });

  it.each([
    ['/record', 'nav.record', '/record'],
    ['/record/own', 'nav.record', '/record/own'],
    ['/record/ins', 'nav.record', '/record'],
    ['/directory/Practitioner/fr-dr-haddad', 'nav.people', '/directory'],
    ['/sharing/entry', 'nav.privacy', '/sharing'],
  ])('knows where %s stands', (pathname, section, page) => {
    const place = placeOf(citizen, pathname);
    expect([place.section?.label, place.page?.to]).toEqual([section, page]);
  });

  it('stands nowhere on pages that the navigation does not name', () => {
    expect(placeOf(citizen, '/account')).toEqual({});
    expect(placeOf(citizen, '/recording')).toEqual({});
  });
});
