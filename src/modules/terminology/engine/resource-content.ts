import { fold } from '#fhir';
import type {
  CodeSystemContent,
  CodeSystemHeader,
  ConceptDesignation,
  ConceptExtension,
  ConceptIndex,
  ConceptProperty,
  ConceptRow,
} from '../concepts.ts';

interface ConceptElement {
  readonly code?: string;
  readonly display?: string;
  readonly definition?: string;
  readonly designation?: readonly ConceptDesignation[];
  readonly property?: readonly Readonly<Record<string, unknown>>[];
  readonly extension?: readonly ConceptExtension[];
  readonly concept?: readonly ConceptElement[];
}

const deepest = 100;
const mostReached = 500;
/** Properties that name a concept above (R4 codesystem.html#hierarchy; `subsumedBy` is that of v3). */
const upward: ReadonlySet<string> = new Set(['parent', 'subsumedBy']);

/** The rows of a CodeSystem resource, in its order, children right after their parents. */
export function conceptRowsOf(codeSystem: CodeSystemHeader): readonly ConceptRow[] {
  const rows: ConceptRow[] = [];
  const take = (concepts: unknown, parent: string | undefined, depth: number) => {
    if (!Array.isArray(concepts) || depth > deepest) return;
    for (const concept of concepts as readonly ConceptElement[]) {
      if (typeof concept?.code !== 'string') continue;
      const properties = propertiesOf(concept.property);
      const above = properties.filter(({ code }) => upward.has(code)).map(({ value }) => String(value));
      const parents = parent === undefined ? above : [parent, ...above.filter((one) => one !== parent)];
      rows.push({
        code: concept.code,
        ...(concept.display === undefined ? {} : { display: concept.display }),
        ...(concept.definition === undefined ? {} : { definition: concept.definition }),
        ...(concept.designation === undefined ? {} : { designations: concept.designation }),
        ...(parents.length === 0 ? {} : { parents }),
        ...(properties.length === 0 ? {} : { properties }),
        ...(concept.extension === undefined ? {} : { extension: concept.extension }),
      });
      take(concept.concept, concept.code, depth + 1);
    }
  };
  take(codeSystem.concept, undefined, 0);
  return rows;
}

function propertiesOf(given: ConceptElement['property']): readonly ConceptProperty[] {
  return (given ?? []).flatMap((one): readonly ConceptProperty[] => {
    const name = Object.keys(one).find((key) => key.startsWith('value'));
    if (typeof one.code !== 'string' || name === undefined) return [];
    const type = name.slice('value'.length);
    const value = one[name];
    if (type === 'Coding') return [{ code: one.code, type, value: value as ConceptProperty['value'] }];
    const kind = (type.slice(0, 1).toLowerCase() + type.slice(1)) as ConceptProperty['type'];
    return [{ code: one.code, type: kind, value: String(value) }];
  });
}

/** The text by which a property is filtered. */
export function propertyText({ value }: ConceptProperty): string {
  return typeof value === 'string' ? value : value.code;
}

/**
 * The concepts of a CodeSystem resource that is at hand whole, such as one that comes with a request or with R4 itself.
 * Nothing is prepared that is not asked for.
 */
export function contentOfResource(codeSystem: CodeSystemHeader): CodeSystemContent {
  const rows = conceptRowsOf(codeSystem);
  const folds = codeSystem.caseSensitive === false;
  const key = (code: string) => (folds ? code.toLowerCase() : code);
  const byCode = new Map<string, ConceptIndex>();
  for (const [index, { code }] of rows.entries()) if (!byCode.has(key(code))) byCode.set(key(code), index);
  const indexOf = (code: string) => byCode.get(key(code)) ?? -1;
  const rowAt = (index: ConceptIndex): ConceptRow => rows[index] ?? { code: '' };

  let links: { readonly up: readonly ConceptIndex[][]; readonly down: readonly ConceptIndex[][] } | undefined;
  const linked = () => {
    if (links !== undefined) return links;
    const up: ConceptIndex[][] = rows.map(() => []);
    const down: ConceptIndex[][] = rows.map(() => []);
    const link = (parent: ConceptIndex, child: ConceptIndex) => {
      if (parent < 0 || child < 0 || parent === child || up[child]?.includes(parent)) return;
      up[child]?.push(parent);
      down[parent]?.push(child);
    };
    for (const [index, { parents, properties }] of rows.entries()) {
      for (const parent of parents ?? []) link(indexOf(parent), index);
      for (const one of properties ?? []) if (one.code === 'child') link(index, indexOf(propertyText(one)));
    }
    links = { up, down };
    return links;
  };

  // Value sets ask for the descendants of the same few concepts again and again.
  const reached = new Map<ConceptIndex, ReadonlySet<ConceptIndex>>();
  const below = (from: ConceptIndex): ReadonlySet<ConceptIndex> => {
    const before = reached.get(from);
    if (before !== undefined) return before;
    const { down } = linked();
    const met = new Set<ConceptIndex>();
    const next = (down[from] ?? []).toReversed();
    for (let index = next.pop(); index !== undefined; index = next.pop()) {
      if (met.has(index)) continue;
      met.add(index);
      next.push(...(down[index] ?? []).toReversed());
    }
    met.delete(from);
    if (reached.size < mostReached) reached.set(from, met);
    return met;
  };

  let byProperty: Map<string, Map<string, ConceptIndex[]>> | undefined;
  const properties = () => {
    if (byProperty !== undefined) return byProperty;
    byProperty = new Map();
    for (const { code } of (codeSystem.property ?? []) as readonly { readonly code: string }[]) {
      byProperty.set(code, new Map());
    }
    for (const [index, row] of rows.entries()) {
      for (const property of row.properties ?? []) {
        const values = byProperty.get(property.code) ?? new Map<string, ConceptIndex[]>();
        byProperty.set(property.code, values);
        const text = propertyText(property);
        const list = values.get(text) ?? [];
        values.set(text, list);
        list.push(index);
      }
    }
    return byProperty;
  };

  let words: readonly (readonly string[])[] | undefined;
  const wordsAt = (index: ConceptIndex) => {
    words ??= rows.map(({ code, display, designations = [] }) =>
      [code, display ?? '', ...designations.map(({ value }) => value)].flatMap(wordsOf),
    );
    return words[index] ?? [];
  };

  return {
    header: headerOf(codeSystem),
    count: rows.length,
    indexOf,
    codeAt: (index) => rowAt(index).code,
    displayAt: (index) => rowAt(index).display,
    conceptAt: rowAt,
    parentsOf: (index) => linked().up[index] ?? [],
    childrenOf: (index) => linked().down[index] ?? [],
    isBelow: (index, ancestor) => below(ancestor).has(index),
    below,
    withProperty: (property, value) => {
      const values = properties().get(property);
      return values === undefined ? undefined : (values.get(value) ?? []);
    },
    *search(text) {
      const asked = wordsOf(text);
      if (asked.length === 0) return;
      for (const index of rows.keys()) {
        const own = wordsAt(index);
        if (asked.every((word) => own.some((one) => one.startsWith(word)))) yield index;
      }
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(' ')
    .filter((word) => word !== '');
}

function headerOf(codeSystem: CodeSystemHeader): CodeSystemHeader {
  const { concept: _, ...header } = codeSystem as CodeSystemHeader & { readonly concept?: unknown };
  return header as CodeSystemHeader;
}
