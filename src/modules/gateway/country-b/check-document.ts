import type { DocumentBundle } from '#documents';
import { checkStructure, type Resource } from '#fhir';
import { loinc, patientSummaryCode } from '../fhir-messages.ts';
import type { EnteredTraits } from './partner-transport.ts';

/** Faults of structure after which a document cannot be read safely; lesser ones do not keep it from a clinician. */
const unreadable: ReadonlySet<string> = new Set([
  'structure.unknown-type',
  'structure.wrong-type',
  'structure.primitive',
]);

/** Is this a FHIR document (R4 documents.html), and a patient summary? */
export function isDocument(resource: Resource): resource is DocumentBundle {
  const document = resource as Partial<DocumentBundle>;
  if (document.resourceType !== 'Bundle' || document.type !== 'document' || !Array.isArray(document.entry))
    return false;
  const complete = document.entry.every(
    (entry) => typeof entry?.fullUrl === 'string' && typeof entry.resource?.resourceType === 'string',
  );
  if (!complete || checkStructure(resource).some(isUnreadable)) return false;
  const composition = document.entry[0]?.resource;
  return composition?.resourceType === 'Composition' && codingsOf(composition.type).some(isSummary);
}

/**
 * Is the document about the person who was asked for? The other node vouches for that; a clinician who reads the wrong
 * person's allergies is harm enough to look again.
 */
export function isAbout(document: DocumentBundle, traits: EnteredTraits): boolean {
  const subject = (document.entry[0]?.resource.subject as { readonly reference?: string } | undefined)?.reference;
  const patients = document.entry.filter((entry) => entry.resource.resourceType === 'Patient');
  const meant = patients.find(
    ({ fullUrl, resource }) => fullUrl === subject || `Patient/${resource.id}` === subject,
  )?.resource;
  if (meant === undefined || meant.birthDate !== traits.birthDate) return false;
  type Identifier = { readonly system?: string; readonly value?: string };
  const sameSystem = ((meant.identifier ?? []) as readonly Identifier[]).filter(
    (identifier) => identifier.system === traits.identifier.system,
  );
  return sameSystem.length === 0 || sameSystem.some((identifier) => identifier.value === traits.identifier.value);
}

function isUnreadable(issue: { readonly severity: string; readonly code: string }): boolean {
  return issue.severity === 'error' && unreadable.has(issue.code);
}

type Coding = { readonly system?: unknown; readonly code?: unknown };

function codingsOf(concept: unknown): readonly Coding[] {
  return (concept as { readonly coding?: readonly Coding[] } | undefined)?.coding ?? [];
}

function isSummary(coding: Coding): boolean {
  return coding.system === loinc && coding.code === patientSummaryCode;
}
