import { plainValue } from '../persons/identifier-kind.ts';
import { identifierKinds } from '../persons/identifier-kinds.ts';
import type { UpstreamCitizen } from './contract.ts';

/** The system under which the identity desk keeps the eIDAS identifier of a person, whole: `PT/FR/12345`. */
export const eidasIdentifierSystem = 'urn:carnet:eidas:PersonIdentifier';

const languages: Readonly<Record<string, string>> = { FR: 'fr', PT: 'pt' };

/**
 * Somebody for whom another country vouches. Names and a birth date alone never lead to a record: she must be known by the
 * number of her country (whose form and key hold) or by her eIDAS identifier, which the desk has put down.
 */
export function foreignCitizen(person: {
  readonly country: string;
  readonly value: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  readonly eidasIdentifier?: string;
}): UpstreamCitizen {
  const { country, value, family, given, birthDate, eidasIdentifier } = person;
  const national = identifierKinds
    .filter((kind) => kind.country === country)
    .flatMap((kind) => {
      const plain = plainValue(value, kind.separators);
      const fits = kind.form.test(plain) && kind.holds?.(plain) !== false;
      return fits ? kind.systems.map((system) => ({ system, value: plain })) : [];
    });
  const stated = eidasIdentifier === undefined ? [] : [{ system: eidasIdentifierSystem, value: eidasIdentifier }];
  return {
    role: 'citizen',
    language: languages[country] ?? 'en',
    name: `${given} ${family}`,
    traits: { by: 'identifier', identifiers: [...stated, ...national], family, given, birthDate },
  };
}
