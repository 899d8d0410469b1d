import {
  birthGivenNamesUrl,
  birthPlaceUrl,
  identityReliability,
  insDemonstrationSystem,
  inseeCodeUrl,
} from '#identity';

const communes = 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM';

/**
 * A qualified identity as FR Core has it: an INS of the demonstration domain (13 digits and the key of two), the given
 * names of birth, and the place of birth by its INSEE code, of the country where that is abroad.
 */
export function qualifiedIdentity(
  value: string,
  given: readonly [string, ...string[]],
  birthPlace: { readonly city: string; readonly code: string },
) {
  const place = { url: inseeCodeUrl, valueCoding: { system: communes, code: birthPlace.code } };
  return {
    identifier: {
      system: insDemonstrationSystem,
      value,
      assigner: 'Identité nationale de santé (démonstration)',
    },
    given,
    nameExtension: [{ url: birthGivenNamesUrl, valueString: given.join(' ') }],
    extension: [
      identityReliability('QUAL'),
      { url: birthPlaceUrl, valueAddress: { extension: [place], city: birthPlace.city } },
    ],
  };
}
