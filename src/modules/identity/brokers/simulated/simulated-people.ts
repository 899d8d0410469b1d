import { acrOf } from '../../assurance.ts';
import type { Account } from '../../contract.ts';
import { kindOfCountry, kindOfSystem } from '../../persons/identifier-kinds.ts';
import { isInsSystem } from '../../persons/kinds/france.ts';
import type { PatientElements } from '../../persons/patient-elements.ts';
import { strictTraitsOf } from '../../persons/strict-traits.ts';
import type { UpstreamKind } from '../contract.ts';
import type { SimulatedPerson } from './person.ts';

/** A demonstration account, with the Patient that it is bound to. */
export interface DemonstrationPerson {
  readonly account: Account;
  readonly patient?: PatientElements;
}

/** Codes of TRE_G15, and of TRE_R38 for what a physician is good at, by the unit group of ISCO-08. */
const frenchProfessions: Readonly<Record<string, readonly [profession: string, skill: string]>> = {
  '2211': ['10', 'SM54'],
  '2212': ['10', 'SM04'],
  '2262': ['21', ''],
};

/** The people of the demonstration as each simulated upstream knows them. */
export function simulatedPeople(
  kind: Exclude<UpstreamKind, 'eidas'>,
  people: readonly DemonstrationPerson[],
): readonly SimulatedPerson[] {
  switch (kind) {
    case 'pro-sante-connect':
      return people.flatMap((person) => professionalOf(person, people) ?? []);
    case 'franceconnect':
      return people.flatMap((person) => pivotIdentityOf(person) ?? []);
    case 'eudi-wallet':
      return people.flatMap((person) => pidOf(person) ?? []);
  }
}

function professionalOf({ account }: DemonstrationPerson, people: readonly DemonstrationPerson[]) {
  const { professional } = account;
  const [profession, skill] = frenchProfessions[professional?.hp_professional_role ?? ''] ?? [];
  if (professional === undefined || profession === undefined) return undefined;
  const [first] = people.flatMap((person) => person.account.professional ?? []);
  const elsewhere = people
    .flatMap((person) => person.account.professional ?? [])
    .find((other) => other.healthcare_provider_identifier !== professional.healthcare_provider_identifier);
  // The first of them also works where another does, and is asked where she works today.
  const places = first === professional && elsewhere !== undefined ? [professional, elsewhere] : [professional];
  const nameId = /^\d{11}$/.test(professional.hp_identifier)
    ? `8${professional.hp_identifier}`
    : professional.hp_identifier;
  return personOf(account, 'eidas1', professional.healthcare_provider_name, {
    SubjectNameID: nameId,
    preferred_username: nameId,
    family_name: professional.family_name,
    given_name: professional.given_name,
    SubjectRole: [`${profession}^1.2.250.1.213.1.1.5.5`],
    Palier_Authentification: 'APPPRIP3^1.2.250.1.213.1.5.1.1.1',
    SubjectRefPro: {
      exercices: [
        {
          codeProfession: profession,
          codeCategorieProfessionnelle: 'C',
          nomDexercice: professional.family_name,
          prenomDexercice: professional.given_name,
          codeSavoirFaire: skill,
          activities: places.map((place) => ({
            codeModeExercice: 'S',
            numeroFinessSite: place.healthcare_provider_identifier.replace(/^1(?=\d{9}$)/, ''),
            identifiantTechniqueDeLaStructure: '',
            raisonSocialeSite: place.healthcare_provider_name,
          })),
        },
      ],
    },
  });
}

function pivotIdentityOf({ account, patient }: DemonstrationPerson) {
  const { birthName, givenNames, sex, birthDate, birthPlace } = patient === undefined ? {} : strictTraitsOf(patient);
  if (birthName === undefined || givenNames === undefined || birthPlace === undefined) return undefined;
  const isAbroad = birthPlace.startsWith('99');
  return personOf(account, 'eidas2', birthDate ?? '', {
    family_name: birthName.toUpperCase(),
    given_name: givenNames,
    given_name_array: givenNames.split(' '),
    gender: sex ?? '',
    birthdate: birthDate,
    birthplace: isAbroad ? '' : birthPlace,
    birthcountry: isAbroad ? birthPlace : '99100',
  });
}

function pidOf({ account, patient }: DemonstrationPerson) {
  const named = nameOf(patient);
  const [number] = numbersOf(patient);
  if (named === undefined || number === undefined) return undefined;
  return personOf(account, acrOf.high, number.country, {
    family_name: named.family,
    given_name: named.given,
    birthdate: patient?.birthDate,
    issuing_country: number.country,
    issuing_authority: 'Simulated',
    personal_administrative_number: number.value,
  });
}

function personOf(account: Account, acr: string, about: string, claims: SimulatedPerson['claims']): SimulatedPerson {
  return { id: `simulated-${account.id}`, name: account.name, about, acr, claims };
}

function nameOf(patient: PatientElements | undefined) {
  const name = patient?.name?.find(({ use }) => use === 'official') ?? patient?.name?.[0];
  const given = name?.given?.find((each) => each !== null);
  return name?.family === undefined || !given ? undefined : { family: name.family, given };
}

/** Numbers that countries gave the person, of those whose way of naming people the node knows. */
function numbersOf(patient: PatientElements | undefined) {
  return (patient?.identifier ?? []).flatMap(({ system, value }) => {
    const country = isInsSystem(system) ? 'FR' : kindOfSystem(system ?? '')?.country;
    return country === undefined || value === undefined || kindOfCountry(country) === undefined
      ? []
      : [{ country, value }];
  });
}
