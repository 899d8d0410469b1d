import type { Translate } from './i18n.tsx';

/**
 * Kinds of sensitive information that an author can mark an entry with (codes of HL7 v3-ActCode and v3-Confidentiality),
 * in the order in which pages offer them to the person.
 */
export const sensitiveMarks = [
  'PSY',
  'BH',
  'SUD',
  'ETH',
  'HIV',
  'STD',
  'SEX',
  'PREGNANT',
  'SDV',
  'GDIS',
  'R',
  'V',
] as const;

/** Those that only the author and the law set: no choice of the person. */
const otherMarks = ['MASQUE_PS', 'INVISIBLE_PATIENT'] as const;

const known: ReadonlySet<string> = new Set([...sensitiveMarks, ...otherMarks]);

type Mark = (typeof sensitiveMarks)[number] | (typeof otherMarks)[number];

function isMark(code: string): code is Mark {
  return known.has(code);
}

/** What a security label says of an entry, by its code; of one that pages do not know, the code. */
export function markWords(code: string, t: Translate): string {
  return isMark(code) ? t(`mark.${code}`) : code;
}

/** From whom a policy withholds what is marked, as in `withheld from …`; of a profession that pages do not know, its name. */
export function withheldFromWords(group: string, t: Translate): string {
  switch (group) {
    case 'everyone':
    case 'abroad':
    case 'pharmacist':
      return t(`policy.from.${group}`);
    default:
      return t('policy.from.other', { name: group });
  }
}
