import type { Translate } from './i18n.tsx';
import type { MessageKey } from './languages/index.ts';

/** A part of the record that the pages have a name for. */
export type PartName = MessageKey extends infer Key ? (Key extends `part.${infer Name}` ? Name : never) : never;

/** The parts of a record in the order in which pages offer them; each has its name under `part.`. */
export const recordParts = [
  'problems',
  'allergies',
  'medicines',
  'vaccinations',
  'results',
  'vital-signs',
  'procedures',
  'devices',
  'history',
  'pregnancy',
  'social-history',
  'plan',
  'encounters',
  'documents',
] as const;

/** The part by which people call a care category: what belongs to two of them is called by the first. */
export function plainPart(category: PartName | `pregnancy-${PartName}`): PartName {
  return (category.startsWith('pregnancy-') ? 'pregnancy' : category) as PartName;
}

/** What people call a care category. */
export function partWords(category: Parameters<typeof plainPart>[0], t: Translate): string {
  return t(`part.${plainPart(category)}`);
}
