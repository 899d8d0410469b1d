import { issueOf } from '#kernel';
import { isObject } from '../json-value.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from '../type-table.ts';
import { structureDefinition } from './definitions-source.ts';
import { isModifierOfOtherVersion } from './other-versions.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/** Types that a code can stand in, so that a binding means something. */
const bindable: ReadonlySet<string> = new Set([
  'code',
  'Coding',
  'CodeableConcept',
  'CodeableReference',
  'Quantity',
  'string',
  'uri',
  'url',
  'canonical',
  'markdown',
]);

/**
 * Judges what a profile or extension says of its base (R4, profiling.html): its elements are elements of the base and
 * in their order, what it slices by is there, and the profiles that it asks of an element are profiles of its type.
 */
export function checkStructureDefinition(run: Run, definition: Members): void {
  checkTypeName(run, definition);
  for (const list of ['differential', 'snapshot'] as const) {
    const elements = elementsOf(definition[list]);
    for (const [n, element] of elements.entries()) {
      at(run, [list, 'element', n], () => checkProfiles(run, element));
    }
  }
  if (definition.derivation !== 'constraint' || typeof definition.type !== 'string') return;
  const elements = elementsOf(definition.differential);
  let problems = 0;
  for (const [n, element] of elements.entries()) {
    const found = [...problemsOf(element, definition.type, elements, n)];
    for (const { place, text, ends } of found) {
      at(run, ['differential', 'element', n, ...place], () => report(run, issueOf('conformance.definition', text)));
      if (ends) problems++;
    }
  }
  if (problems > 0) {
    const text = 'No snapshot can be made of the definition: its differential does not fit its base.';
    report(run, issueOf('conformance.definition', text));
  }
}

interface Problem {
  readonly place: readonly (string | number)[];
  readonly text: string;
  /** Whether no snapshot comes of it. */
  readonly ends: boolean;
}

function* problemsOf(
  element: Members,
  type: string,
  elements: readonly Members[],
  n: number,
): Generator<Problem, undefined> {
  const { path, binding, slicing } = element;
  if (typeof path !== 'string') return undefined;
  const isRoot = !path.includes('.');
  if (isRoot && slicing !== undefined) {
    yield { place: [], text: 'The root of a profile cannot be sliced.', ends: true };
  }
  const found = isRoot ? undefined : elementsAt(type, path);
  if (found?.length === 0) {
    yield { place: [], text: 'The base has no such element.', ends: true };
    return undefined;
  }
  if (isAhead(element, type, elements.slice(n + 1))) {
    yield { place: [], text: 'The element must stand behind those that come before it in the base.', ends: true };
  }
  const types = typesOf(element) ?? found?.map((one) => one.type);
  if (binding !== undefined && types !== undefined && !types.some((one) => bindable.has(one))) {
    yield { place: [], text: 'A value set is bound to an element that has no code.', ends: false };
  }
  if (isObject(slicing)) yield* slicingProblems(element, slicing, elements, types ?? []);
  return undefined;
}

const discriminatorTypes: ReadonlySet<unknown> = new Set(['value', 'exists', 'pattern', 'type', 'profile']);

function* slicingProblems(
  element: Members,
  slicing: Members,
  elements: readonly Members[],
  types: readonly string[],
): Generator<Problem, undefined> {
  const discriminators = listOf(slicing.discriminator);
  for (const [n, { type, path }] of discriminators.entries()) {
    const place = ['slicing', 'discriminator', n];
    if (!discriminatorTypes.has(type))
      yield { place, text: 'Nothing can be sliced by such a discriminator.', ends: true };
    if (typeof path === 'string' && !leadsSomewhere(path, types)) {
      yield { place, text: 'The path of the discriminator leads to no element of what is sliced.', ends: false };
    }
  }
  // A slice is sliced again by what its element is sliced by (profiling.html#reslicing).
  const around = elements.find(({ path, sliceName }) => path === element.path && sliceName === undefined)?.slicing;
  if (element.sliceName === undefined || !isObject(around)) return undefined;
  const names = (some: Members) => JSON.stringify(listOf(some.discriminator).map(({ type, path }) => [type, path]));
  if (names(around) !== names(slicing)) {
    yield {
      place: [],
      text: 'The slice is sliced by something else than the element that it is a slice of.',
      ends: true,
    };
  }
  return undefined;
}

/** Names of members at the beginning of a path must be members of one of the types. */
function leadsSomewhere(path: string, types: readonly string[]): boolean {
  const [name = ''] = path.split('.');
  if (!/^[a-z]\w*$/.test(name)) return true;
  return types.some((type) => {
    const table = tableOf(type);
    return table === undefined || table.elements.some(({ label }) => label === name);
  });
}

