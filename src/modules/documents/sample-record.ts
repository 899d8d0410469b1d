import type { Resource } from '#fhir';
import { builtInDesignations, type Terminology } from '#terminology';
import type { SummaryInput } from './contract.ts';

// A small record of the project's own, for the tests of this folder.

const names = new Map(builtInDesignations.map((row) => [`${row.system}|${row.code}|${row.language}`, row.display]));

/** The built-in designations without a database. */
export const terminology: Terminology = {
  designate(system, code, languages) {
    for (const language of languages.map((tag) => tag.split('-')[0] ?? '')) {
      const display = names.get(`${system}|${code}|${language}`);
      if (display !== undefined) return { display, language };
    }
    return undefined;
  },
  prepare: async () => {},
  load: async () => ({ loaded: 0 }),
};

export const snomed = 'http://snomed.info/sct';
export const loinc = 'http://loinc.org';
const atc = 'http://www.whocc.no/atc';
const hl7 = 'http://terminology.hl7.org/CodeSystem';
const subject = { reference: 'Patient/p1' };

function concept(system: string, code: string, display: string) {
  return { coding: [{ system, code, display }], text: display };
}

export function status(system: string, code: string) {
  return { coding: [{ system: `${hl7}/${system}`, code }] };
}

let minute = 0;
function resource(resourceType: string, id: string, content: Record<string, unknown>): Resource {
  minute += 1;
  const lastUpdated = new Date(Date.UTC(2026, 9, 1, 0, minute)).toISOString();
  return { resourceType, id, language: 'fr', meta: { versionId: '3', lastUpdated, source: '#secret' }, ...content };
}

export const patient = resource('Patient', 'p1', {
  text: { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">old words</div>' },
  identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.11', value: '284037512345640' }],
  name: [{ use: 'official', family: 'Moreau', given: ['Claire'] }],
  gender: 'female',
  birthDate: '1984-03-12',
  address: [{ line: ['1 rue X'], city: 'Lyon', country: 'FR' }],
  communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'fr' }] } }],
  generalPractitioner: [{ reference: 'Practitioner/gp', display: 'Dr Bernard' }],
  link: [{ other: { reference: 'Patient/other' }, type: 'seealso' }],
});

export const condition = (id: string, code: string, display: string, clinical: string, more = {}): Resource =>
  resource('Condition', id, {
    clinicalStatus: status('condition-clinical', clinical),
    verificationStatus: status('condition-ver-status', 'confirmed'),
    code: concept(snomed, code, display),
    subject,
    onsetDateTime: '2010-05',
    encounter: { reference: 'Encounter/e1', display: 'Consultation de psychiatrie' },
    ...more,
  });

export const observation = (id: string, category: string, code: string, display: string, more = {}): Resource =>
  resource('Observation', id, {
    status: 'final',
    category: [status('observation-category', category)],
    code: concept(loinc, code, display),
    subject,
    effectiveDateTime: '2026-03-01T08:00:00+01:00',
    performer: [{ reference: 'Organization/lab', display: 'Laboratoire' }],
    ...more,
  });

const quantity = (value: number, unit: string) => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });

