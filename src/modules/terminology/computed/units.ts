import { meaningOfUnit, publishedDefinition, ucum } from '#fhir';
import type { CodeSystemContent, ConceptRow } from '../concepts.ts';
import { createGrammarContent } from './grammar-content.ts';

const commonUnits = 'http://hl7.org/fhir/ValueSet/ucum-common';
/** How SNOMED CT marks a further name, which terminology services use for any code system. */
const synonym = { system: 'http://snomed.info/sct', code: '900000000000013009' } as const;

interface ListedUnits {
  readonly compose?: {
    readonly include: readonly { readonly concept?: readonly { readonly code: string; readonly display?: string }[] }[];
  };
}

let names: ReadonlyMap<string, string> | undefined;

/** The names of the common units, as R4 lists them. */
function commonNames(): ReadonlyMap<string, string> {
  if (names === undefined) {
    const { compose } = (publishedDefinition(commonUnits) ?? {}) as ListedUnits;
    const listed = compose?.include.flatMap(({ concept = [] }) => concept) ?? [];
    names = new Map(listed.map(({ code, display }) => [code, display ?? code]));
  }
  return names;
}

/**
 * UCUM: every expression of its grammar is a code, its display the code itself. Property `canonical`: the base units that
 * it comes down to. Offered are the common units of R4.
 */
export const unitsOfMeasure: CodeSystemContent = createGrammarContent({
  header: {
    resourceType: 'CodeSystem',
    id: 'ucum',
    url: ucum,
    version: '2.2',
    name: 'UCUM',
    title: 'Unified Code for Units of Measure (UCUM)',
    status: 'active',
    caseSensitive: true,
    content: 'complete',
    compositional: true,
    language: 'en',
    property: [{ code: 'canonical', type: 'string', description: 'The base units that the unit comes down to' }],
  },
  concept(code): ConceptRow | undefined {
    const meaning = meaningOfUnit(code);
    if (meaning === undefined) return undefined;
    const name = commonNames().get(code);
    return {
      code,
      display: code,
      designations: [
        { language: 'en', value: meaning.words },
        ...(name === undefined || name === code ? [] : [{ language: 'en', use: synonym, value: name }]),
      ],
      properties: [{ code: 'canonical', type: 'string', value: meaning.canonical }],
    };
  },
  offered: () => [...commonNames().keys()],
});
