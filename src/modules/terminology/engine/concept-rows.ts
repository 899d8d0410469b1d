import type {
  CodeSystemHeader,
  ConceptDesignation,
  ConceptExtension,
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