export const records: readonly Resource[] = [
  condition('diabetes', '46635009', 'Diabète de type 1', 'active'),
  condition('asthma', '195967001', 'Asthme', 'resolved', { abatementDateTime: '2015' }),
  condition('wrong', '13645005', 'BPCO', 'active', {
    verificationStatus: status('condition-ver-status', 'entered-in-error'),
  }),
  resource('AllergyIntolerance', 'pollen', {
    clinicalStatus: status('allergyintolerance-clinical', 'active'),
    code: concept(snomed, '256259004', 'Pollen'),
    patient: subject,
    criticality: 'low',
    recordedDate: '2020-01-01',
  }),
  resource('AllergyIntolerance', 'penicillin', {
    clinicalStatus: status('allergyintolerance-clinical', 'active'),
    code: concept(snomed, '91936005', 'Allergie à la pénicilline'),
    patient: subject,
    criticality: 'high',
    reaction: [{ manifestation: [concept(snomed, '126485001', 'Urticaire')], severity: 'severe' }],
    note: [{ text: 'Vue en 1991' }],
  }),
  resource('AllergyIntolerance', 'old', {
    clinicalStatus: status('allergyintolerance-clinical', 'resolved'),
    code: concept(snomed, '735029006', 'Crustacés'),
    patient: subject,
  }),
  resource('MedicationStatement', 'insulin', {
    status: 'active',
    basedOn: [{ reference: 'MedicationRequest/insulin-rx' }],
    medicationReference: { reference: 'Medication/insulin', display: 'Insuline lispro' },
    subject,
    effectivePeriod: { start: '2014-03-24' },
    reasonReference: [{ reference: 'Condition/diabetes', display: 'Diabète' }],
    dosage: [
      {
        text: '2 fois par jour',
        timing: { repeat: { frequency: 2, period: 1, periodUnit: 'd', when: ['MORN', 'EVE'] } },
        route: concept('http://standardterms.edqm.eu', '20066000', 'Voie sous-cutanée'),
        doseAndRate: [{ doseQuantity: quantity(12, '[IU]') }],
      },
    ],
  }),
  resource('MedicationRequest', 'insulin-rx', {
    status: 'active',
    intent: 'order',
    medicationReference: { reference: 'Medication/insulin' },
    subject,
  }),
  resource('MedicationRequest', 'antibiotic', {
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: concept(atc, 'J01CA04', 'Amoxicilline'),
    subject,
    dosageInstruction: [{ timing: { repeat: { boundsPeriod: { end: '2025-01-01' } } } }],
  }),
  resource('MedicationStatement', 'past', {
    status: 'active',
    medicationCodeableConcept: concept(atc, 'N02BE01', 'Paracétamol'),
    subject,
    effectivePeriod: { start: '2020-01-01', end: '2020-02-01' },
  }),
  resource('Immunization', 'flu', {
    status: 'completed',
    vaccineCode: concept(atc, 'J07BB02', 'Vaccin grippal inactivé'),
    patient: subject,
    occurrenceDateTime: '2025-10-16',
    performer: [{ actor: { reference: 'Practitioner/gp' } }],
  }),
  resource('Immunization', 'not-given', {
    status: 'not-done',
    vaccineCode: concept(atc, 'J07BC01', 'Vaccin hépatite B'),
    patient: subject,
    occurrenceDateTime: '2025-10-16',
  }),
  ...[2021, 2022, 2023, 2024].map((year) =>
    observation(`hba1c-${year}`, 'laboratory', '4548-4', 'HbA1c', {
      effectiveDateTime: `${year}-02-03`,
      valueQuantity: quantity(7.25, '%'),
      encounter: { reference: 'Encounter/e1' },
      specimen: { reference: 'Specimen/blood' },
    }),
  ),
  observation('panel', 'laboratory', '24331-1', 'Bilan lipidique', {
    hasMember: [{ reference: 'Observation/ldl' }, { reference: 'Observation/gone' }],
  }),
  observation('ldl', 'laboratory', '39469-2', 'LDL', {
    valueQuantity: quantity(2.5, 'mmol/L'),
    derivedFrom: [{ reference: 'Observation/gone' }],
  }),
  observation('pressure', 'vital-signs', '85354-9', 'Pression artérielle', {
    component: [{ code: concept(loinc, '8480-6', 'Systolique'), valueQuantity: quantity(117, 'mm[Hg]') }],
    device: { reference: 'Device/pump' },
  }),
  observation('smoking', 'social-history', '72166-2', 'Tabac', {
    valueCodeableConcept: concept(snomed, '266919005', 'N’a jamais fumé'),
  }),
  observation('pregnant', 'social-history', '82810-3', 'Grossesse', {
    effectiveDateTime: '2026-09-01',
    valueCodeableConcept: concept(snomed, '77386006', 'Enceinte'),
  }),
  observation('due', 'social-history', '11778-8', 'Date prévue', {
    effectiveDateTime: '2026-09-01',
    valueDateTime: '2027-02-22',
  }),
  observation('births', 'social-history', '11636-8', 'Naissances', { valueInteger: 1 }),
  resource('DiagnosticReport', 'echo', {
    status: 'final',
    category: [status('v2-0074', 'CUS')],
    code: concept(loinc, '34552-0', 'Échocardiographie'),
    subject,
    effectiveDateTime: '2026-01-05',
    result: [{ reference: 'Observation/ldl' }, { reference: 'Observation/gone' }],
    conclusion: 'Fonction normale',
    presentedForm: [{ contentType: 'application/pdf', url: 'Binary/b1' }],
  }),
  resource('Procedure', 'appendix', {
    status: 'completed',
    code: concept(snomed, '80146002', 'Appendicectomie'),
    subject,
    performer: [
      { actor: { reference: 'Practitioner/surgeon' } },
      { actor: { reference: 'RelatedPerson/mother', display: 'Mère' } },
    ],
    reasonReference: [{ reference: 'Condition/hidden', display: 'Quelque chose de caché' }],
  }),
  resource('Device', 'pump', {
    status: 'active',
    type: concept(snomed, '69805005', 'Pompe à insuline'),
    deviceName: [{ name: 'Vélia 3', type: 'model-name' }],
    patient: subject,
  }),
  resource('DeviceUseStatement', 'pump-use', {
    status: 'active',
    subject,
    timingPeriod: { start: '2022-03-07' },
    device: { reference: 'Device/pump' },
  }),
  resource('Device', 'lens', { type: concept(snomed, '303608005', 'Implant oculaire'), patient: subject }),
  resource('CarePlan', 'plan', {
    status: 'active',
    intent: 'plan',
    title: 'Suivi du diabète',
    subject,
    addresses: [{ reference: 'Condition/diabetes' }],
    goal: [{ reference: 'Goal/hba1c' }, { reference: 'Goal/dropped' }],
    careTeam: [{ reference: 'CareTeam/t1', display: 'Équipe' }],
    activity: [
      { reference: { reference: 'ServiceRequest/s1', display: 'Test VIH' } },
      { detail: { status: 'in-progress', description: 'Contrôle' } },
    ],
  }),
  resource('Goal', 'hba1c', { lifecycleStatus: 'active', description: { text: 'HbA1c < 7 %' }, subject }),
  resource('Goal', 'dropped', { lifecycleStatus: 'cancelled', description: { text: 'Marathon' }, subject }),
  resource('Specimen', 'blood', { subject, type: { text: 'Sang' } }),
  resource('Encounter', 'e1', { status: 'finished', class: { system: `${hl7}/v3-ActCode`, code: 'AMB' }, subject }),
];

export const directory: readonly Resource[] = [
  resource('Practitioner', 'gp', { name: [{ text: 'Dr Sophie Bernard' }], telecom: [{ system: 'phone', value: '1' }] }),
  resource('Practitioner', 'surgeon', { name: [{ family: 'Petit', given: ['Jean'] }] }),
  resource('Practitioner', 'psychiatrist', { name: [{ text: 'Dr Secret' }] }),
  resource('Organization', 'lab', { name: 'Laboratoire des Alpes' }),
  resource('Medication', 'insulin', {
    code: concept(atc, 'A10AB04', 'Insuline lispro 100 UI/mL'),
    form: concept('http://standardterms.edqm.eu', '11201000', 'Solution injectable'),
  }),
];

export function summaryInput(changes: Partial<SummaryInput> = {}): SummaryInput {
  return {
    patient,
    resources: records,
    referenced: directory,
    custodian: { name: 'Carnet France', country: 'FR' },
    language: 'fr',
    terminology,
    ...changes,
  };
}
