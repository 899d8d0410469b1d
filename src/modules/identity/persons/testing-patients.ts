import { type IdentityStatus, identityReliability } from './identity-status.ts';
import { insDemonstrationSystem, insKey } from './kinds/france.ts';
import { birthGivenNamesUrl, birthPlaceUrl, inseeCodeUrl } from './strict-traits.ts';

/** Support for tests: a fictitious person with every strict trait, by the body of her INS. */
export function strictPatient(status: IdentityStatus | undefined, body13 = '2840369383241', id?: string) {
  return {
    resourceType: 'Patient',
    ...(id === undefined ? {} : { id }),
    extension: [
      ...(status === undefined ? [] : [identityReliability(status)]),
      {
        url: birthPlaceUrl,
        valueAddress: {
          city: 'Lyon',
          extension: [
            {
              url: inseeCodeUrl,
              valueCoding: {
                system: 'https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM',
                code: '69383',
              },
            },
          ],
        },
      },
    ],
    identifier: [
      { use: 'official', system: insDemonstrationSystem, value: `${body13}${insKey(body13)}` },
      { use: 'usual', system: 'urn:example:ipp', value: '4711' },
    ],
    name: [
      {
        extension: [{ url: birthGivenNamesUrl, valueString: 'Claire Jeanne Marie' }],
        use: 'official',
        family: 'Moreau',
        given: ['Claire', 'Jeanne', 'Marie'],
      },
    ],
    gender: 'female',
    birthDate: '1984-03-12',
    telecom: [{ system: 'phone', value: '+33 6 39 98 10 01' }],
  };
}
