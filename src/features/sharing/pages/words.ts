import type { Restriction, RestrictionAudience } from '#access';
import { markWords, partWords, type Translate } from '#ui';
import type { SharingWish } from '../contract.ts';

/** What is restricted, in words; `titles` has what entries are called by `Type/id`. */
export function whatWords(
  { everything, category, entry, label }: Restriction,
  t: Translate,
  titles: ReadonlyMap<string, string>,
): string {
  if (everything === true) return t('finer.what.everything');
  if (category !== undefined) return partWords(category, t);
  if (entry === undefined) return t('finer.what.label', { label: markWords(label ?? '', t) });
  const title = titles.get(entry);
  return title === undefined ? t('finer.what.entry', { entry }) : title;
}

/** Whom it is kept from; `names` has those of the directory by their ids. */
export function whomWords(
  audience: RestrictionAudience,
  t: Translate,
  { names, country }: { readonly names: ReadonlyMap<string, string>; readonly country: (code: string) => string },
): string {
  if (typeof audience === 'string') return t(`finer.whom.${audience}`);
  if ('country' in audience) return t('finer.whom.country', { country: country(audience.country) });
  const id = 'organization' in audience ? audience.organization : audience.practitioner;
  return t('finer.whom.named', { name: names.get(id) ?? id });
}

/** The body of a request: the choices alone, whatever else the answer that they come from had. */
export function withoutChoices({ crossBorder, restrictions, shared }: SharingWish): SharingWish {
  return { crossBorder, restrictions, ...(shared === undefined ? {} : { shared }) };
}
