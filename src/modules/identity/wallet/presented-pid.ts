import { type Claims, dateOf, textOf } from '../brokers/kinds/claims.ts';
import type { Presented } from './contract.ts';
import { refusal } from './refused-presentation.ts';

/**
 * The person of a PID whose proofs hold; its claims by the names that they have in SD-JWT VC. Throws a refusal where the
 * identity itself has expired, where one is missing, and where its country is not that of the issuer's certificate.
 */
export function presentedPid(claims: Claims, countryOfKey: string | undefined, now: Date): Presented {
  const expiry = dateOf(textOf(claims, 'date_of_expiry'));
  if (expiry === undefined || expiry < now.toISOString().slice(0, 10)) throw refusal('date_of_expiry');
  const country = textOf(claims, 'issuing_country');
  // An issuer speaks for the country that its certificate is of, whoever else trusts it.
  if (country === undefined || (countryOfKey !== undefined && country !== countryOfKey)) throw refusal('country');
  const family = textOf(claims, 'family_name');
  const given = textOf(claims, 'given_name');
  const birthDate = dateOf(textOf(claims, 'birthdate'));
  if (family === undefined || given === undefined || birthDate === undefined) throw refusal('claims');
  const number = textOf(claims, 'personal_administrative_number');
  return { country, family, given, birthDate, ...(number === undefined ? {} : { number }) };
}
