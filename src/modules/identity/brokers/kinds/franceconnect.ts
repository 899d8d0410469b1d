import { fail, ok } from '#kernel';
import { frenchLevels } from '../levels.ts';
import type { BrokerKind } from './broker-kind.ts';
import { type Claims, textOf } from './claims.ts';

/** INSEE code of France among the countries. */
const france = '99100';
const sexes = { male: 'male', female: 'female' } as const;
const mostGivenNames = 20;

/**
 * FranceConnect and FranceConnect+, version 2. The pivot identity comes from the national register (RNIPP): `family_name` is
 * the name of birth, `given_name_array` all given names in their order, `birthplace` and `birthcountry` INSEE codes, of which
 * the first is empty for who is born abroad. Dates of birth that are not whole (`1990-00-00`) wait at the desk.
 */
export const franceConnect: BrokerKind = {
  kind: 'franceconnect',
  label: 'FranceConnect',
  scope: 'openid given_name given_name_array family_name birthdate gender birthplace birthcountry',
  levels: frenchLevels,
  assurance: 'low',
  read(claims) {
    const birthName = textOf(claims, 'family_name');
    const givenNames = givenNamesOf(claims);
    const country = textOf(claims, 'birthcountry');
    const birthPlace = country === france ? textOf(claims, 'birthplace') : country;
    const gender = textOf(claims, 'gender') ?? '';
    const sex = Object.hasOwn(sexes, gender) ? sexes[gender as keyof typeof sexes] : 'unknown';
    const birthDate = textOf(claims, 'birthdate');
    const [firstName] = givenNames;
    if (birthName === undefined || firstName === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(birthDate ?? '')) {
      return fail('upstream.refused', 'The sign-in names nobody.');
    }
    const traits = {
      by: 'strict-traits',
      birthName,
      givenNames,
      sex,
      birthDate: birthDate as string,
      ...(birthPlace === undefined ? {} : { birthPlace }),
    } as const;
    return ok({ role: 'citizen', language: 'fr', name: `${firstName} ${birthName}`, traits });
  },
};

/** The list, or else the names as one text. */
function givenNamesOf(claims: Claims): readonly string[] {
  const { given_name_array: listed } = claims;
  if (Array.isArray(listed)) {
    return listed.slice(0, mostGivenNames).flatMap((name) => textOf({ name }, 'name') ?? []);
  }
  return (textOf(claims, 'given_name') ?? '').split(' ').filter((name) => name !== '');
}
