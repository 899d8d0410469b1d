import { type CompiledFhirPath, type FhirNode, NumberText, typeEntry } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { isTrueOf, readPath, type Steps } from './evaluate-path.ts';
import { refuse } from './graphql-fault.ts';
import { type PlannedField, placeOf } from './plan-fields.ts';

/** Which of an element's values are given: by FHIRPath, by what their own elements say, and by their place; and `@slice`. */
export interface ValueFilter {
  readonly path: CompiledFhirPath | undefined;
  readonly equals: readonly (readonly [name: string, value: string])[];
  readonly offset: number;
  readonly count: number;
  /** What the names of flattened values end with; undefined for their place, and where there is no `@slice`. */
  readonly slice: CompiledFhirPath | undefined;
}

const known = new WeakMap<PlannedField, ValueFilter>();

/** The filter that the arguments of an element are (R4 graphql.html, list navigation). Throws `QueryRefused`. */
export function readFilter(field: PlannedField): ValueFilter {
  const found = known.get(field);
  if (found !== undefined) return found;
  const made = filterOf(field);
  known.set(field, made);
  return made;
}

function filterOf(field: PlannedField): ValueFilter {
  const { args, meaning, node } = field;
  const filter = {
    path: undefined as CompiledFhirPath | undefined,
    equals: [] as [string, string][],
    offset: 0,
    count: Number.POSITIVE_INFINITY,
    slice: undefined as CompiledFhirPath | undefined,
  };
  if (meaning.kind !== 'element') return filter;
  const { element } = meaning;
  if (field.slice !== undefined && field.slice !== '$index') filter.slice = readPath(field.slice, field);
  if (args.size > 0 && element.max === 1) {
    refuse('graphql.invalid', `${field.name} is no list and takes no arguments.`, placeOf(node));
  }
  for (const [name, value] of args) {
    if (name === 'fhirpath') filter.path = readPath(String(value), field);
    else if (name === '_offset') filter.offset = wholeNumber(value, field);
    else if (name === '_count') filter.count = wholeNumber(value, field);
    else if (element.kind === 'complex' && typeEntry(element.type).byName.get(name)?.kind === 'primitive') {
      filter.equals.push([name, String(value)]);
    } else refuse('graphql.invalid', `${field.name} has nothing called ${name} to be chosen by.`, placeOf(node));
  }
  return filter;
}

function wholeNumber(value: unknown, field: PlannedField): number {
  const text = String(value);
  if (!/^\d{1,9}$/.test(text)) refuse('graphql.invalid', '_count and _offset are whole numbers.', placeOf(field.node));
  return Number(text);
}

/** The places in the element of the values that the filter lets through; `nodeAt` is the value at a place to FHIRPath. */
export function filtered(
  values: readonly unknown[],
  { path, equals, offset, count }: ValueFilter,
  nodeAt: (place: number) => FhirNode,
  steps: Steps,
): Outcome<readonly number[]> {
  const kept: number[] = [];
  for (const [place, value] of values.entries()) {
    if (!equals.every(([name, wanted]) => hasValue(value, name, wanted))) continue;
    const chosen = path === undefined ? ok(true) : isTrueOf(path, nodeAt(place), steps);
    if (!chosen.ok) return chosen;
    if (chosen.value) kept.push(place);
  }
  return ok(kept.slice(offset, offset + count));
}

function hasValue(value: unknown, name: string, wanted: string): boolean {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return Array.isArray(found) ? found.some((one) => textOf(one) === wanted) : textOf(found) === wanted;
}

/** A plain value in words, a number as it is written; undefined where it is none. */
export function textOf(value: unknown): string | undefined {
  if (value instanceof NumberText) return value.literal;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
