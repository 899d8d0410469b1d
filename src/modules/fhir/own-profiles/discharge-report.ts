import { compositionRows, documentBundle, documentEntries } from './document.ts';
import { ofPatientHere } from './patient.ts';
import { medicineHere } from './patient-summary.ts';
import { must, type OwnProfile, profile, should } from './profile.ts';
import { hasSection, isOneOf, type Section, section, sectionRows } from './section.ts';

const hdr = 'EU hospital discharge report 1.0';
const dr = 'EU discharge report';

/** Kinds of discharge reports (LOINC): those of MyHealth@EU, of the EU guides and of the EU health data API. */
export const dischargeTypes = [
  '34105-7', // Hospital discharge summary: EU hospital discharge report, MyHealth@EU
  '18842-5', // Discharge summary, where nothing more precise applies
  '100719-4', // Surgical oncology
  '59258-4', // Emergency department
  '11490-0', // Physician
  '28655-9', // Attending
  '34106-5', // Physician, hospital
  '34745-0', // Nurse
] as const;

const stay = (part: string) => `EHDS Annex I (6): ${part}; ${hdr}`;
const observed = 'Observation DocumentReference';
const medicines = 'MedicationStatement MedicationRequest MedicationDispense MedicationAdministration';
const devices = 'DeviceUseStatement Procedure';
const functioning = 'Condition ClinicalImpression Observation QuestionnaireResponse DocumentReference';
const results = 'Observation DiagnosticReport DocumentReference ServiceRequest';

const sections: readonly Section[] = [
  section('should', 'dischargeDiagnoses', '11535-2', 'Diagnoses at discharge', 'Condition', stay('discharge')),
  section('should', 'dischargeMedicines', '75311-1', 'Medicines after discharge', medicines, stay('treatment')),
  section('should', 'planOfCare', '18776-5', 'Plan of care', 'CarePlan DocumentReference', stay('discharge')),
  section('may', 'course', '8648-8', 'Course of the stay', '', stay('treatment')),
  section('may', 'dischargeSummary', '18842-5', 'Discharge summary in one piece', '', dr),
  section('may', 'admissionEvaluation', '67851-6', 'Findings at admission', '', stay('admission')),
  section('may', 'vitalSigns', '8716-3', 'Vital signs', observed, hdr),
  section('may', 'physicalFindings', '29545-1', 'Physical findings', observed, hdr),
  section('may', 'functionalStatus', '47420-5', 'Functional status', functioning, hdr),
  section('may', 'procedures', '10185-7', 'Significant procedures', 'Procedure DocumentReference', hdr),
  section('may', 'implants', '57080-4', 'Devices and implants', devices, hdr),
  section('may', 'devices', '46264-8', 'Devices used before', `${devices} DocumentReference`, dr),
  section('may', 'pastProcedures', '47519-4', 'Procedures before', 'Procedure DocumentReference', dr),
  section('may', 'pharmacotherapy', '87232-5', 'Medicines during the stay', medicines, hdr),
  section('may', 'results', '30954-2', 'Significant results', results, hdr),
  section('may', 'synthesis', '67781-5', 'Synthesis', '', hdr),
  section('may', 'dischargeInstructions', '8653-8', 'Instructions at discharge', '', hdr),
  section('may', 'dischargeDetails', '8650-4', 'Details of the discharge', '', hdr),
  section('may', 'allergies', '48765-2', 'Allergies and intolerances', 'AllergyIntolerance DocumentReference', hdr),
  section('may', 'alerts', '104605-1', 'Alerts', 'Flag DocumentReference', hdr),
  section('may', 'patientHistory', '11329-0', 'History in words', '', hdr),
  section('may', 'problems', '11450-4', 'Problems', 'Condition DocumentReference', hdr),
  section('may', 'immunizations', '11369-6', 'Immunizations', 'Immunization DocumentReference', hdr),
  section('may', 'attachments', '77599-9', 'Attachments', 'DocumentReference Binary', hdr),
];

const composition = profile({
  id: 'discharge-report-composition',
  type: 'Composition',
  title: 'Discharge report: Composition',
  description: 'What was found and done during a stay, and what comes after it, in sections.',
  rows: [
    ...compositionRows({
      words: 'must',
      source: `${hdr}; ${dr} cmp-dr-1`,
      kind: [
        must(
          'Composition.type',
          'dis-type',
          `The type of a discharge report is one of LOINC ${dischargeTypes.join(', ')}.`,
          isOneOf(dischargeTypes),
          `${hdr}, ${dr}, EU health data API: each names other codes`,
        ),
      ],
    }),
    must(
      'Composition',
      'dis-course',
      'A discharge report tells what was done: in the section “Course of the stay” (LOINC 8648-8) or “Discharge summary” (LOINC 18842-5).',
      hasSection('8648-8', '18842-5'),
      `EHDS Annex I (6): treatment; ${hdr}: hospital course 1..1; ${dr} cmp-dr-2`,
    ),
    should(
      'Composition',
      'dis-encounter',
      'A discharge report should name the stay that it is about (Composition.encounter).',
      'encounter.exists()',
      `${dr}: encounter 1..1; ${hdr}: optional, so that its examples have it in the Bundle alone`,
    ),
    ...sectionRows('dis', sections),
  ],
});

const encounter = profile({
  id: 'discharge-encounter',
  type: 'Encounter',
  title: 'Stay of a discharge report',
  description: 'Admission and discharge.',
  rows: [
    { id: 'Encounter.subject', min: 1, short: 'Whose stay it was', source: hdr },
    ...ofPatientHere('Encounter'),
    { id: 'Encounter.period', min: 1, short: 'The stay', source: `EHDS Annex I (6): admission and discharge; ${hdr}` },
    { id: 'Encounter.period.start', min: 1, short: 'Admission', source: 'EHDS Annex I (6): admission' },
    should(
      'Encounter.period',
      'dis-end',
      'A stay that a discharge report is about should have an end: the discharge.',
      'end.exists()',
      'EHDS Annex I (6): discharge; a report may be written before the person leaves',
    ),
  ],
});

const medicine = profile({
  id: 'discharge-medicine',
  type: 'MedicationStatement',
  title: 'Medicine of a discharge report',
  description: 'A medicine that the person took during the stay, or is to take after it.',
  rows: [medicineHere('MedicationStatement'), ...ofPatientHere('MedicationStatement')],
});

const bundle = documentBundle({
  id: 'discharge-report',
  title: 'Discharge report',
  description:
    'Category 6 of Annex I of Regulation (EU) 2025/327 as a FHIR document, after the EU hospital discharge report.',
  entries: [
    ...documentEntries(composition.id),
    { name: 'encounter', type: 'Encounter', profile: encounter.id, min: 1, source: `EHDS Annex I (6); ${dr}` },
    { name: 'condition', type: 'Condition', profile: 'condition', source: hdr },
    { name: 'medicationStatement', type: 'MedicationStatement', profile: medicine.id, source: hdr },
  ],
});

export const dischargeReportProfiles: readonly OwnProfile[] = [bundle, composition, encounter, medicine];
