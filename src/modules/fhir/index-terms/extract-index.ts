import { isResourceId } from '#kernel';
import { isObject } from '../json-value.ts';
import type { Resource } from '../resource.ts';
import { isResourceType } from '../resource-types.ts';
import type { CompositeEntry, ContainedEntry, SearchIndex } from '../search.ts';
import { extractRepetitions, type Repetitions } from './composites.ts';
import { type Converter, newTerms } from './convert.ts';
import { type ParameterSet, standardParameters } from './parameters.ts';
import { type Step, type Test, walk } from './routes.ts';
import { extractWords } from './words.ts';

/** What stands below one member of a resource: where to go on from its values, and what to make of them. */
interface Branch {
  readonly steps: readonly Step[];
  readonly convert: Converter;
}

interface Extractor {
  readonly byMember: ReadonlyMap<string, readonly Branch[]>;
  readonly tests: readonly { readonly param: string; readonly test: Test }[];
  readonly repetitions: readonly Repetitions[];
}

const extractors = new WeakMap<ParameterSet, Map<string, Extractor>>();

/** The store keeps these two itself, as columns that it sets. */
const keptByStore: ReadonlySet<string> = new Set(['_id', '_lastUpdated']);

/**
 * Everything by which a resource can be found, for every parameter of the set but `_id` and `_lastUpdated`,
 * which the store knows. Each entry stands once. Terms longer than 1000 characters are cut. Elements of the wrong shape
 * are passed over, so that any JSON may be given.
 */
export function extractIndex(resource: Resource, known: ParameterSet = standardParameters): SearchIndex {
  const terms = newTerms();
  const composites: CompositeEntry[] = [];
  if (!isResourceType(resource.resourceType)) return { ...terms, composites, words: [], contained: [] };
  const { byMember, tests, repetitions } = extractorOf(resource.resourceType, known);
  for (const member in resource) {
    const branches = byMember.get(member);
    if (branches === undefined) continue;
    for (const branch of branches) walk(resource, branch.steps, 0, (value) => branch.convert(value, terms));
  }
  for (const { param, test } of tests) {
    terms.tokens.push({ param, system: '', code: String(test(resource)) });
  }
  for (const one of repetitions) extractRepetitions(resource, one, composites);
  return {
    tokens: distinct(terms.tokens, ['param', 'code', 'system']),
    references: distinct(terms.references, ['param', 'id', 'type', 'url']),
    strings: distinct(terms.strings, ['param', 'value']),
    dates: distinct(terms.dates, ['param', 'low', 'high']),
    numbers: distinct(terms.numbers, ['param', 'low']),
    quantities: distinct(terms.quantities, ['param', 'low', 'high', 'system', 'code', 'unit']),
    uris: distinct(terms.uris, ['param', 'value']),
    texts: distinct(terms.texts, ['param', 'folded']),
    composites,
    words: extractWords(resource),
    contained: containedIn(resource, known),
  };
}

/** Contained resources beyond these cannot be found by `_contained`. */
const mostContained = 1_000;

function containedIn({ contained }: Resource, known: ParameterSet): readonly ContainedEntry[] {
  if (!Array.isArray(contained)) return [];
  const met = new Set<string>();
  return contained.slice(0, mostContained).flatMap((one): readonly ContainedEntry[] => {
    if (!isObject(one) || !isResourceId(String(one.id)) || !isResourceType(String(one.resourceType))) return [];
    // Contained resources contain none themselves (R4 references.html#contained).
    const { contained: _none, ...alone } = one;
    const type = String(one.resourceType);
    // Of two with one name the first is meant, as by a reference.
    if (met.has(`${type}#${one.id}`)) return [];
    met.add(`${type}#${one.id}`);
    return [{ type, id: String(one.id), index: extractIndex({ ...alone, resourceType: type }, known) }];
  });
}

function extractorOf(type: string, known: ParameterSet): Extractor {
  let ofSet = extractors.get(known);
  if (ofSet === undefined) {
    ofSet = new Map();
    extractors.set(known, ofSet);
  }
  let extractor = ofSet.get(type);
  if (extractor === undefined) {
    extractor = compile(type, known);
    ofSet.set(type, extractor);
  }
  return extractor;
}

function compile(type: string, known: ParameterSet): Extractor {
  const byMember = new Map<string, Branch[]>();
  const tests: { param: string; test: Test }[] = [];
  const together: Repetitions[] = [];
  for (const { parameter, sources, test, repetitions } of known.compiled(type).built.values()) {
    if (keptByStore.has(parameter.code)) continue;
    if (repetitions !== undefined) together.push(repetitions);
    if (test !== undefined) tests.push({ param: parameter.code, test });
    for (const { route, convert } of sources) {
      const [first] = route.steps;
      if (first?.kind !== 'member') continue;
      const branch = { steps: route.steps, convert };
      const branches = byMember.get(first.name);
      if (branches === undefined) byMember.set(first.name, [branch]);
      else branches.push(branch);
    }
  }
  return { byMember, tests, repetitions: together };
}

/** So many entries are compared with each other; beyond that their fields are joined to be looked up. */
const few = 12;

function distinct<T>(entries: readonly T[], fields: readonly (keyof T)[]): readonly T[] {
  if (entries.length < 2) return entries;
  if (entries.length > few) {
    return [
      ...new Map(entries.map((entry) => [fields.map((field) => String(entry[field])).join(' '), entry])).values(),
    ];
  }
  return entries.filter((entry, index) => {
    for (let before = 0; before < index; before++) {
      const other = entries[before] as T;
      if (fields.every((field) => other[field] === entry[field])) return false;
    }
    return true;
  });
}
