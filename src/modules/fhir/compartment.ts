import { isResourceId } from '#kernel';
import { isObject } from './json-value.ts';
import type { Compartment, Resource } from './resource.ts';

/**
 * Where each type names the person whose record it belongs to: the elements of the R4 patient compartment, the one that
 * says whom it is about before those that say who did it. A path decides as soon as it names a person at all.
 */
export const compartmentPaths: Readonly<Record<string, readonly string[]>> = {
  Account: ['subject'],
  AdverseEvent: ['subject'],
  AllergyIntolerance: ['patient', 'recorder', 'asserter'],
  Appointment: ['participant.actor'],
  AppointmentResponse: ['actor'],
  AuditEvent: ['entity.what', 'agent.who'],
  Basic: ['subject', 'author'],
  BodyStructure: ['patient'],
  CarePlan: ['subject', 'activity.detail.performer'],
  CareTeam: ['subject', 'participant.member'],
  ChargeItem: ['subject'],
  Claim: ['patient', 'payee.party'],
  ClaimResponse: ['patient'],
  ClinicalImpression: ['subject'],
  Communication: ['subject', 'sender', 'recipient'],
  CommunicationRequest: ['subject', 'recipient', 'sender', 'requester'],
  Composition: ['subject', 'author', 'attester.party'],
  Condition: ['subject', 'asserter'],
  Consent: ['patient'],
  Coverage: ['beneficiary', 'subscriber', 'policyHolder', 'payor'],
  CoverageEligibilityRequest: ['patient'],
  CoverageEligibilityResponse: ['patient'],
  DetectedIssue: ['patient'],
  DeviceRequest: ['subject', 'performer'],
  DeviceUseStatement: ['subject'],
  DiagnosticReport: ['subject'],
  DocumentManifest: ['subject', 'author', 'recipient'],
  DocumentReference: ['subject', 'author'],
  Encounter: ['subject'],
  EnrollmentRequest: ['candidate'],
  EpisodeOfCare: ['patient'],
  ExplanationOfBenefit: ['patient', 'payee.party'],
  FamilyMemberHistory: ['patient'],
  Flag: ['subject'],
  Goal: ['subject'],
  Group: ['member.entity'],
  ImagingStudy: ['subject'],
  Immunization: ['patient'],
  ImmunizationEvaluation: ['patient'],
  ImmunizationRecommendation: ['patient'],
  Invoice: ['subject', 'recipient'],
  List: ['subject', 'source'],
  MeasureReport: ['subject'],
  Media: ['subject'],
  MedicationAdministration: ['subject', 'performer.actor'],
  MedicationDispense: ['subject', 'receiver'],
  MedicationRequest: ['subject'],
  MedicationStatement: ['subject'],
  MolecularSequence: ['patient'],
  NutritionOrder: ['patient'],
  Observation: ['subject', 'performer'],
  Person: ['link.target'],
  Procedure: ['subject', 'performer.actor'],
  Provenance: ['target'],
  QuestionnaireResponse: ['subject', 'author'],
  RelatedPerson: ['patient'],
  RequestGroup: ['subject', 'action.participant'],
  ResearchSubject: ['individual'],
  RiskAssessment: ['subject'],
  Schedule: ['actor'],
  ServiceRequest: ['subject', 'performer'],
  Specimen: ['subject'],
  SupplyDelivery: ['patient'],
  SupplyRequest: ['deliverTo'],
  Task: ['for', 'focus'],
  VisionPrescription: ['patient'],
  // What the compartment of the standard leaves out although it is about a person.
  Binary: ['securityContext'],
  BiologicallyDerivedProduct: ['collection.source'],
  Contract: ['subject'],
  Device: ['patient'],
  GuidanceResponse: ['subject'],
  Linkage: ['item.resource'],
  MessageHeader: ['focus'],
  VerificationResult: ['target'],
};

const compiledPaths: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  Object.entries(compartmentPaths).map(([type, paths]) => [type, paths.map((path) => path.split('.'))]),
);

/**
 * The person whose record a resource belongs to. A Patient belongs to itself (`id`, which the server may know before the
 * resource bears it). Only relative references `Patient/x` count: an absolute, `urn:`, contained or merely identified
 * subject is somebody whom this node does not keep, and then nobody else is taken in his place. A path that names two
 * persons names none. A Bundle belongs to the subject of its Composition, or to the only Patient in it.
 */
export function compartmentOf(resource: Resource, id: string | undefined = resource.id): Compartment {
  if (resource.resourceType === 'Patient') return id === undefined || !isResourceId(id) ? {} : { patient: id };
  if (resource.resourceType === 'Bundle') return compartmentOfBundle(resource);
  for (const path of compiledPaths.get(resource.resourceType) ?? []) {
    const named = personNamedBy(resource, path);
    if (named === unknownPerson) return {};
    if (named !== undefined) return { patient: named };
  }
  return {};
}

/** Somebody is named who is not one Patient of this node. */
const unknownPerson = Symbol('unknown person');
type Named = string | typeof unknownPerson | undefined;

function personNamedBy(resource: Resource, path: readonly string[]): Named {
  const only = path[0];
  if (path.length === 1 && only !== undefined) {
    const value = resource[only];
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return personOf(value);
  }
  let named: Named;
  for (const value of valuesAt(resource, path)) {
    const next = personOf(value);
    if (next === undefined || next === named) continue;
    if (named !== undefined) return unknownPerson;
    named = next;
  }
  return named;
}

/** Undefined where the reference leads to something of this node that is no Patient, as a Location or a Group. */
function personOf(value: unknown): Named {
  if (!isObject(value)) return undefined;
  const { reference } = value;
  if (typeof reference !== 'string') return value.identifier === undefined ? undefined : unknownPerson;
  if (!reference.startsWith('Patient/')) return relativeReference.test(reference) ? undefined : unknownPerson;
  const end = reference.indexOf('/', 8);
  const id = end === -1 ? reference.slice(8) : reference.slice(8, end);
  if (end !== -1 && !reference.startsWith('/_history/', end)) return unknownPerson;
  return isResourceId(id) ? id : unknownPerson;
}

const relativeReference = /^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}(\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

function compartmentOfBundle(bundle: Resource): Compartment {
  const entries = (Array.isArray(bundle.entry) ? bundle.entry : []).filter(isObject);
  const first = entries[0]?.resource;
  if (isObject(first) && first.resourceType === 'Composition') {
    const { subject } = first;
    const named = personOf(subject);
    if (typeof named === 'string') return { patient: named };
    const reference = isObject(subject) ? subject.reference : undefined;
    if (reference !== undefined) {
      const entry = entries.find((candidate) => candidate.fullUrl === reference);
      return patientEntry(entry?.resource);
    }
  }
  const patients = entries
    .map((entry) => entry.resource)
    .filter((resource) => isObject(resource) && resource.resourceType === 'Patient');
  return patients.length === 1 ? patientEntry(patients[0]) : {};
}

function patientEntry(resource: unknown): Compartment {
  if (!isObject(resource) || resource.resourceType !== 'Patient') return {};
  return typeof resource.id === 'string' && isResourceId(resource.id) ? { patient: resource.id } : {};
}

function valuesAt(root: Resource, path: readonly string[]): readonly unknown[] {
  let values: unknown[] = [root];
  for (const step of path) {
    values = values.flatMap((value) => (isObject(value) ? (value[step] ?? []) : []));
  }
  return values;
}
