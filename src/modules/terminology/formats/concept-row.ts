import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';

interface Parts {
  readonly code: string;
  readonly display?: string | undefined;
  readonly definition?: string | undefined;
  readonly designations?: readonly ConceptDesignation[];
  readonly parents?: readonly string[];
  readonly properties?: readonly ConceptProperty[];
}

/** A concept without what is empty. A parent stands once, and a concept is not its own. */
export function conceptRow({ code, display, definition, designations, parents, properties }: Parts): ConceptRow {
  const above = [...new Set(parents)].filter((parent) => parent !== code && parent !== '');
  return {
    code,
    ...(isText(display) && { display }),
    ...(isText(definition) && { definition }),
    ...(designations !== undefined && designations.length > 0 && { designations }),
    ...(above.length > 0 && { parents: above }),
    ...(properties !== undefined && properties.length > 0 && { properties }),
  };
}

function isText(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** A property of this type, or none where the text is empty: to be spread into a list. */
export function propertyOf(code: string, type: ConceptProperty['type'], value: string): readonly ConceptProperty[] {
  return value === '' ? [] : [{ code, type, value }];
}

/** The standard's property by which a concept is no longer to be used (http://hl7.org/fhir/concept-properties). */
export const inactiveProperty: ConceptProperty = { code: 'inactive', type: 'boolean', value: 'true' };

export const inactiveDefinition = {
  code: 'inactive',
  type: 'boolean',
  uri: 'http://hl7.org/fhir/concept-properties#inactive',
} as const;
