import type { ConceptProperty, ConceptRow } from '../concepts.ts';
import { propertyText } from './concept-rows.ts';
import { type CodeSystemFacts, extensionText, standardsStatus } from './resources.ts';

const properties = 'http://hl7.org/fhir/concept-properties#';

/** The codes by which a code system calls one of FHIR's own concept properties: its usual name, and by its address. */
export function codesOfProperty(header: CodeSystemFacts, name: string): readonly string[] {
  const address = properties + name;
  const others = (header.property ?? []).filter(({ code, uri }) => uri === address && code !== name);
  return others.length === 0 ? [name] : [name, ...others.map(({ code }) => code)];
}

function textOf(header: CodeSystemFacts, { properties: own = [] }: ConceptRow, name: string): string | undefined {
  if (own.length === 0) return undefined;
  const codes = codesOfProperty(header, name);
  const found = own.find(({ code }) => codes.includes(code));
  return found === undefined ? undefined : propertyText(found);
}

/** Whether the concept only groups others and is not to be chosen (R4 codesystem-concept-properties, notSelectable). */
export function isAbstract(header: CodeSystemFacts, row: ConceptRow): boolean {
  return textOf(header, row, 'notSelectable') === 'true' || textOf(header, row, 'abstract') === 'true';
}

/** Whether the concept is no longer to be used: it says so, it is retired, or its standards status is withdrawn. */
export function isInactive(header: CodeSystemFacts, row: ConceptRow): boolean {
  if (textOf(header, row, 'inactive') === 'true') return true;
  const status = textOf(header, row, 'status');
  if (status === 'inactive' || status === 'retired') return true;
  return extensionText(row, standardsStatus)?.toLowerCase() === 'withdrawn';
}

/** What the code system says of the concept's standing: `retired`, `deprecated`, `inactive`; undefined for nothing. */
export function statusOf(header: CodeSystemFacts, row: ConceptRow): string | undefined {
  const status = textOf(header, row, 'status');
  if (status !== undefined) return status;
  for (const name of ['deprecated', 'inactive', 'retired'] as const) {
    if (textOf(header, row, name) === 'true') return name;
  }
  return extensionText(row, standardsStatus);
}

export function isDeprecated(header: CodeSystemFacts, row: ConceptRow): boolean {
  const status = textOf(header, row, 'status');
  return textOf(header, row, 'deprecated') === 'true' || status === 'deprecated' || status === 'retired';
}

/** The value of `notSelectable`, as filters ask for it. */
export function selectability(header: CodeSystemFacts, row: ConceptRow): string | undefined {
  return textOf(header, row, 'notSelectable');
}

/** FHIR's properties know no groups of attributes: one that stands in several is told once. */
export function apartFromGroups(properties: readonly ConceptProperty[]): readonly ConceptProperty[] {
  if (!properties.some(({ group }) => group !== undefined)) return properties;
  return properties.filter(
    (one, place) => properties.findIndex(({ code, value }) => code === one.code && value === one.value) === place,
  );
}
