import type { Resource } from '#fhir';
import { patient } from '#fhir/testing';
import { birthGivenNamesUrl, birthPlaceUrl, type IdentityStatus, identityReliability, inseeCodeUrl } from '#identity';

export const insSystem = 'urn:oid:1.2.250.1.213.1.4.11';

/** A Patient with every strict trait of the French identity for health care, and a status that says how far it is trusted. */
export function strictPatient(
  id: string,
  ins: string,
  status: IdentityStatus,
  more: object = {},
): Resource & { readonly id: string } {
  const place = { url: inseeCodeUrl, valueCoding: { code: '75112' } };
  return patient(id, {
    extension: [
      identityReliability(status),
      { url: birthPlaceUrl, valueAddress: { extension: [place], city: 'Paris' } },
    ],
    identifier: [{ system: insSystem, value: ins }],
    name: [
      {
        extension: [{ url: birthGivenNamesUrl, valueString: 'Claire Jeanne' }],
        use: 'official',
        family: 'Moreau',
        given: ['Claire'],
      },
    ],
    gender: 'female',
    birthDate: '1984-03-12',
    ...more,
  });
}
