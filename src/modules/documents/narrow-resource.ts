import type { Resource } from '#fhir';
import { isElement } from './element.ts';
import { unknown } from './resolve-references.ts';

/** What a summary says of the person. Links to other records and pictures stay at home. */
const patientElements: ReadonlySet<string> = new Set([
  'resourceType',
  'id',
  'meta',
  'language',
  'extension',
  'identifier',
  'active',
  'name',
  'telecom',
  'gender',
  'birthDate',
  'deceasedBoolean',
  'deceasedDateTime',
  'address',
  'contact',
  'communication',
  'generalPractitioner',
  'managingOrganization',
]);

/** Elements that a summary leaves out: whole papers, pictures and series. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  DiagnosticReport: ['presentedForm', 'media', 'imagingStudy'],
  Practitioner: ['photo', 'birthDate', 'address', 'telecom'],
};

/**
 * Elements that the profiles of a summary ask for (IPS 1.1, docs/profiles.md) and R4 does not; where the record lacks them
 * they say that they are unknown.
 */
const asked: Readonly<Record<string, readonly string[]>> = {
  AllergyIntolerance: ['clinicalStatus', 'code'],
  Condition: ['clinicalStatus', 'code'],
  DeviceUseStatement: ['timing[x]'],
  DiagnosticReport: ['effective[x]'],
  Medication: ['code'],
  MedicationStatement: ['effective[x]'],
  Observation: ['effective[x]'],
  Patient: ['birthDate'],
  Procedure: ['code', 'performed[x]'],
};

/** Those of them that are CodeableConcepts, and carry the extension themselves. */
const concepts: ReadonlySet<string> = new Set(['clinicalStatus', 'code']);

/** The part of a resource that goes into a summary, in the form that IPS 1.1 asks for. */
export function narrowResource(resource: Resource): Resource {
  const type = resource.resourceType;
  const without = leftOut[type] ?? [];
  const kept: Record<string, unknown> = {};
  for (const [name, content] of Object.entries(resource)) {
    if (type === 'Patient' && !patientElements.has(name.replace(/^_/, ''))) continue;
    if (without.includes(name.replace(/^_/, ''))) continue;
    kept[name] = name === 'meta' ? narrowMeta(content) : content;
    if (kept[name] === undefined) delete kept[name];
  }
  for (const name of asked[type] ?? []) {
    if (isThere(kept, name)) continue;
    if (concepts.has(name)) kept[name] = unknown;
    else kept[`_${name.replace('[x]', 'DateTime')}`] = unknown;
  }
  if (type === 'Patient' && !Array.isArray(kept.name)) kept.name = [{ _text: unknown }];
  return kept as unknown as Resource;
}

function isThere(resource: Readonly<Record<string, unknown>>, name: string): boolean {
  if (!name.endsWith('[x]')) return resource[name] !== undefined || resource[`_${name}`] !== undefined;
  const start = name.slice(0, -3);
  return Object.keys(resource).some((member) => member.startsWith(start) || member.startsWith(`_${start}`));
}

/** Versions and the way a resource came are the node's own affair. */
function narrowMeta(meta: unknown): unknown {
  if (!isElement(meta)) return undefined;
  const kept = Object.fromEntries(
    Object.entries(meta).filter(([name]) => ['lastUpdated', 'profile', 'security', 'tag'].includes(name)),
  );
  return Object.keys(kept).length === 0 ? undefined : kept;
}
