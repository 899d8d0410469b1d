import { fold, type Resource } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { type CandidateSearch, escaped } from '../match/candidate-searches.ts';
import { plainValue } from '../persons/identifier-kind.ts';
import { kindOfSystem } from '../persons/identifier-kinds.ts';
import { replacementOf } from '../persons/merge-persons.ts';
import type { PatientElements } from '../persons/patient-elements.ts';
import { isQualified, strictTraitsOf } from '../persons/strict-traits.ts';
import type { CitizenTraits, SignInDirectory } from './contract.ts';

/**
 * Id of the one Patient that these traits mean. By strict traits only a qualified identity counts, all of whose traits are
 * the same; by an identifier the names and the birth date must be the same too. None and several are one fault
 * (`upstream.no-record`): who signs in learns no more of who else is known here.
 */
export async function findCitizen(directory: SignInDirectory, traits: CitizenTraits): Promise<Outcome<string>> {
  const searches = searchesFor(traits);
  if (searches.length === 0) return noRecord();
  const found = await directory.find('Patient', searches, (resource) => {
    const patient = resource as unknown as PatientElements;
    return isInForce(resource) && (traits.by === 'identifier' ? hasNumber(patient, traits) : isSame(patient, traits));
  });
  if (!found.ok) return found.fault.kind === 'unavailable' ? found : noRecord();
  const [only, ...others] = found.value;
  return only?.id === undefined || others.length > 0 ? noRecord() : ok(only.id);
}

function noRecord(): Outcome<never> {
  return fail('upstream.no-record', 'This node has no one record that is surely yours. The identity desk can help.');
}

function searchesFor(traits: CitizenTraits): readonly CandidateSearch[] {
  if (traits.by === 'identifier') {
    return traits.identifiers.map(({ system, value }) => [['identifier', `${escaped(system)}|${escaped(value)}`]]);
  }
  const family = fold(traits.birthName).split(' ')[0] ?? '';
  return family === ''
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
