import { compositionRows, documentBundle, documentEntries, type Entry } from './document.ts';
import { ofPatientHere } from './patient.ts';
import { must, type OwnProfile, profile, type Row } from './profile.ts';
import { type Section, section, sectionRows } from './section.ts';

const ips = 'IPS 1.1';

const annex = (item: number, rest: string) => `EHDS Annex I (1.${item}); ${rest}`;
const required = `${ips}: required`;
const recommended = `${ips}: recommended`;
const inMyHealth = `${ips}: recommended, MyHealth@EU: required`;
const eps = 'EU patient summary';
const medicines = 'MedicationStatement MedicationRequest MedicationAdministration MedicationDispense DocumentReference';
const functioning = 'Condition ClinicalImpression Observation QuestionnaireResponse DocumentReference';
const observed = 'Observation DocumentReference';

const sections: readonly Section[] = [
  section(
    'must',
    'allergies',
    '48765-2',
    'Allergies and intolerances',
    'AllergyIntolerance DocumentReference',
    annex(4, required),
  ),
  section('must', 'problems', '11450-4', 'Problems', 'Condition DocumentReference', annex(7, required)),
  section('must', 'medications', '10160-0', 'Medicines', medicines, annex(12, required)),
  section(
    'should',
    'immunizations',
    '11369-6',
    'Immunizations',
    'Immunization DocumentReference',
    annex(6, recommended),
  ),
  section('should', 'procedures', '47519-4', 'Procedures', 'Procedure DocumentReference', annex(10, inMyHealth)),
  section(
    'should',
    'devices',
    '46264-8',
    'Medical devices and implants',
    'DeviceUseStatement DocumentReference',
    annex(9, inMyHealth),
  ),
  section(
    'should',
    'results',
    '30954-2',
    'Results',
    'Observation DiagnosticReport DocumentReference',
    annex(16, recommended),
  ),
  section('may', 'vitalSigns', '8716-3', 'Vital signs', observed, annex(16, ips)),
  section('may', 'pastIllness', '11348-0', 'Past illnesses', 'Condition DocumentReference', annex(7, ips)),
  section('may', 'functionalStatus', '47420-5', 'Functional status', functioning, annex(11, ips)),
  section(
    'may',
    'planOfCare',
    '18776-5',
    'Plan of care',
    'CarePlan ImmunizationRecommendation DocumentReference',
    annex(17, ips),
  ),
  section('may', 'socialHistory', '29762-2', 'Social history', observed, annex(13, ips)),
  section('may', 'pregnancy', '10162-6', 'Pregnancies', observed, annex(14, ips)),
  section('may', 'advanceDirectives', '42348-3', 'Advance directives', 'Consent DocumentReference', ips),
  section(
    'may',
    'alerts',
    '104605-1',
    'Alerts',
    'Flag DetectedIssue RiskAssessment DocumentReference',
    annex(5, `${eps}; IPS 2.0`),
  ),
  section('may', 'patientHistory', '11329-0', 'History in words', '', annex(8, eps)),
  section('may', 'travel', '10182-4', 'Travel', observed, `${eps}; eHN guideline on the patient summary`),
  section('may', 'patientStory', '81338-6', 'What the patient adds', '', annex(15, 'IPS 2.0')),
];

const composition = profile({
  id: 'patient-summary-composition',
  type: 'Composition',
  title: 'Patient summary: Composition',
  description: 'What is essential to know of a person in unplanned care, in sections.',
  rows: [
    ...compositionRows({
      words: 'must',
      source: ips,
      kind: [
        {
          id: 'Composition.type',
          loinc: '60591-5',
          short: 'LOINC 60591-5: patient summary',
          source: `${ips}; MyHealth@EU`,
        },
      ],
    }),
    ...sectionRows('ps', sections),
    // IPS 1.1 wants an entry that says that nothing is known; IPS 2.0 and EU examples say so by emptyReason.
    ...['allergies', 'problems', 'medications'].map((name) =>
      must(
        `Composition.section:${name}`,
        'ps-content',
        'The section lists what is known, or says by an entry or by emptyReason that nothing is.',
        'entry.exists() or emptyReason.exists()',
        `${ips}, with emptyReason as in IPS 2.0`,
      ),
    ),
  ],
});

