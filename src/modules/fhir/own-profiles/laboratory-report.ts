import { compositionRows, documentBundle, documentEntries } from './document.ts';
import { ofPatient } from './patient.ts';
import { must, type OwnProfile, profile, should } from './profile.ts';
import { isOneOf } from './section.ts';

const lab = 'EU laboratory 0.2.0';

/**
 * Kinds of laboratory reports (LOINC): the one of the EU guide and of MyHealth@EU, and the studies by which national
 * practice types a report of one specialty (IHE XD-LAB; the study types of the EU guide).
 */
export const laboratoryTypes = [
  '11502-2', // Laboratory report
  '26436-6', // Laboratory studies
  '18717-9', // Blood bank
  '18718-7', // Cell markers
  '18719-5', // Chemistry
  '18720-3', // Coagulation
  '18721-1', // Therapeutic drug monitoring
  '18722-9', // Fertility
  '18723-7', // Haematology
  '18724-5', // HLA
  '18725-2', // Microbiology
  '18727-8', // Serology
  '18728-6', // Toxicology
  '18729-4', // Urinalysis
  '18767-4', // Blood gases
  '18768-2', // Cell counts and differential
  '18769-0', // Antimicrobial susceptibility
  '26435-8', // Molecular pathology
  '26437-4', // Chemistry challenge
  '26438-2', // Cytology
] as const;

const composition = profile({
  id: 'laboratory-report-composition',
  type: 'Composition',
  title: 'Laboratory report: Composition',
  description: 'Results of studies on specimens, in sections by study.',
  rows: [
    ...compositionRows({
      words: 'should',
      source: lab,
      kind: [
        must(
          'Composition.type',
          'lab-type',
          'The type of a laboratory report is LOINC 11502-2, or the LOINC code of a kind of laboratory studies.',
          isOneOf(laboratoryTypes),
          `${lab}: preferred; MyHealth@EU: 11502-2 required; IHE XD-LAB: studies`,
        ),
      ],
    }),
    must(
      'Composition.section',
      'lab-content',
      'A section lists results, or has sections inside of it that do, or is an annotation in words (LOINC 48767-8).',
      `entry.exists() or section.exists() or emptyReason.exists() or (code.${isOneOf(['48767-8'])} and text.exists())`,
      `${lab}: sections lab-no-subsections, lab-subsections, annotations`,
    ),
    { id: 'Composition.section.entry', targets: ['Observation'], short: 'Results', source: lab },
  ],
});

const report = profile({
  id: 'laboratory-diagnostic-report',
  type: 'DiagnosticReport',
  title: 'Laboratory report: DiagnosticReport',
  description: 'The report as data: what it is, whose, and its results.',
  rows: [
    should(
      'DiagnosticReport',
      'lab-composition',
      'The DiagnosticReport should name the Composition of its document (extension DiagnosticReport.composition of R5).',
      "extension('http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition').exists()",
      `${lab}: 1..1; a warning here, as a document has one report and one Composition anyway`,
    ),
    should(
      'DiagnosticReport',
      'lab-specimen',
      'A laboratory report should name the specimens that were examined.',
      'specimen.exists()',
      'EHDSLaboratoryReport: specimen',
    ),
    { id: 'DiagnosticReport.subject', min: 1, short: 'Whose results', source: lab },
    ofPatient('DiagnosticReport'),
  ],
});

