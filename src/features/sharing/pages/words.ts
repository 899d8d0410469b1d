import type { Restriction, RestrictionAudience } from '#access';
import type { CareCategory, CarePart } from '#fhir';
import type { Translate } from '#ui';
import type { SharingWish } from '../contract.ts';

/** What belongs to two parts is called by the first of them. */
export function plainPart(category: CareCategory): CarePart {
  return (category.startsWith('pregnancy-') ? 'pregnancy' : category) as CarePart;
}

export function partWords(category: CareCategory, t: Translate): string {
  return t(`part.${plainPart(category)}`);
}

/** What is restricted, in words. */
export function whatWords({ everything, category, entry, label }: Restriction, t: Translate): string {
  if (everything === true) return t('finer.what.everything');
  if (category !== undefined) return partWords(category, t);
  return entry === undefined ? t('finer.what.label', { label: label ?? '' }) : t('finer.what.entry', { entry });
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
