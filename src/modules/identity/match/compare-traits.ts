import type { MatchTraits } from './person-traits.ts';
import { isOneSlip, jaroWinkler } from './similarity.ts';

/** How a trait of two persons compares; `unknown` where one of them does not have it. */
export type Agreement = 'same' | 'part' | 'similar' | 'different' | 'unknown';

export interface Comparison {
  readonly agreement: Agreement;
  /** Bits of evidence that both are one person: the logarithm of how much likelier it is to see this of one than of two. */
  readonly weight: number;
}

/** The traits of a person, each compared by itself. */
export interface Comparisons {
  readonly identifier: Comparison;
  readonly family: Comparison;
  readonly given: Comparison;
  readonly birthDate: Comparison;
  readonly gender: Comparison;
  readonly contact: Comparison;
  readonly address: Comparison;
}

/** Words that are this much alike are taken for one with a slip; names are short, so that two letters are much. */
const alikeName = 0.9;
const alikeLine = 0.92;

const unknown: Comparison = { agreement: 'unknown', weight: 0 };

function compared(agreement: Agreement, weight: number): Comparison {
  return { agreement, weight };
}

/**
 * Compares two persons trait by trait, with weights as Fellegi and Sunter derive them (log2 of m/u): m, how often the
 * trait agrees in records of one person, is some 0.9 to 0.98; u, how often it agrees by chance, is 1 in 500 for a family
 * name, 1 in 100 for a given name, 1 in 25,000 for a birth date. What households share weighs less than chance alone
 * would give it.
 */
export function compareTraits(one: MatchTraits, other: MatchTraits): Comparisons {
  const [family, given] = compareNames(one, other);
  return {
    identifier: compareIdentifiers(one, other),
    family,
    given,
    birthDate: compareBirthDates(one.birthDate, other.birthDate),
    gender: compareGenders(one.gender, other.gender),
    contact: compareContacts(one, other),
    address: compareAddresses(one, other),
  };
}

/** One slip in an identifier weighs little: those of twins and neighbours differ by as much. */
function compareIdentifiers(one: MatchTraits, other: MatchTraits): Comparison {
  const pairs = one.identifiers.flatMap((a) =>
    other.identifiers.filter((b) => b.system === a.system).map((b) => [a.value, b.value] as const),
  );
  if (pairs.length === 0) return unknown;
  if (pairs.some(([a, b]) => a === b)) return compared('same', 34);
  return pairs.some(([a, b]) => a.length >= 8 && isOneSlip(a, b)) ? compared('similar', 2) : compared('different', -6);
}

/** The pair of names that agrees best, for people have several; given and family name may have changed places. */
function compareNames(one: MatchTraits, other: MatchTraits): readonly [family: Comparison, given: Comparison] {
  let best: readonly [Comparison, Comparison] = [unknown, unknown];
  let most = Number.NEGATIVE_INFINITY;
  const offer = (family: Comparison, given: Comparison) => {
    if (family.weight + given.weight <= most) return;
    most = family.weight + given.weight;
    best = [family, given];
  };
  for (const a of one.names) {
    for (const b of other.names) {
      offer(compareFamilies(a.family, b.family), compareGivens(a.given, b.given));
      const crossed = isAlike(a.family, b.given[0] ?? '') && isAlike(a.given[0] ?? '', b.family);
      if (crossed) offer(compared('part', 6), compared('part', 4));
    }
  }
  return best;
}

function compareFamilies(one: string, other: string): Comparison {
  if (one === '' || other === '') return unknown;
  if (one === other || one.replaceAll(' ', '') === other.replaceAll(' ', '')) return compared('same', 8.8);
  const words = other.split(' ');
  if (one.split(' ').some((word) => word.length > 2 && words.includes(word))) return compared('part', 6);
  return isAlike(one, other) ? compared('similar', 5) : compared('different', -3);
}

function compareGivens(one: readonly string[], other: readonly string[]): Comparison {
  const [a, b] = [one[0], other[0]];
  if (a === undefined || b === undefined) return unknown;
  if (a === b || a.replaceAll(' ', '') === b.replaceAll(' ', '')) return compared('same', 6.5);
  const words = other.flatMap((name) => name.split(' '));
  if (one.flatMap((name) => name.split(' ')).some((word) => word.length > 1 && words.includes(word))) {
    return compared('part', 4.5);
  }
  if ((a.length === 1 || b.length === 1) && a.charAt(0) === b.charAt(0)) return compared('similar', 2);
  return isAlike(a, b) ? compared('similar', 4) : compared('different', -5);
}

function isAlike(one: string, other: string): boolean {
  return one.length > 2 && other.length > 2 && jaroWinkler(one, other) >= alikeName;
}

function compareBirthDates(one: string | undefined, other: string | undefined): Comparison {
  if (one === undefined || other === undefined) return unknown;
  if (one === other) return one.length === 10 ? compared('same', 14.5) : compared('part', one.length === 7 ? 9 : 5);
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  if (short.length < long.length) {
    return long.startsWith(`${short}-`) ? compared('part', short.length === 7 ? 9 : 5) : compared('different', -8);
  }
  const [year, month, day] = one.split('-');
  if (other === `${year}-${day}-${month}`) return compared('similar', 8);
  return isOneSlip(one.replaceAll('-', ''), other.replaceAll('-', ''))
    ? compared('similar', 7)
    : compared('different', -8);
}

function compareGenders(one: string | undefined, other: string | undefined): Comparison {
  if (one === undefined || other === undefined) return unknown;
  return one === other ? compared('same', 1) : compared('different', -5);
}

function compareContacts(one: MatchTraits, other: MatchTraits): Comparison {
  const reached = (traits: MatchTraits) => [...traits.phones, ...traits.emails];
  const mine = reached(one);
  const theirs = new Set(reached(other));
  if (mine.length === 0 || theirs.size === 0) return unknown;
  return mine.some((each) => theirs.has(each)) ? compared('same', 5) : compared('different', -0.5);
}

function compareAddresses(one: MatchTraits, other: MatchTraits): Comparison {
  let best = unknown;
  for (const a of one.addresses) {
    for (const b of other.addresses) {
      const known = (a.postalCode !== '' && b.postalCode !== '') || (a.city !== '' && b.city !== '');
      if (!known) continue;
      const place = (a.postalCode !== '' && a.postalCode === b.postalCode) || (a.city !== '' && a.city === b.city);
      const line = a.line !== '' && b.line !== '' && jaroWinkler(a.line, b.line) >= alikeLine;
      const found = place ? (line ? compared('same', 3.5) : compared('part', 2)) : compared('different', -1);
      if (best === unknown || found.weight > best.weight) best = found;
    }
  }
  return best;
}
