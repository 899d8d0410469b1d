import { compositionRows, documentBundle, documentEntries } from './document.ts';
import { ofPatient } from './patient.ts';
import { must, type OwnProfile, profile, should } from './profile.ts';
import { hasSection, isOneOf, type Section, section, sectionRows } from './section.ts';

const guide = 'EU imaging report (ballot)';
const annex = 'EHDS Annex I (4)';

/** Kinds of imaging reports (LOINC) that do not depend on the examination. */
export const imagingTypes = [
  '85430-7', // Diagnostic imaging report
  '18748-4', // Diagnostic imaging study: MyHealth@EU
  '68604-8', // Radiology diagnostic study note: EU health data API
  '18726-0', // Radiology studies (set)
] as const;

/** HL7 Europe's codes of the six categories; the code system has two addresses, by R4 and by R5. */
export const prioritySystems: readonly string[] = ['health-data-api', 'eu-health-data-api'].map(
  (guide) => `http://hl7.eu/fhir/${guide}/CodeSystem/eehrxf-document-priority-category-cs`,
);

/** HL7's diagnostic services that make images (table 0074). */
export const imagingServices = {
  system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
  codes: ['CT', 'CUS', 'NMR', 'NMS', 'OUS', 'RAD', 'RUS', 'RX', 'VUS', 'XRC'],
} as const;

const isAmong = (codes: readonly string[]) => `(${codes.map((code) => `'${code}'`).join(' | ')})`;

/** An imaging report is known by its type or, where that is the examination, by its category. */
const isImaging = [
  `type.${isOneOf(imagingTypes)}`,
  `category.${isOneOf(imagingTypes)}`,
  `category.coding.where(system in ${isAmong(prioritySystems)} and code = 'Medical-Imaging').exists()`,
  `category.coding.where(system = '${imagingServices.system}' and code in ${isAmong(imagingServices.codes)}).exists()`,
].join(' or ');

const draft = `${guide}: 1..1, with emptyReason where unknown`;

const sections: readonly Section[] = [
  section('must', 'imagingStudy', '18726-0', 'Imaging studies', 'ImagingStudy', `${annex}; ${guide}: 1..1`),
  section('should', 'order', '55115-0', 'Order', 'ServiceRequest', draft),
  section('should', 'history', '11329-0', 'History', '', draft),
  section('should', 'procedure', '55111-9', 'Procedure', 'Procedure AdverseEvent Observation', draft),
  section('may', 'comparison', '18834-2', 'Comparison', 'ImagingStudy DocumentReference Basic', guide),
  section('may', 'findings', '59776-5', 'Findings', '', guide),
  section('may', 'findingsInWords', '18782-3', 'Findings in words', '', 'LOINC radiology study observation'),
  section('may', 'impression', '19005-8', 'Impression', '', guide),
  section('may', 'recommendation', '18783-1', 'Recommendation', 'CarePlan ServiceRequest', guide),
  section('may', 'communication', '73568-8', 'Communication', '', guide),
  section('may', 'report', 'LP173421-1', 'Report in one piece', '', guide),
];

const composition = profile({
  id: 'imaging-report-composition',
  type: 'Composition',
  title: 'Imaging report: Composition',
  description: 'What was examined by images, what was seen, and what it means, in sections.',
  rows: [
    ...compositionRows({
      words: 'should',
      source: guide,
      kind: [
        {
          id: 'Composition.identifier',
          min: 1,
          short: 'Identifier of the report, in all its versions',
          source: `${guide}: 1..1`,
        },
      ],
    }),
    must(
      'Composition',
      'img-type',
      `An imaging report says so in its type or category: LOINC ${imagingTypes.join(', ')}, Medical-Imaging of the European categories, or a diagnostic service that makes images.`,
      isImaging,
      `${guide}: category 85430-7 and Medical-Imaging, in its drafts a diagnostic service; EU health data API and MyHealth@EU: by the type`,
    ),
    must(
      'Composition',
      'img-findings',
      'An imaging report tells what was seen: in the section “Findings” (LOINC 59776-5 or 18782-3), “Impression” (19005-8) or “Report” (LP173421-1).',
      hasSection('59776-5', '18782-3', '19005-8', 'LP173421-1'),
      `${annex}: related imaging reports; ${guide}: findings, impression or report in one piece`,
    ),
    ...sectionRows('img', sections),
    must(
      'Composition.section:imagingStudy',
      'img-study',
      'The section names the imaging studies that are reported.',
      'entry.exists()',
      `${annex}; ${guide}: 1..1`,
    ),
  ],
});

const study = profile({
  id: 'imaging-study',
  type: 'ImagingStudy',
  title: 'Imaging study',
  description: 'The images that were taken, and by which they can be found.',
  rows: [
    should(
      'ImagingStudy',
      'img-modality',
      'An imaging study should say by which modality the images were taken.',
      'modality.exists() or series.modality.exists()',
      `${annex}; ${guide}`,
    ),
    should(
      'ImagingStudy',
      'img-start',
      'An imaging study should say when it was made.',
      'started.exists()',
      `${annex}; ${guide}`,
    ),
    { id: 'ImagingStudy.identifier', min: 1, short: 'Identifiers', source: `${guide}: studyInstanceUid 1..1` },
    should(
      'ImagingStudy.identifier',
      'img-oid',
      'A DICOM UID should stand as urn:oid: and the UID.',
      "system = 'urn:dicom:uid' implies value.startsWith('urn:oid:')",
      `${guide} im-imagingstudy-01; FHIR R4 imagingstudy.html`,
    ),
    must(
      'ImagingStudy',
      'img-uid',
      'An imaging study has its DICOM Study Instance UID as an identifier of the system urn:dicom:uid.',
      "identifier.where(system = 'urn:dicom:uid').exists()",
      `${guide}: 1..1; FHIR R4 imagingstudy.html`,
    ),
    ofPatient('ImagingStudy'),
  ],
});

const report = profile({
  id: 'imaging-diagnostic-report',
  type: 'DiagnosticReport',
  title: 'Imaging report: DiagnosticReport',
  description: 'The report as data: what it is, whose, and the studies that it reports.',
  rows: [
    should(
      'DiagnosticReport',
      'img-reported',
      'The DiagnosticReport should name the imaging studies that it reports.',
      'imagingStudy.exists()',
      guide,
    ),
    { id: 'DiagnosticReport.identifier', min: 1, short: 'Identifier of the report', source: `${guide}: 1..*` },
    { id: 'DiagnosticReport.subject', min: 1, short: 'Who was examined', source: guide },
    ofPatient('DiagnosticReport'),
  ],
});

const bundle = documentBundle({
  id: 'imaging-report',
  title: 'Imaging report',
  description: 'Category 4 of Annex I of Regulation (EU) 2025/327 as a FHIR document, after the EU imaging report.',
  entries: [
    ...documentEntries(composition.id),
    {
      name: 'diagnosticReport',
      type: 'DiagnosticReport',
      profile: report.id,
      min: 1,
      max: '1',
      source: `${guide}: 1..1`,
    },
    { name: 'imagingStudy', type: 'ImagingStudy', profile: study.id, min: 1, source: `${annex}; ${guide}: 1..*` },
  ],
});

export const imagingReportProfiles: readonly OwnProfile[] = [bundle, composition, report, study];
