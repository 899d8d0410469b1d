import { fold, type Resource } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { type CandidateSearch, escaped } from '../match/candidate-searches.ts';
import { plainValue } from '../persons/identifier-kind.ts';
import { kindOfSystem } from '../persons/identifier-kinds.ts';
import { replacementOf } from '../persons/merge-persons.ts';
import type { PatientElements } from '../persons/patient-elements.ts';
import { isQualified, strictTraitsOf } from '../persons/strict-traits.ts';
import type { CitizenTraits, SignInDirectory } from './contract.ts';
import { dateOf } from './kinds/claims.ts';

/** The one Patient that is meant, or why none is. */
export type FoundCitizen =
  | { readonly patient: string }
  | { readonly patient?: undefined; readonly cause: 'none' | 'several' };

/**
 * The one Patient that these traits mean. By strict traits only a qualified identity counts, all of whose traits are the
 * same; by an identifier the names and the birth date must be the same too. Why there is none is for the identity desk: who
 * signs in learns no more of who else is known here. Faults: those of a directory that does not answer.
 */
export async function findCitizen(directory: SignInDirectory, traits: CitizenTraits): Promise<Outcome<FoundCitizen>> {
  const searches = searchesFor(traits);
  if (searches.length === 0) return ok({ cause: 'none' });
  const found = await directory.find('Patient', searches, (resource) => {
    const patient = resource as unknown as PatientElements;
    return isInForce(resource) && (traits.by === 'identifier' ? hasNumber(patient, traits) : isSame(patient, traits));
  });
  if (!found.ok) return found.fault.kind === 'unavailable' ? found : ok({ cause: 'several' });
  const [only, ...others] = found.value;
  if (others.length > 0) return ok({ cause: 'several' });
  return ok(only?.id === undefined ? { cause: 'none' } : { patient: only.id });
}

function searchesFor(traits: CitizenTraits): readonly CandidateSearch[] {
  if (traits.by === 'identifier') {
    return traits.identifiers.map(({ system, value }) => [['identifier', `${escaped(system)}|${escaped(value)}`]]);
  }
  const family = fold(traits.birthName).split(' ')[0] ?? '';
  // A date or place of birth that is not known whole means nobody for sure.
  return family === '' || dateOf(traits.birthDate) === undefined || traits.birthPlace === undefined
    ? []
    : [
        [
          ['family', escaped(family)],
          ['birthdate', traits.birthDate],
        ],
      ];
}

function isInForce(patient: Resource): boolean {
  return patient.active !== false && replacementOf(patient as unknown as PatientElements) === undefined;
}

/** Every strict trait but the INS, which the pivot identity does not have. Names as INSi compares them: without accents. */
function isSame(patient: PatientElements, traits: Extract<CitizenTraits, { by: 'strict-traits' }>): boolean {
  if (!isQualified(patient)) return false;
  const known = strictTraitsOf(patient);
  return (
    fold(known.birthName ?? '') === fold(traits.birthName) &&
    fold(known.givenNames ?? '') === fold(traits.givenNames.join(' ')) &&
    known.sex === traits.sex &&
    known.birthDate === traits.birthDate &&
    known.birthPlace === traits.birthPlace
  );
}

function hasNumber(patient: PatientElements, traits: Extract<CitizenTraits, { by: 'identifier' }>): boolean {
  const hasIt = (patient.identifier ?? []).some(
    ({ use, system, value }) =>
      use !== 'old' &&
      traits.identifiers.some(
        (asked) =>
          asked.system === system &&
          (asked.value === value || plainValue(value ?? '', kindOfSystem(system)?.separators) === asked.value),
      ),
  );
  const [first = ''] = fold(traits.given).split(' ');
  const isNamed = (patient.name ?? []).some(
    ({ use, family, given }) =>
      use !== 'old' &&
      fold(family ?? '') === fold(traits.family) &&
      fold((given ?? []).filter((each) => each !== null).join(' ')).split(' ')[0] === first,
  );
  return hasIt && isNamed && patient.birthDate === traits.birthDate;
}
