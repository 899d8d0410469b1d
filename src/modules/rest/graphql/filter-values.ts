import { type FhirPath, parseExpression, typeEntry } from '#fhir';
import { type CountStep, isBuilt, isTrueOf } from './evaluate-path.ts';
import { textOf } from './exact-json.ts';
import { refuse } from './graphql-fault.ts';
import { type PlannedField, placeOf } from './plan-fields.ts';

/** Which of an element's values are given: by FHIRPath, by what their own elements say, and by their place. */
export interface ValueFilter {
  readonly path: FhirPath | undefined;
  readonly equals: readonly (readonly [name: string, value: string])[];
  readonly offset: number;
  readonly count: number;
}

const longestPath = 500;
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
    path: undefined as FhirPath | undefined,
    equals: [] as [string, string][],
    offset: 0,
    count: Number.POSITIVE_INFINITY,
  };
  if (meaning.kind !== 'element') return filter;
  const { element } = meaning;
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

/** A FHIRPath of a query, in the part of the language that `fhir` reads. */
export function readPath(text: string, field: PlannedField): FhirPath {
  if (text.length > longestPath) refuse('graphql.too-complex', `A FHIRPath has at most ${longestPath} characters.`);
  const path = parsed(text);
  if (path !== undefined && isBuilt(path)) return path;
  return refuse(
    'graphql.invalid',
    'The FHIRPath has a part that is not built: see docs/api/graphql.md.',
    placeOf(field.node),
  );
}

function parsed(text: string): FhirPath | undefined {
  try {
    return parseExpression(text);
  } catch {
    return undefined;
  }
}

function wholeNumber(value: unknown, field: PlannedField): number {
  const text = String(value);
  if (!/^\d{1,9}$/.test(text)) refuse('graphql.invalid', '_count and _offset are whole numbers.', placeOf(field.node));
  return Number(text);
}

/** The places in the element of the values that the filter lets through. */
export function filtered(
  values: readonly unknown[],
  { path, equals, offset, count }: ValueFilter,
  step: CountStep,
): readonly number[] {
  const kept: number[] = [];
  for (const [place, value] of values.entries()) {
    if (!equals.every(([name, wanted]) => hasValue(value, name, wanted))) continue;
    if (path !== undefined && !isTrueOf(path, value, step)) continue;
    kept.push(place);
  }
  return kept.slice(offset, offset + count);
}

function hasValue(value: unknown, name: string, wanted: string): boolean {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return Array.isArray(found) ? found.some((one) => textOf(one) === wanted) : textOf(found) === wanted;
}
