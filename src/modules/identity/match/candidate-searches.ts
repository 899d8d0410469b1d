import type { Resource } from '#fhir';
import { personTraits } from './person-traits.ts';

/** Parameters of one search for Patients. */
export type CandidateSearch = readonly (readonly [name: string, value: string])[];

const mostOfEach = 4;

/**
 * Searches that together find whoever might be meant, each by what an index answers: a slip in one trait is made good by
 * the others. Empty where too little is known to look for anybody.
 */
export function candidateSearches(patient: Resource): readonly CandidateSearch[] {
  const { names, birthDate } = personTraits(patient);
  const { identifier = [], telecom = [] } = patient as {
    readonly identifier?: readonly { readonly system?: string; readonly value?: string }[];
    readonly telecom?: readonly { readonly system?: string; readonly value?: string }[];
  };
  const searches: CandidateSearch[] = [];
  for (const { system, value } of identifier.slice(0, mostOfEach)) {
    if (system !== undefined && value !== undefined) {
      searches.push([['identifier', `${escaped(system)}|${escaped(value)}`]]);
    }
  }
  for (const { system, value } of telecom.slice(0, mostOfEach)) {
    if ((system === 'phone' || system === 'email') && value !== undefined) searches.push([[system, escaped(value)]]);
  }
  if (birthDate?.length === 10) {
    searches.push([['birthdate', birthDate]]);
    const [year, month = '', day = ''] = birthDate.split('-');
    if (month !== day && Number(day) <= 12) searches.push([['birthdate', `${year}-${day}-${month}`]]);
  }
  for (const { family, given } of names.slice(0, mostOfEach)) {
    const first = given[0]?.split(' ')[0] ?? '';
    const last = family.split(' ')[0] ?? '';
    if (last !== '' && first !== '') {
      searches.push(
        [
          ['family', last],
          ['given', first],
        ],
        [
          ['family', first],
          ['given', last],
        ],
      );
    }
    if (birthDate === undefined) continue;
    if (last !== '')
      searches.push([
        ['family', last],
        ['birthdate', birthDate.slice(0, 4)],
      ]);
    if (first !== '')
      searches.push([
        ['given', first],
        ['birthdate', birthDate.slice(0, 7)],
      ]);
  }
  return searches;
}

/** A value of which no sign parts it from others (FHIR R4, search.html#escaping). */
export function escaped(value: string): string {
  return value.replaceAll(/[\\|,$]/g, '\\$&');
}
