import type { TrustedAuthority } from './trusted-authorities.ts';

/** The types of personal identification data, by format (ARF, PID rulebook; requirement PID_14). */
export const pidType = 'urn:eudi:pid:1';
/** That of an mdoc, and the namespace of its elements. */
export const pidDocument = 'eu.europa.ec.eudi.pid.1';

/** By which the answer names the credential. */
export const credentialQueries = { sdJwt: 'pid', mdoc: 'pid-mdoc' } as const;

/** The formats, as OpenID4VP names them (annex B). */
export const credentialFormats = ['dc+sd-jwt', 'mso_mdoc'] as const;
export type CredentialFormat = (typeof credentialFormats)[number];

/** What is asked for, by the names of the PID rulebook for SD-JWT VC (4.1), and nothing that no record is found by. */
export const pidClaims = [
  'family_name',
  'given_name',
  'birthdate',
  'personal_administrative_number',
  'issuing_country',
  'date_of_expiry',
] as const;

/** Those of them that are dates, whose elements in an mdoc have another type and another name (3.1). */
export const pidDates: ReadonlyMap<string, string> = new Map([
  ['birthdate', 'birth_date'],
  ['date_of_expiry', 'expiry_date'],
]);

/** The element of an mdoc that a claim is. */
export function pidElement(claim: string): string {
  return pidDates.get(claim) ?? claim;
}

/**
 * The query of the request (OpenID4VP 1.0, 6: DCQL): a PID in one of the formats that the wallet can show, of these
 * authorities.
 */
export function pidQuery(
  authorities: readonly TrustedAuthority[],
  formats: readonly CredentialFormat[] = credentialFormats,
) {
  const of = authorities.length > 0 ? { trusted_authorities: authorities } : {};
  const credentials = [
    {
      id: credentialQueries.sdJwt,
      format: 'dc+sd-jwt',
      meta: { vct_values: [pidType] },
      ...of,
      claims: pidClaims.map((name) => ({ path: [name] })),
    },
    {
      id: credentialQueries.mdoc,
      format: 'mso_mdoc',
      meta: { doctype_value: pidDocument },
      ...of,
      claims: pidClaims.map((name) => ({ path: [pidDocument, pidElement(name)], intent_to_retain: false })),
    },
  ] as const;
  const shown = credentials.filter(({ format }) => formats.includes(format));
  return { credentials: shown, credential_sets: [{ options: shown.map(({ id }) => [id]) }] };
}