const observation = profile({
  id: 'laboratory-observation',
  type: 'Observation',
  title: 'Laboratory result',
  description: 'One result: what was examined, when, by whom, and what was found.',
  rows: [
    must(
      'Observation',
      'lab-value',
      'A result has a value, components or members, or says why not (dataAbsentReason), unless it is registered or cancelled.',
      "status in ('registered' | 'cancelled') or value.exists() or hasMember.exists() or component.exists() or dataAbsentReason.exists() or extension('http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value').exists()",
      `${lab} eu-lab-1`,
    ),
    should(
      'Observation',
      'lab-unit',
      'A quantity should have a unit of UCUM (system http://unitsofmeasure.org and code).',
      "value.ofType(Quantity).all(value.empty() or (system = 'http://unitsofmeasure.org' and code.exists()))",
      `${lab}: Quantity-eu-lab, of UCUM`,
    ),
    {
      id: 'Observation.category',
      min: 1,
      slicedBy: { type: 'pattern', path: '$this' },
      short: 'Kinds of observation',
      source: lab,
    },
    {
      id: 'Observation.category:laboratory',
      min: 1,
      coding: { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'laboratory' },
      short: 'laboratory',
      source: `${lab}: 1..1`,
    },
    { id: 'Observation.subject', min: 1, short: 'Whose result', source: lab },
    ofPatient('Observation'),
    { id: 'Observation.effective[x]', min: 1, short: 'When the specimen was taken', source: lab },
    { id: 'Observation.performer', min: 1, short: 'Who answers for the result', source: lab },
  ],
});

const order = profile({
  id: 'laboratory-order',
  type: 'ServiceRequest',
  title: 'Laboratory order',
  description: 'What was asked for.',
  rows: [{ id: 'ServiceRequest.identifier', min: 1, short: 'Identifier of the order', source: lab }],
});

const specimen = profile({
  id: 'laboratory-specimen',
  type: 'Specimen',
  title: 'Laboratory specimen',
  description: 'What was examined.',
  rows: [
    should(
      'Specimen',
      'lab-material',
      'A specimen should say what it is (type).',
      'type.exists()',
      'EHDSSpecimen: material',
    ),
  ],
});

const both = (element: string) =>
  `entry.resource.ofType(Composition).${element}.empty() or entry.resource.ofType(DiagnosticReport).${element}.empty()`;

const bundle = documentBundle({
  id: 'laboratory-report',
  title: 'Laboratory report',
  description: 'Category 5 of Annex I of Regulation (EU) 2025/327 as a FHIR document, after the EU laboratory report.',
  entries: [
    ...documentEntries(composition.id),
    {
      name: 'diagnosticReport',
      type: 'DiagnosticReport',
      profile: report.id,
      min: 1,
      max: '1',
      source: `${lab} one-dr`,
    },
    { name: 'observation', type: 'Observation', profile: observation.id, source: lab },
    { name: 'serviceRequest', type: 'ServiceRequest', profile: order.id, source: lab },
    { name: 'specimen', type: 'Specimen', profile: specimen.id, source: lab },
  ],
  rules: [
    must(
      'Bundle',
      'lab-same-identifier',
      'Composition and DiagnosticReport are one report: they share an identifier where both have one.',
      `${both('identifier')} or entry.resource.ofType(Composition).identifier.intersect(entry.resource.ofType(DiagnosticReport).identifier).exists()`,
      `${lab} dr-comp-identifier`,
    ),
    must(
      'Bundle',
      'lab-same-type',
      'Composition.type and DiagnosticReport.code share a code.',
      'entry.resource.ofType(DiagnosticReport).empty() or entry.resource.ofType(Composition).type.coding.select(code).intersect(entry.resource.ofType(DiagnosticReport).code.coding.select(code)).exists()',
      `${lab} dr-comp-type`,
    ),
    must(
      'Bundle',
      'lab-same-subject',
      'Composition and DiagnosticReport are about the same person.',
      `${both('subject.reference')} or entry.resource.ofType(Composition).subject.reference = entry.resource.ofType(DiagnosticReport).subject.reference`,
      `${lab} dr-comp-subj`,
    ),
    must(
      'Bundle',
      'lab-same-encounter',
      'Composition and DiagnosticReport name the same encounter, where both name one.',
      `${both('encounter.reference')} or entry.resource.ofType(Composition).encounter.reference = entry.resource.ofType(DiagnosticReport).encounter.reference`,
      `${lab} dr-comp-enc`,
    ),
  ],
});

export const laboratoryReportProfiles: readonly OwnProfile[] = [
  bundle,
  composition,
  report,
  observation,
  order,
  specimen,
];