/** A medicine by a reference alone is one only where the document has it. */
export function medicineHere(type: string): Row {
  return must(
    `${type}.medication[x]`,
    'doc-medicine',
    'The document has the Medication as an entry, under the address that is given here.',
    'reference.empty() or resolve().exists()',
    'FHIR R4 documents and bundle.html#references; EU patient summary eps-bundle-resource-code',
  );
}

const allergy = profile({
  id: 'allergy-intolerance',
  type: 'AllergyIntolerance',
  title: 'Allergy or intolerance of a summary',
  description: 'What the person is allergic to, or that nothing is known or nobody asked.',
  rows: [
    { id: 'AllergyIntolerance.code', min: 1, short: 'To what', source: 'EHDS Annex I (1.4); IPS 2.0' },
    ...ofPatientHere('AllergyIntolerance', 'patient'),
  ],
});

const immunization = profile({
  id: 'immunization',
  type: 'Immunization',
  title: 'Immunization of a summary',
  description: 'A vaccine that was given: R4 asks for what and when.',
  rows: [...ofPatientHere('Immunization', 'patient')],
});

const medicationStatement = profile({
  id: 'medication-statement',
  type: 'MedicationStatement',
  title: 'Medicine of a summary',
  description: 'A medicine that the person takes or took, and when; data-absent-reason where the time is not known.',
  rows: [
    medicineHere('MedicationStatement'),
    ...ofPatientHere('MedicationStatement'),
    {
      id: 'MedicationStatement.effective[x]',
      min: 1,
      short: 'Since or until when, or why that is not known',
      source: ips,
    },
  ],
});

const medication = profile({
  id: 'medication',
  type: 'Medication',
  title: 'Medicinal product of a summary',
  description: 'The product that a statement names.',
  rows: [
    {
      id: 'Medication.code',
      min: 1,
      short: 'Which product or substance',
      source: `${ips}; EU patient summary eps-bundle-resource-code`,
    },
  ],
});

const procedure = profile({
  id: 'procedure',
  type: 'Procedure',
  title: 'Procedure of a summary',
  description: 'What was done, and when; data-absent-reason where the time is not known.',
  rows: [
    { id: 'Procedure.code', min: 1, short: 'What was done', source: `EHDS Annex I (1.10); ${ips}` },
    ...ofPatientHere('Procedure'),
    { id: 'Procedure.performed[x]', min: 1, short: 'When, or why that is not known', source: ips },
  ],
});

const deviceUse = profile({
  id: 'device-use-statement',
  type: 'DeviceUseStatement',
  title: 'Device of a summary',
  description: 'A device or implant that the person depends on, and since when.',
  rows: [
    ...ofPatientHere('DeviceUseStatement'),
    { id: 'DeviceUseStatement.timing[x]', min: 1, short: 'Since when, or why that is not known', source: ips },
  ],
});

export const conditionProfile = profile({
  id: 'condition',
  type: 'Condition',
  title: 'Problem or diagnosis of a document',
  description: 'What the person has or had, or that nothing is known.',
  rows: [
    { id: 'Condition.code', min: 1, short: 'Which problem', source: 'EHDS Annex I (1.7); IPS 1.1; EU core' },
    ...ofPatientHere('Condition'),
  ],
});

const entry = (name: string, { type, id }: OwnProfile): Entry => ({ name, type, profile: id, source: ips });

const bundle = documentBundle({
  id: 'patient-summary',
  title: 'Patient summary',
  description:
    'Category 1 of Annex I of Regulation (EU) 2025/327 as a FHIR document, after IPS and the EU patient summary.',
  entries: [
    ...documentEntries(composition.id),
    entry('allergyIntolerance', allergy),
    entry('condition', conditionProfile),
    entry('medicationStatement', medicationStatement),
    entry('medication', medication),
    entry('immunization', immunization),
    entry('procedure', procedure),
    entry('deviceUseStatement', deviceUse),
  ],
});

export const patientSummaryProfiles: readonly OwnProfile[] = [
  bundle,
  composition,
  allergy,
  immunization,
  medicationStatement,
  medication,
  procedure,
  deviceUse,
];
