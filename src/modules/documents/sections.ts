import type { CareCategory } from '#fhir';

export type SectionKey =
  | 'problems'
  | 'allergies'
  | 'medicines'
  | 'vaccinations'
  | 'results'
  | 'vitalSigns'
  | 'procedures'
  | 'devices'
  | 'history'
  | 'pregnancy'
  | 'socialHistory'
  | 'plan';

export interface SectionDefinition {
  readonly key: SectionKey;
  /** LOINC. */
  readonly code: string;
  readonly category: CareCategory;
  /** IPS 1.1 requires the section: where nothing is recorded an entry says so with this code. */
  readonly absent?: string;
}

/** The sections of the International Patient Summary (IPS 1.1, Composition), in the order in which they are read. */
export const sections: readonly SectionDefinition[] = [
  { key: 'allergies', code: '48765-2', category: 'allergies', absent: 'no-allergy-info' },
  { key: 'problems', code: '11450-4', category: 'problems', absent: 'no-problem-info' },
  { key: 'medicines', code: '10160-0', category: 'medicines', absent: 'no-medication-info' },
  { key: 'pregnancy', code: '10162-6', category: 'pregnancy' },
  { key: 'devices', code: '46264-8', category: 'devices' },
  { key: 'procedures', code: '47519-4', category: 'procedures' },
  { key: 'vaccinations', code: '11369-6', category: 'vaccinations' },
  { key: 'results', code: '30954-2', category: 'results' },
  { key: 'vitalSigns', code: '8716-3', category: 'vital-signs' },
  { key: 'history', code: '11348-0', category: 'history' },
  { key: 'socialHistory', code: '29762-2', category: 'social-history' },
  { key: 'plan', code: '18776-5', category: 'plan' },
];

export const absentUnknown = 'http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips';
export const loinc = 'http://loinc.org';

/** Codes that say that something is known not to be there, or that nothing is known. */
const nilCodes: ReadonlySet<string> = new Set([
  'no-allergy-info',
  'no-known-allergies',
  'no-known-medication-allergies',
  'no-known-environmental-allergies',
  'no-known-food-allergies',
  'no-medication-info',
  'no-known-medications',
  'no-problem-info',
  'no-known-problems',
  'no-procedure-info',
  'no-known-procedures',
  'no-immunization-info',
  'no-known-immunizations',
  'no-device-info',
  'no-known-devices',
  '716186003', // No known allergy
  '160245001', // No current problems or disability
]);

export function isNilCode(code: string): boolean {
  return nilCodes.has(code);
}

export function isNoInformationCode(code: string): boolean {
  return /^no-[a-z]+-info$/.test(code) && nilCodes.has(code);
}
