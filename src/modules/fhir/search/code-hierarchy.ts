import { isObject } from '../json-value.ts';
import { publishedDefinition } from '../structure/value-sets.ts';

/** A condition of a ValueSet on the concepts of a code system (R4 valueset.html, `compose.include.filter`). */
export interface ConceptFilter {
  readonly property?: string;
  readonly op?: string;
  readonly value?: string;
}

/** The concepts of a code system, and which stands below which. Codes never contain the asked one itself. */
export interface CodeHierarchy {
  above(code: string): ReadonlySet<string>;
  below(code: string): ReadonlySet<string>;
  /** The codes for which every filter holds; undefined where one is of a kind that is not built (`regex`). */
  filtered(filters: readonly ConceptFilter[]): readonly string[] | undefined;
}

const mostConcepts = 100_000;
const deepest = 50;
/** Properties that name the concept above (v3 code systems, R4 codesystem.html#hierarchy). */
const upward: ReadonlySet<string> = new Set(['parent', 'subsumedBy']);

const published = new Map<string, CodeHierarchy | undefined>();

/** That of a code system which R4 itself defines whole, by its address; kept after the first question. */
export function publishedHierarchy(system: string): CodeHierarchy | undefined {
  if (!published.has(system)) {
    const definition = publishedDefinition(system);
    const whole = definition?.resourceType === 'CodeSystem' && definition.content === 'complete';
    // What is asked for by chance must not fill the memory.
    if (!whole) return undefined;
    published.set(system, readHierarchy(definition));
  }
  return published.get(system);
}

/** A ValueSet that R4 itself defines, by its address without a version. */
export function publishedValueSet(url: string): object | undefined {
  const definition = publishedDefinition(url);
  return definition?.resourceType === 'ValueSet' ? definition : undefined;
}

/** The hierarchy of a CodeSystem resource: concepts inside concepts, and properties that name the concept above or below. */
export function readHierarchy(codeSystem: object): CodeHierarchy {
  const parents = new Map<string, Set<string>>();
  const children = new Map<string, Set<string>>();
  const properties = new Map<string, readonly (readonly [name: string, value: string])[]>();
  const link = (parent: string, child: string) => {
    children.set(parent, (children.get(parent) ?? new Set()).add(child));
    parents.set(child, (parents.get(child) ?? new Set()).add(parent));
  };
  const take = (concepts: unknown, parent: string | undefined, depth: number) => {
    if (!Array.isArray(concepts) || depth > deepest) return;
    for (const concept of concepts) {
      if (!isObject(concept) || typeof concept.code !== 'string' || properties.size >= mostConcepts) continue;
      const { code } = concept;
      if (parent !== undefined) link(parent, code);
      const own = propertiesOf(concept.property);
      properties.set(code, own);
      for (const [name, value] of own) {
        if (upward.has(name)) link(value, code);
        else if (name === 'child') link(code, value);
      }
      take(concept.concept, code, depth + 1);
    }
  };
  take((codeSystem as { readonly concept?: unknown }).concept, undefined, 0);

  const above = (code: string) => reached(parents, code);
  const below = (code: string) => reached(children, code);
  return {
    above,
    below,
    filtered(filters) {
      const tests: ((code: string) => boolean)[] = [];
      for (const filter of filters) {
        const test = testOf(filter, { above, below, properties });
        if (test === undefined) return undefined;
        tests.push(test);
      }
      return [...properties.keys()].filter((code) => tests.every((test) => test(code)));
    },
  };
}

function propertiesOf(given: unknown): readonly (readonly [string, string])[] {
  return (Array.isArray(given) ? given : []).flatMap((one) => {
    if (!isObject(one) || typeof one.code !== 'string') return [];
    const value = one.valueCode ?? one.valueString ?? one.valueBoolean ?? one.valueInteger ?? one.valueDecimal;
    return value === undefined ? [] : [[one.code, String(value)] as const];
  });
}

/** Everything that the links lead to, however far; a circle ends where it began. */
function reached(links: ReadonlyMap<string, ReadonlySet<string>>, from: string): ReadonlySet<string> {
  const met = new Set<string>();
  const next = [from];
  for (let code = next.pop(); code !== undefined; code = next.pop()) {
    for (const one of links.get(code) ?? []) {
      if (met.has(one)) continue;
      met.add(one);
      next.push(one);
    }
  }
  met.delete(from);
  return met;
}

/** A filter as a question about one code; undefined where it is of a kind that is not built. */
function testOf(
  { property = '', op, value = '' }: ConceptFilter,
  {
    above,
    below,
    properties,
  }: Pick<CodeHierarchy, 'above' | 'below'> & {
    readonly properties: ReadonlyMap<string, readonly (readonly [string, string])[]>;
  },
): ((code: string) => boolean) | undefined {
  const valuesOf = (code: string) =>
    property === 'code' || property === 'concept'
      ? [code]
      : (properties.get(code) ?? []).filter(([name]) => name === property).map(([, one]) => one);
  const listed = new Set(value.split(',').map((one) => one.trim()));
  switch (op) {
    case 'is-a': {
      const codes = below(value);
      return (code) => code === value || codes.has(code);
    }
    case 'descendent-of': {
      const codes = below(value);
      return (code) => codes.has(code);
    }
    case 'is-not-a': {
      const codes = below(value);
      return (code) => code !== value && !codes.has(code);
    }
    case 'generalizes': {
      const codes = above(value);
      return (code) => code === value || codes.has(code);
    }
    case '=':
      return (code) => valuesOf(code).includes(value);
    case 'in':
      return (code) => valuesOf(code).some((one) => listed.has(one));
    case 'not-in':
      return (code) => !valuesOf(code).some((one) => listed.has(one));
    case 'exists':
      return (code) => valuesOf(code).length > 0 === (value === 'true');
    default:
      return undefined;
  }
}
