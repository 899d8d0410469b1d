import type { Restriction } from '#access';
import { type RestrictablePart, restrictableParts, type SharingAnswer, type SharingWish } from '../contract.ts';

/** Who sees a part, as the page asks it: `all` who treat, `home` only, or `me` alone. */
export const levels = ['all', 'home', 'me'] as const;
export type Level = (typeof levels)[number];
export type Levels = Readonly<Record<RestrictablePart, Level>>;

/** Is it one of those that the levels of the parts stand for? */
export function isByPart({ category, audience }: Restriction): boolean {
  const part = restrictableParts.find((one) => one === category);
  return part !== undefined && (audience === 'abroad' || audience === 'everyone');
}

export function levelsOf(answer: Pick<SharingAnswer, 'restrictions'>): Levels {
  const levelOf = (part: RestrictablePart): Level => {
    const audiences = answer.restrictions.filter((one) => isByPart(one) && one.category === part);
    if (audiences.some(({ audience }) => audience === 'everyone')) return 'me';
    return audiences.length > 0 ? 'home' : 'all';
  };
  return Object.fromEntries(restrictableParts.map((part) => [part, levelOf(part)])) as Levels;
}

/** All choices with these levels; what is finer than they are stays as it is. */
export function wishOf(
  levelsByPart: Levels,
  now: Omit<SharingWish, 'restrictions'> & Partial<SharingWish>,
): SharingWish {
  const byLevel = restrictableParts.flatMap((category): Restriction[] => {
    const level = levelsByPart[category];
    return level === 'all' ? [] : [{ category, audience: level === 'home' ? 'abroad' : 'everyone' }];
  });
  const finer = (now.restrictions ?? []).filter((one) => !isByPart(one));
  return {
    crossBorder: now.crossBorder,
    restrictions: [...byLevel, ...finer],
    ...(now.shared === undefined ? {} : { shared: now.shared }),
  };
}

/** The parts whose level differs, with the level they would get. */
export function changesBetween(
  former: Levels,
  next: Levels,
): readonly { readonly part: RestrictablePart; readonly level: Level }[] {
  return restrictableParts.filter((part) => former[part] !== next[part]).map((part) => ({ part, level: next[part] }));
}
