import { checkPersonIdentifier } from '../person-identifier.ts';
import { identityStatusOf, insOf } from './identity-status.ts';
import { isInsSystem } from './kinds/france.ts';
import { extensionsOf, type NameElement, type PatientElements } from './patient-elements.ts';

/** FR Core: the list of the given names of birth, on the official name. */
export const birthGivenNamesUrl =
  'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name';
export const birthPlaceUrl = 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace';
/** FR Core: the INSEE code of the commune, or of the country for who is born abroad (99...). */
export const inseeCodeUrl = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-address-insee-code';

/** The traits by which INSi knows a person (Référentiel INS: strict traits); undefined what the Patient does not say. */
export interface StrictTraits {
  readonly birthName?: string;
  readonly firstGivenName?: string;
  /** In their order, parted by single spaces. */
  readonly givenNames?: string;
  readonly sex?: 'male' | 'female' | 'unknown';
  /** YYYY-MM-DD. */
  readonly birthDate?: string;
  /** INSEE code of five characters (Code officiel géographique). */
  readonly birthPlace?: string;
  readonly ins: readonly { readonly system: string; readonly value: string }[];
}

const sexes: ReadonlySet<string | undefined> = new Set(['male', 'female', 'unknown']);

/** The strict traits that a Patient says, as FR Core's profile of a Patient with an INS has them. */
export function strictTraitsOf(patient: PatientElements): StrictTraits {
  const official = officialNameOf(patient);
  const birthName = official?.family?.trim();
  const firstGivenName = official?.given?.[0]?.trim();
  const [listed] = extensionsOf(official, birthGivenNamesUrl);
  const givenNames = listed?.valueString?.trim().replace(/\s+/gu, ' ');
  const [place] = extensionsOf(patient, birthPlaceUrl);
  const [insee] = extensionsOf(place?.valueAddress, inseeCodeUrl);
  const birthPlace = insee?.valueCoding?.code;
  return {
    ...(birthName ? { birthName } : {}),
    ...(firstGivenName ? { firstGivenName } : {}),
    ...(givenNames ? { givenNames } : {}),
    ...(sexes.has(patient.gender) ? { sex: patient.gender as 'male' | 'female' | 'unknown' } : {}),
    ...(patient.birthDate?.length === 10 ? { birthDate: patient.birthDate } : {}),
    ...(birthPlace !== undefined && isInseeCode(birthPlace) ? { birthPlace } : {}),
    ins: insOf(patient),
  };
}

/** INSEE code of a commune (two of them of Corsica with a letter) or, with 99 in front, of a country. */
export function isInseeCode(code: string): boolean {
  return /^(?:\d{5}|2[AB]\d{3})$/.test(code);
}

/** The official name; of a person with several, the first. */
function officialNameOf({ name = [] }: PatientElements): NameElement | undefined {
  return name.find(({ use }) => use === 'official');
}

/** What an identity lacks to be qualified, as FHIRPath of the Patient; empty where it is complete. */
export function missingForQualification(patient: PatientElements): readonly string[] {
  const traits = strictTraitsOf(patient);
  const needed: readonly (readonly [path: string, there: boolean])[] = [
    ["Patient.name.where(use = 'official').family", traits.birthName !== undefined],
    ["Patient.name.where(use = 'official').given", traits.firstGivenName !== undefined],
    [`Patient.name.where(use = 'official').extension('${birthGivenNamesUrl}')`, traits.givenNames !== undefined],
    ['Patient.gender', traits.sex !== undefined],
    ['Patient.birthDate', traits.birthDate !== undefined],
    [`Patient.extension('${birthPlaceUrl}')`, traits.birthPlace !== undefined],
    // Two of them name two people, or one whose matter is not settled.
    ['Patient.identifier', traits.ins.length === 1],
  ];
  return needed.flatMap(([path, there]) => (there ? [] : [path]));
}

/**
 * Is the identity one that may travel (Référentiel INS: the INS is exchanged only where the identity is qualified)? Its
 * status says QUAL, it has every strict trait, and the key of its INS holds: what is missing or mistyped was never qualified.
 */
export function isQualified(patient: PatientElements): boolean {
  return (
    identityStatusOf(patient) === 'QUAL' &&
    missingForQualification(patient).length === 0 &&
    insOf(patient).every(({ system, value }) => checkPersonIdentifier(system, value).ok)
  );
}

/** May a person be found abroad by an identifier of this system? By an INS only where her identity is qualified. */
export function travelsBy(patient: PatientElements, system: string): boolean {
  return !isInsSystem(system) || isQualified(patient);
}

/** The Patient as it goes into documents and to other countries: without an INS whose identity is not qualified. */
export function withoutUnqualifiedIns<P extends PatientElements>(patient: P): P {
  if (!(patient.identifier ?? []).some(({ system }) => isInsSystem(system)) || isQualified(patient)) return patient;
  const { identifier = [], ...others } = patient;
  const kept = identifier.filter(({ system }) => !isInsSystem(system));
  return (kept.length === 0 ? others : { ...others, identifier: kept }) as P;
}
