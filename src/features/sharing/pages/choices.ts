import { type RestrictablePart, restrictableParts, type SharingAnswer, type SharingWish } from '../contract.ts';

/** Who sees a part, as the page asks it: `all` who treat, `home` only, or `me` alone. */
export const levels = ['all', 'home', 'me'] as const;
export type Level = (typeof levels)[number];
export type Levels = Readonly<Record<RestrictablePart, Level>>;

export function levelsOf(answer: Pick<SharingAnswer, 'restrictions'>): Levels {
  const levelOf = (part: RestrictablePart): Level => {
    const audience = answer.restrictions.find((restriction) => restriction.category === part)?.audience;
    if (audience === undefined) return 'all';
    return audience === 'abroad' ? 'home' : 'me';
  };
  return Object.fromEntries(restrictableParts.map((part) => [part, levelOf(part)])) as Levels;
}

export function wishOf(levelsByPart: Levels, crossBorder: boolean): SharingWish {
  return {
    crossBorder,
    restrictions: restrictableParts.flatMap((category) => {
      const level = levelsByPart[category];
      return level === 'all' ? [] : [{ category, audience: level === 'home' ? 'abroad' : 'everyone' }];
    }),
  };
}

/** The parts whose level differs, with the level they would get. */
export function changesBetween(
  former: Levels,
  next: Levels,
): readonly { readonly part: RestrictablePart; readonly level: Level }[] {
  return restrictableParts.filter((part) => former[part] !== next[part]).map((part) => ({ part, level: next[part] }));
}
