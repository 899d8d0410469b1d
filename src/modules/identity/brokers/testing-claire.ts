import type { Resource } from '#fhir';
import { strictPatient } from '../persons/testing-patients.ts';

/** What FranceConnect says of Claire Moreau, which fits the Patient of `claire`. */
export const pivot = {
  family_name: 'MOREAU',
  given_name: 'Claire Jeanne Marie',
  given_name_array: ['Claire', 'Jeanne', 'Marie'],
  gender: 'female',
  birthdate: '1984-03-12',
  birthplace: '69383',
  birthcountry: '99100',
};

/** The record of Claire Moreau, whose identity is qualified unless `over` says another thing. */
export function claire(over: object = {}): Resource {
  return { ...strictPatient('QUAL', '2840369383241', 'fr-claire'), ...over } as unknown as Resource;
}
