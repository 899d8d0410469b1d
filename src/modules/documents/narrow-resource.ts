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
export function narrowResource(whole: Resource): Resource {
  const type = whole.resourceType;
  const resource = type === 'Patient' ? (withoutNational(whole) as Resource) : whole;
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

/** Where extensions are from that anybody abroad can know. */
const knownEverywhere = [
  'http://hl7.org/fhir/StructureDefinition/',
  'https://carnet.example/fhir/StructureDefinition/',
];

/**
 * What a country notes of its people in extensions of its own (how it trusts an identity, by what code it knows a place)
 * stays at home: elsewhere nobody knows what it means. An element of which nothing else is left goes with it.
 */
function withoutNational(value: unknown): unknown {
  if (Array.isArray(value)) {
    const kept = value.map(withoutNational);
    return kept.every((one) => one === undefined) ? undefined : kept.map((one) => one ?? null);
  }
  if (!isElement(value)) return value;
  if (typeof value.url === 'string' && value.url.startsWith('http')) {
    if (!knownEverywhere.some((base) => String(value.url).startsWith(base))) return undefined;
  }
  const kept = Object.entries(value).flatMap(([name, content]) => {
    const narrowed =
      name === 'extension' && Array.isArray(content)
        ? content.map(withoutNational).filter((one) => one !== undefined)
        : withoutNational(content);
    return narrowed === undefined || (Array.isArray(narrowed) && narrowed.length === 0)
      ? []
      : [[name, narrowed] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
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
