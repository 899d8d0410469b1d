/** How sure it is that a person is who she says she is: the levels of Regulation (EU) 910/2014, article 8. */
export type Assurance = 'low' | 'substantial' | 'high';

/** `acr` of each level (OpenID Connect Core, 2), by the names that the eIDAS nodes use. */
export const acrOf: Readonly<Record<Assurance, string>> = {
  low: 'http://eidas.europa.eu/LoA/low',
  substantial: 'http://eidas.europa.eu/LoA/substantial',
  high: 'http://eidas.europa.eu/LoA/high',
};

const levels: readonly Assurance[] = ['low', 'substantial', 'high'];

/** The level of an `acr`; undefined for what is not known here. */
export function assuranceOf(acr: unknown): Assurance | undefined {
  return levels.find((level) => acrOf[level] === acr);
}

/** A means that was added under a weaker one proves no more than that one did. */
export function weaker(one: Assurance, other: Assurance): Assurance {
  return levels[Math.min(levels.indexOf(one), levels.indexOf(other))] ?? 'low';
}