/** Whether one of the elements behind comes before this one in the base. */
function isAhead({ path, sliceName }: Members, type: string, others: readonly Members[]): boolean {
  if (sliceName !== undefined) return false;
  const own = String(path);
  const parent = own.slice(0, own.lastIndexOf('.'));
  const order = orderIn(type, own);
  if (order === -1) return false;
  for (const other of others) {
    const next = String(other.path);
    if (!next.startsWith(`${parent}.`) || other.sliceName !== undefined) return false;
    if (next.lastIndexOf('.') !== parent.length) continue;
    const place = orderIn(type, next);
    if (place !== -1 && place < order) return true;
  }
  return false;
}

function orderIn(type: string, path: string): number {
  const dot = path.lastIndexOf('.');
  const [holder] = dot === -1 ? [] : (elementsAt(type, path.slice(0, dot)) ?? []);
  const table = path.slice(0, dot) === type ? tableOf(type) : holder && tableOf(holder.type);
  const name = path.slice(dot + 1).replace(/\[x\]$/, '');
  return table?.elements.findIndex((one) => one.label === name || one.name === name) ?? -1;
}

/** The elements of the type that a path names; undefined where that cannot be told. */
function elementsAt(type: string, path: string): readonly ElementEntry[] | undefined {
  let tables: readonly (TypeEntry | undefined)[] = [tableOf(type)];
  let found: readonly ElementEntry[] = [];
  for (const part of path.split('.').slice(1)) {
    // What stands in a resource of any type cannot be told.
    if (tables.includes(undefined)) return undefined;
    const name = part.replace(/\[x\]$/, '');
    found = tables.flatMap((table) => table?.elements.filter((one) => one.label === name || one.name === name) ?? []);
    if (found.length === 0) return found;
    tables = found.map((one) => tableOf(one.type));
  }
  return found;
}

function tableOf(type: string): TypeEntry | undefined {
  if (type === 'Resource' || type === 'DomainResource' || type === 'xhtml') return undefined;
  try {
    return typeEntry(/^[a-z]/.test(type) ? 'Element' : type);
  } catch {
    // A logical model has types of its own.
    return undefined;
  }
}

function typesOf({ type }: Members): readonly string[] | undefined {
  const codes = listOf(type).flatMap(({ code }) => (typeof code === 'string' ? code : []));
  return codes.length === 0 ? undefined : codes;
}

/** A profile that an element must meet is one of the element's type, and an extension stands where its kind may. */
function checkProfiles(run: Run, element: Members): void {
  for (const [t, { code, profile }] of listOf(element.type).entries()) {
    for (const [p, canonical] of (Array.isArray(profile) ? profile : []).entries()) {
      if (typeof canonical !== 'string') continue;
      const problem = profileProblem(run, String(element.path), String(code), canonical);
      if (problem === undefined) continue;
      at(run, ['type', t, 'profile', p], () => report(run, issueOf('conformance.definition', problem)));
    }
  }
}

function profileProblem(run: Run, path: string, code: string, canonical: string): string | undefined {
  const definition = structureDefinition(run.definitions, canonical);
  // An element that holds any resource may ask for any profile.
  const holdsAny = code === 'Resource' || code === 'DomainResource';
  if (definition !== undefined && definition.type !== code && !holdsAny) {
    return `The profile is one of ${definition.type}, but the element is of type ${code}.`;
  }
  if (code !== 'Extension') return undefined;
  const elements = definition?.snapshot?.element ?? definition?.differential?.element;
  const modifies = elements?.[0]?.isModifier === true || isModifierOfOtherVersion(canonical);
  return modifies && !path.endsWith('.modifierExtension')
    ? 'The extension changes the meaning of what it stands in; it must be a modifier extension.'
    : undefined;
}

/** A type that FHIR does not define is named by its address. */
function checkTypeName(run: Run, { type, kind, derivation }: Members): void {
  if (kind !== 'logical' || derivation !== 'specialization' || typeof type !== 'string') return;
  if (type.includes('/') || tableOf(type) !== undefined) return;
  const text = 'A type that FHIR R4 does not define must be named by its address.';
  at(run, ['type'], () => report(run, issueOf('conformance.definition', text)));
}

function elementsOf(holder: unknown): readonly Members[] {
  return isObject(holder) ? listOf(holder.element) : [];
}

function listOf(value: unknown): readonly Members[] {
  return (Array.isArray(value) ? value : []).map((one) => (isObject(one) ? one : {}));
}

function at(run: Run, parts: readonly (string | number)[], work: () => void): void {
  run.path.push(...parts);
  work();
  run.path.length -= parts.length;
}
