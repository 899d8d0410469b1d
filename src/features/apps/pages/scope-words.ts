import type { MessageKey } from '#ui';
import type { ScopeLine } from '../contract.ts';

/** A line of what an app sees or does, in the words of the parts of a record that people know. */
export interface ScopeWords {
  readonly label: MessageKey;
  /** Named as it is in the standard, where people have no word for it. */
  readonly type?: string;
  /** Narrowed to these categories or whatever else it says. */
  readonly narrowed?: string;
}

const partOfType: Readonly<Record<string, MessageKey>> = {
  Patient: 'part.identity',
  RelatedPerson: 'part.identity',
  Condition: 'part.problems',
  AllergyIntolerance: 'part.allergies',
  Medication: 'part.medicines',
  MedicationRequest: 'part.medicines',
  MedicationStatement: 'part.medicines',
  MedicationDispense: 'part.medicines',
  MedicationAdministration: 'part.medicines',
  Immunization: 'part.vaccinations',
  Observation: 'apps.part.observations',
  DiagnosticReport: 'part.results',
  ImagingStudy: 'part.results',
  Procedure: 'part.procedures',
  Device: 'part.devices',
  DeviceUseStatement: 'part.devices',
  FamilyMemberHistory: 'part.history',
  CarePlan: 'part.plan',
  CareTeam: 'part.plan',
  Goal: 'part.plan',
  ServiceRequest: 'part.plan',
  Encounter: 'part.encounters',
  Appointment: 'part.encounters',
  Composition: 'part.documents',
  DocumentReference: 'part.documents',
  Binary: 'part.documents',
  Coverage: 'part.administrative',
  AuditEvent: 'access.title',
  Practitioner: 'part.shared',
  PractitionerRole: 'part.shared',
  Organization: 'part.shared',
  Location: 'part.shared',
  HealthcareService: 'part.shared',
};

const partOfCategory: Readonly<Record<string, MessageKey>> = {
  laboratory: 'part.results',
  'vital-signs': 'part.vital-signs',
  'social-history': 'part.social-history',
};

export function wordsOfScope({ type, parameters }: ScopeLine): ScopeWords {
  if (type === '*') return { label: 'apps.part.everything' };
  const [[name, value] = ['', ''], ...others] = parameters;
  const category =
    name === 'category' && others.length === 0 ? partOfCategory[value.split('|').at(-1) ?? ''] : undefined;
  if (type === 'Observation' && category !== undefined) return { label: category };
  const label = partOfType[type];
  const narrowed = parameters.map(([key, text]) => `${key} ${text.split('|').at(-1)}`).join(', ');
  return {
    label: label ?? 'apps.part.other',
    ...(label === undefined ? { type } : {}),
    ...(narrowed === '' ? {} : { narrowed }),
  };
}

/** What may be done with it: seen, changed, or both. */
export function actOfScope({ acts }: Pick<ScopeLine, 'acts'>): 'see' | 'change' | 'both' {
  const changes = /[cud]/.test(acts);
  return /[rs]/.test(acts) ? (changes ? 'both' : 'see') : 'change';
}

/** Of whom: the patient in context, everybody whom the user may see, or everybody. */
export function isOfMany(lines: readonly ScopeLine[]): boolean {
  return lines.length > 0 && lines.every(({ context }) => context !== 'patient');
}
