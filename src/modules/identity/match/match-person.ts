import { type Comparisons, compareTraits } from './compare-traits.ts';
import type { MatchTraits } from './person-traits.ts';

/** How sure it is that two records are of one person (FHIR R4, value set `match-grade`). */
export type MatchGrade = 'certain' | 'probable' | 'possible' | 'certainly-not';

export interface PersonMatch {
  readonly grade: MatchGrade;
  /** Probability, 0 to 1, to four places. */
  readonly score: number;
}

/** Bits against any two records being of one person before anything is known: one in some 16 million people. */
const prior = -24;

const lowest: Readonly<Record<Exclude<MatchGrade, 'certainly-not'>, number>> = {
  certain: 0.995,
  probable: 0.8,
  possible: 0.05,
};

/**
 * Are two records of one person? The evidence of all traits adds up to a probability. What speaks against it bounds the
 * grade, however much else agrees: twins share all but the given name. Only an identifier of the same system outweighs that.
 */
export function matchPerson(one: MatchTraits, other: MatchTraits): PersonMatch {
  const comparisons = compareTraits(one, other);
  let bits = prior;
  for (const { weight } of Object.values(comparisons)) bits += weight;
  const probability = 1 / (1 + 2 ** -bits);
  const most = boundOf(comparisons, one.multipleBirth || other.multipleBirth);
  const top = { certain: 1, probable: lowest.certain - 0.0001, possible: lowest.probable - 0.0001 }[most];
  const score = Math.round(Math.min(probability, top) * 10_000) / 10_000;
  return { score, grade: gradeOf(score) };
}

/** The best grade that what disagrees leaves. */
function boundOf(traits: Comparisons, multipleBirth: boolean): Exclude<MatchGrade, 'certainly-not'> {
  const { identifier, family, given, birthDate, gender } = traits;
  const apart = [given, birthDate].some(({ agreement }) => agreement === 'different');
  if (identifier.agreement === 'same') return apart || gender.agreement === 'different' ? 'probable' : 'certain';
  if (apart || identifier.agreement === 'different') return 'possible';
  const slips = [identifier, family, given, birthDate].some(({ agreement }) => agreement === 'similar');
  return slips || multipleBirth || gender.agreement === 'different' || birthDate.agreement !== 'same'
    ? 'probable'
    : 'certain';
}

function gradeOf(score: number): MatchGrade {
  if (score >= lowest.certain) return 'certain';
  if (score >= lowest.probable) return 'probable';
  return score >= lowest.possible ? 'possible' : 'certainly-not';
}
