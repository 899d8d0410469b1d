import type { Resource } from '#fhir';
import type { ProfessionalIdentity } from '#identity';
import { conceptOf, type RecordLanguage, sct, type Term } from './terms.ts';

export interface Facility {
  readonly id: string;
  readonly name: string;
  /** Identifier of the facility in the country's register; fictional. */
  readonly identifier: string;
  readonly kind: 'hospital' | 'practice' | 'pharmacy' | 'laboratory';
  readonly line: string;
  readonly postalCode: string;
  readonly city: string;
  readonly phone: string;
  readonly partOf?: string;
}

export interface Professional {
  readonly id: string;
  readonly family: string;
  readonly given: string;
  readonly prefix?: string;
  readonly gender: 'female' | 'male';
  readonly identifier: string;
  readonly role: keyof typeof specialties;
  readonly facility: string;
}

/** What is particular to a country's registers. */
export interface Registers {
  readonly language: RecordLanguage;
  readonly country: 'FR' | 'PT';
  readonly facilities: string;
  readonly professionals: string;
  readonly authority: string;
}

/** Specialties, with the ISCO-08 unit group that cross-border assertions name professions by. */
const specialties = {
  generalPractitioner: { term: sct('62247001', { fr: 'Médecin généraliste', pt: 'Médico de família' }), isco: '2211' },
  cardiologist: { term: sct('17561000', { fr: 'Cardiologue', pt: 'Cardiologista' }), isco: '2212' },
  diabetologist: {
    term: sct('61894003', { fr: 'Endocrinologue-diabétologue', pt: 'Endocrinologista' }),
    isco: '2212',
  },
  obstetrician: { term: sct('11935004', { fr: 'Obstétricien', pt: 'Obstetra' }), isco: '2212' },
  paediatrician: { term: sct('82296001', { fr: 'Pédiatre', pt: 'Pediatra' }), isco: '2212' },
  pulmonologist: { term: sct('41672002', { fr: 'Pneumologue', pt: 'Pneumologista' }), isco: '2212' },
  nephrologist: { term: sct('11911009', { fr: 'Néphrologue', pt: 'Nefrologista' }), isco: '2212' },
  gastroenterologist: { term: sct('71838004', { fr: 'Gastro-entérologue', pt: 'Gastrenterologista' }), isco: '2212' },
  emergencyPhysician: { term: sct('309294001', { fr: 'Médecin urgentiste', pt: 'Médico de urgência' }), isco: '2212' },
  surgeon: { term: sct('304292004', { fr: 'Chirurgien', pt: 'Cirurgião' }), isco: '2212' },
  pharmacist: { term: sct('46255001', { fr: 'Pharmacien', pt: 'Farmacêutico' }), isco: '2262' },
} as const satisfies Record<string, { term: Term; isco: string }>;

const organizationTypes = { hospital: 'prov', practice: 'prov', pharmacy: 'prov', laboratory: 'prov' } as const;
const hl7 = 'http://terminology.hl7.org/CodeSystem';

/** Organizations, Locations, Practitioners and PractitionerRoles of a country. */
export function directoryOf(
  registers: Registers,
  facilities: readonly Facility[],
  professionals: readonly Professional[],
): readonly Resource[] {
  return [
    ...facilities.flatMap((facility) => [
      organizationOf(registers, facility),
      locationOf(registers, facility),
      ...(facility.kind === 'hospital' ? [emergencyServiceOf(registers, facility)] : []),
    ]),
    ...professionals.flatMap((person) => [practitionerOf(registers, person), roleOf(registers, person)]),
  ];
}

/** What a professional of the directory brings along when signing in (Implementing Regulation (EU) 2026/2099). */
export function professionalIdentity(
  registers: Registers,
  person: Professional,
  facilities: readonly Facility[],
): ProfessionalIdentity {
  const facility = facilities.find(({ id }) => id === person.facility);
  if (facility === undefined) throw new Error('A professional works at a facility that the directory lacks.');
  return {
    family_name: person.family,
    given_name: person.given,
    country_code: registers.country,
    hp_identifier: person.identifier,
    issuing_authority_name: registers.authority,
    hp_professional_role: specialties[person.role].isco,
    healthcare_provider_identifier: facility.identifier,
    healthcare_provider_name: facility.name,
  };
}

export function displayName(person: Professional): string {
  return [person.prefix, person.given, person.family].filter((part) => part !== undefined).join(' ');
}

function organizationOf(registers: Registers, facility: Facility): Resource {
  return {
    resourceType: 'Organization',
    id: facility.id,
    identifier: [{ system: registers.facilities, value: facility.identifier }],
    active: true,
    type: [{ coding: [{ system: `${hl7}/organization-type`, code: organizationTypes[facility.kind] }] }],
    name: facility.name,
    telecom: [{ system: 'phone', value: facility.phone, use: 'work' }],
    address: [addressOf(registers, facility)],
    ...(facility.partOf && { partOf: { reference: `Organization/${facility.partOf}` } }),
  };
}

function locationOf(registers: Registers, facility: Facility): Resource {
  return {
    resourceType: 'Location',
    id: `${facility.id}-location`,
    status: 'active',
    name: facility.name,
    mode: 'instance',
    address: addressOf(registers, facility),
    managingOrganization: { reference: `Organization/${facility.id}` },
  };
}

/** Open day and night. */
function emergencyServiceOf({ language }: Registers, facility: Facility): Resource {
  return {
    resourceType: 'HealthcareService',
    id: `${facility.id}-emergency`,
    active: true,
    providedBy: { reference: `Organization/${facility.id}` },
    name: { fr: 'Urgences', pt: 'Serviço de urgência' }[language],
    location: [{ reference: `Location/${facility.id}-location` }],
    availableTime: [{ allDay: true }],
  };
}

function addressOf(registers: Registers, { line, city, postalCode }: Facility) {
  return { use: 'work', line: [line], city, postalCode, country: registers.country };
}

function practitionerOf(registers: Registers, person: Professional): Resource {
  return {
    resourceType: 'Practitioner',
    id: person.id,
    identifier: [{ use: 'official', system: registers.professionals, value: person.identifier }],
    active: true,
    name: [
      {
        use: 'official',
        text: displayName(person),
        family: person.family,
        given: [person.given],
        ...(person.prefix && { prefix: [person.prefix] }),
      },
    ],
    gender: person.gender,
  };
}

function roleOf(registers: Registers, person: Professional): Resource {
  const { term } = specialties[person.role];
  return {
    resourceType: 'PractitionerRole',
    id: `${person.id}-role`,
    active: true,
    practitioner: { reference: `Practitioner/${person.id}`, display: displayName(person) },
    organization: { reference: `Organization/${person.facility}` },
    code: [
      {
        coding: [
          {
            system: `${hl7}/practitioner-role`,
            code: person.role === 'pharmacist' ? 'pharmacist' : 'doctor',
          },
        ],
      },
    ],
    specialty: [conceptOf(term, registers.language)],
    location: [{ reference: `Location/${person.facility}-location` }],
    availableTime: [
      { daysOfWeek: ['mon', 'tue', 'wed', 'thu', 'fri'], availableStartTime: '09:00:00', availableEndTime: '12:30:00' },
      { daysOfWeek: ['mon', 'tue', 'thu', 'fri'], availableStartTime: '14:00:00', availableEndTime: '18:30:00' },
    ],
  };
}
