import type { ElementDefinition, StructureDefinition } from '../validate/definitions-source.ts';

/** Canonical base of the project's own definitions: a host that nobody can own (RFC 2606). */
export const ownBase = 'https://carnet.example/fhir/StructureDefinition/';
const ownVersion = '1.0.0';

/** A rule in FHIRPath. */
interface Rule {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  readonly expression: string;
}

/** What a profile asks of one element. What is not said stays as R4 has it. */
export interface Row {
  /** Id of the element, with its slices: `Composition.section:allergies.entry`. */
  readonly id: string;
  readonly min?: number;
  readonly max?: '0' | '1';
  /** Types that a reference may lead to. */
  readonly targets?: readonly string[];
  /** The type of a resource in an entry, and the own profile that it has to meet, if any. */
  readonly resource?: { readonly type: string; readonly profile?: string };
  /** LOINC code that a CodeableConcept has to hold. */
  readonly loinc?: string;
  /** Coding that a CodeableConcept has to hold. */
  readonly coding?: { readonly system: string; readonly code: string };
  readonly code?: string;
  readonly slicedBy?: { readonly type: 'pattern' | 'type' | 'value'; readonly path: string };
  readonly rules?: readonly Rule[];
  /** What the element is, in a few words; a row that adds a rule leaves it to the element's own. */
  readonly short?: string;
  /** Where the fact comes from. */
  readonly source: string;
}

/** The row of a rule that law or a standard requires. */
export function must(id: string, key: string, human: string, expression: string, source: string): Row {
  return { id, source, rules: [{ key, severity: 'error', human, expression }] };
}

/** The row of a rule that they recommend, or that practice in the Member States does not let be an error. */
export function should(id: string, key: string, human: string, expression: string, source: string): Row {
  return { id, source, rules: [{ key, severity: 'warning', human, expression }] };
}

export interface OwnProfile extends StructureDefinition {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly [element: string]: unknown;
}

/** Makes a profile of R4's type `type` out of rows; parents come before what is inside them. */
export function profile(head: {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}): OwnProfile {
  return definition({ ...head, kind: 'resource' }, elementsOf(head.rows));
}

/** Makes the definition of a simple extension. */
export function ownExtension(head: {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** The element at which it may stand. */
  readonly context: string;
  /** The type of its value. */
  readonly value: string;
}): OwnProfile {
  const { id, context, value } = head;
  const elements: readonly ElementDefinition[] = [
    { id: 'Extension.extension', path: 'Extension.extension', max: '0' },
    { id: 'Extension.url', path: 'Extension.url', fixedUri: ownBase + id },
    { id: 'Extension.value[x]', path: 'Extension.value[x]', min: 1, type: [{ code: value }] },
  ];
  return {
    ...definition({ ...head, type: 'Extension', kind: 'complex-type' }, elements),
    context: [{ type: 'element', expression: context }],
  };
}

function definition(
  head: {
    readonly id: string;
    readonly type: string;
    readonly title: string;
    readonly description: string;
    readonly kind: 'resource' | 'complex-type';
  },
  elements: readonly ElementDefinition[],
): OwnProfile {
  const { id, type, title, description, kind } = head;
  const others = elements.filter((element) => element.id !== type);
  const constraint = elements.flatMap((element) => (element.id === type ? (element.constraint ?? []) : []));
  const root = { id: type, path: type, ...(constraint.length > 0 && { constraint }) };
  return {
    resourceType: 'StructureDefinition',
    id,
    url: ownBase + id,
    version: ownVersion,
    name: title.replaceAll(/[^A-Za-z]+(.)?/g, (_, next: string | undefined) => (next ?? '').toUpperCase()),
    title,
    status: 'active',
    publisher: 'Carnet',
    description,
    fhirVersion: '4.0.1',
    kind,
    abstract: false,
    type,
    baseDefinition: coreType(type),
    derivation: 'constraint',
    differential: { element: [{ ...root, short: title, definition: description }, ...others] },
  };
}

/** Rows of one element become one. Those of the root leave their rules there, as a root says nothing else (sdf-9). */
function elementsOf(rows: readonly Row[]): readonly ElementDefinition[] {
  const byId = new Map<string, ElementDefinition>();
  for (const row of rows) {
    const before = byId.get(row.id);
    const after = elementOf(row);
    const constraint = [...(before?.constraint ?? []), ...(after.constraint ?? [])];
    // A rule has a source of its own, and leaves the element its.
    const requirements = (row.rules && before?.requirements) ?? row.source;
    byId.set(row.id, { ...before, ...after, requirements, ...(constraint.length > 0 && { constraint }) });
  }
  return [...byId.values()];
}

function elementOf({ id, min, max, targets, resource, loinc, coding, code, slicedBy, rules, short, source }: Row) {
  const last = id.slice(id.lastIndexOf('.') + 1);
  const sliceName = last.split(':')[1];
  const wanted = loinc === undefined ? coding : { system: 'http://loinc.org', code: loinc };
  return {
    id,
    path: id.replaceAll(/:[^.]+/g, ''),
    ...(sliceName !== undefined && { sliceName }),
    ...(slicedBy && { slicing: { discriminator: [slicedBy], rules: 'open' as const } }),
    ...(short !== undefined && { short }),
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(targets && { type: [{ code: 'Reference', targetProfile: targets.map(coreType) }] }),
    ...(resource && {
      type: [{ code: resource.type, ...(resource.profile && { profile: [ownBase + resource.profile] }) }],
    }),
    ...(wanted && { patternCodeableConcept: { coding: [wanted] } }),
    ...(code !== undefined && { fixedCode: code }),
    ...(rules && { constraint: rules.map((rule) => ({ ...rule, requirements: source })) }),
  };
}

function coreType(type: string): string {
  return `http://hl7.org/fhir/StructureDefinition/${type}`;
}
