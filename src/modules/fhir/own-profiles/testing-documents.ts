import type { Resource } from '../resource.ts';
import type { Category } from './categories.ts';
import type { OwnProfile } from './profile.ts';

// Complete documents of the project's own, made of one small resource of each type, for the tests of this folder.

type Content = Readonly<Record<string, unknown>>;

const loinc = 'http://loinc.org';
const snomed = 'http://snomed.info/sct';
const hl7 = 'http://terminology.hl7.org/CodeSystem';

const concept = (system: string, code: string) => ({ coding: [{ system, code }] });
const words = (text: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${text}</p></div>`,
});
const subject = { reference: 'Patient/one' };
const identifier = [{ system: 'urn:ietf:rfc:3986', value: 'urn:uuid:5f0f4c4e-6d1e-4a3b-9d6e-0c7c5a1f0a11' }];
const when = '2026-03-02T09:30:00+01:00';

/** One sound resource of each type that documents are made of; its id is `one`. */
const resources: Readonly<Record<string, Content>> = {
  AdverseEvent: { actuality: 'actual', subject },
  AllergyIntolerance: {
    clinicalStatus: concept(`${hl7}/allergyintolerance-clinical`, 'active'),
    code: concept(snomed, '91936005'),
    patient: subject,
  },
  Basic: { code: { text: 'Selection of images' }, subject },
  CarePlan: { status: 'active', intent: 'plan', subject, title: 'Control in spring' },
  ClinicalImpression: { status: 'completed', subject },
  Condition: {
    clinicalStatus: concept(`${hl7}/condition-clinical`, 'active'),
    category: [concept(`${hl7}/condition-category`, 'problem-list-item')],
    code: concept(snomed, '46635009'),
    subject,
  },
  Consent: {
    status: 'active',
    scope: concept(`${hl7}/consentscope`, 'adr'),
    category: [concept(loinc, '59284-0')],
    patient: subject,
    policyRule: concept(`${hl7}/v3-ActCode`, 'OPTIN'),
  },
  DetectedIssue: { status: 'final', patient: subject },
  Device: { deviceName: [{ name: 'Pacemaker', type: 'user-friendly-name' }], patient: subject },
  DeviceUseStatement: {
    status: 'active',
    subject,
    timingDateTime: '2019-05-04',
    device: { reference: 'Device/one' },
  },
  DocumentReference: { status: 'current', subject, content: [{ attachment: { title: 'Letter' } }] },
  Encounter: {
    status: 'finished',
    class: { system: `${hl7}/v3-ActCode`, code: 'IMP' },
    subject,
    period: { start: '2026-02-26', end: '2026-03-02' },
  },
  Flag: { status: 'active', code: { text: 'Difficult airway' }, subject },
  ImagingStudy: {
    identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:1.2.840.99999.1.2' }],
    status: 'available',
    subject,
    started: when,
    modality: [{ system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CT' }],
  },
  Immunization: {
    status: 'completed',
    vaccineCode: concept('http://www.whocc.no/atc', 'J07BB02'),
    patient: subject,
    occurrenceDateTime: '2025-10-12',
  },
  ImmunizationRecommendation: {
    patient: subject,
    date: when,
    recommendation: [
      { vaccineCode: [concept('http://www.whocc.no/atc', 'J07BB02')], forecastStatus: { text: 'Due in autumn' } },
    ],
  },
  Medication: { code: concept('http://www.whocc.no/atc', 'A10AE04') },
  MedicationAdministration: {
    status: 'completed',
    medicationReference: { reference: 'Medication/one' },
    subject,
    effectiveDateTime: when,
  },
  MedicationDispense: {
    status: 'completed',
    medicationReference: { reference: 'Medication/one' },
    subject,
    performer: [{ actor: { reference: 'Organization/one' } }],
    authorizingPrescription: [{ identifier: { system: 'https://rx.example', value: '10-123' } }],
    quantity: { value: 1, unit: 'box' },
    whenHandedOver: when,
  },
  MedicationRequest: {
    identifier: [{ system: 'https://rx.example', value: '10-123' }],
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: concept('http://www.whocc.no/atc', 'A10AE04'),
    subject,
    authoredOn: '2026-03-02',
    requester: { reference: 'Practitioner/one' },
    groupIdentifier: { system: 'https://rx.example', value: 'group-1' },
    dosageInstruction: [{ text: '12 units in the evening' }],
    dispenseRequest: { quantity: { value: 5, unit: 'pen' } },
  },
  MedicationStatement: {
    status: 'active',
    medicationReference: { reference: 'Medication/one' },
    subject,
    effectivePeriod: { start: '2011-04-18' },
  },
  Observation: {
    status: 'final',
    category: [concept(`${hl7}/observation-category`, 'laboratory')],
    code: concept(loinc, '4548-4'),
    subject,
    effectiveDateTime: when,
    performer: [{ reference: 'Organization/one' }],
    valueQuantity: { value: 7.1, unit: '%', system: 'http://unitsofmeasure.org', code: '%' },
  },
  Organization: { name: 'Hospital of the example' },
  Patient: {
    identifier: [{ system: 'https://persons.example', value: '4711' }],
    name: [{ family: 'Example', given: ['Ada'] }],
    gender: 'female',
    birthDate: '1961-07-09',
  },
  Practitioner: { name: [{ family: 'Doctor', given: ['Dora'] }] },
  Procedure: { status: 'completed', code: concept(snomed, '80146002'), subject, performedDateTime: '2003-01-17' },
  QuestionnaireResponse: { status: 'completed', subject },
  RequestGroup: { status: 'active', intent: 'order', subject },
  RiskAssessment: { status: 'final', subject },
  ServiceRequest: { identifier, status: 'active', intent: 'order', code: { text: 'As asked' }, subject },
  Specimen: { type: concept(snomed, '119297000'), subject },
};

/** What the DiagnosticReport of a category has beyond its code. */
const reports: Readonly<Record<string, Content>> = {
  'Laboratory-Reports': {
    extension: [
      {
        url: 'http://hl7.org/fhir/5.0/StructureDefinition/extension-DiagnosticReport.composition',
        valueReference: { reference: 'Composition/one' },
      },
    ],
    specimen: [{ reference: 'Specimen/one' }],
  },
  'Medical-Imaging': { imagingStudy: [{ reference: 'ImagingStudy/one' }] },
};

/** What the tests read of an ElementDefinition. */
export interface Element {
  readonly id: string;
  readonly min?: number;
  readonly max?: string;
  readonly sliceName?: string;
  readonly fixedCode?: string;
  readonly patternCodeableConcept?: object;
  readonly type?: readonly { readonly code: string; readonly targetProfile?: readonly string[] }[];
  readonly constraint?: readonly { readonly key: string; readonly severity: string; readonly human: string }[];
}

export const elementsOf = ({ differential }: OwnProfile) =>
  (differential?.element ?? []) as unknown as readonly Element[];

/** Types that a reference of an element may lead to. */
export function targetsOf(element: Element): readonly string[] {
  return (element.type?.[0]?.targetProfile ?? []).map((canonical) => canonical.slice(canonical.lastIndexOf('/') + 1));
}

/** A section for each slice that the profile names, with an entry of the first type that it may list. */
function sectionsOf(composition: OwnProfile): readonly Content[] {
  const elements = elementsOf(composition);
  const named = elements.filter(({ id }) => /^Composition\.section:\w+$/.test(id));
  const sections = named.map(({ id }) => {
    const code = elements.find((one) => one.id === `${id}.code`)?.patternCodeableConcept;
    const [first] = targetsOf(elements.find((one) => one.id === `${id}.entry`) ?? { id });
    return {
      title: id,
      code,
      text: words('In words'),
      ...(first !== undefined && { entry: [{ reference: `${first}/one` }] }),
    };
  });
  // Those of a laboratory have no names.
  const results = { title: 'Results', code: concept(loinc, '18719-5'), text: words('In words') };
  return sections.length > 0 ? sections : [{ ...results, entry: [{ reference: 'Observation/one' }] }];
}

/** A document of a category in which no profile of its finds anything, with every section that it names. */
export function completeDocument(category: Category): Resource {
  const [, profile] = category.profiles;
  if (profile === undefined) throw new Error('A category has a profile of its Composition');
  const type = concept(loinc, category.types[0] ?? '');
  const composition = {
    resourceType: 'Composition',
    id: 'one',
    language: 'en',
    text: words('A document'),
    identifier: identifier[0],
    status: 'final',
    type,
    subject,
    encounter: { reference: 'Encounter/one' },
    date: when,
    author: [{ reference: 'Practitioner/one' }],
    title: category.name,
    custodian: { reference: 'Organization/one' },
    section: sectionsOf(profile),
  };
  const report = reports[category.priority];
  const diagnosticReport =
    report === undefined
      ? []
      : [{ resourceType: 'DiagnosticReport', id: 'one', identifier, status: 'final', code: type, subject, ...report }];
  const others = Object.entries(resources).map(([resourceType, content]) => ({ resourceType, id: 'one', ...content }));
  return apart({
    resourceType: 'Bundle',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:0a7cb7f3-6f0f-4b5a-8c5e-3a0a5d3c7a52' },
    type: 'document',
    timestamp: when,
    entry: [composition, ...diagnosticReport, ...others].map((resource) => ({
      fullUrl: `https://documents.example/${resource.resourceType}/${resource.id}`,
      resource,
    })),
  });
}

/** A copy of which no part is shared: what is changed of one resource stays as it is in all others. */
function apart(document: Resource): Resource {
  return JSON.parse(JSON.stringify(document)) as Resource;
}

/** A prescription of two medicines without a Composition. */
export function completeCollection(): Resource {
  const listed = ['RequestGroup', 'MedicationRequest', 'MedicationRequest', 'Practitioner', 'Patient'];
  return apart({
    resourceType: 'Bundle',
    type: 'collection',
    entry: listed.map((resourceType, n) => {
      const id = n === 2 ? 'two' : 'one';
      return {
        fullUrl: `https://documents.example/${resourceType}/${id}`,
        resource: { resourceType, id, ...resources[resourceType] },
      };
    }),
  });
}
