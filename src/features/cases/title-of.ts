import type { Resource } from '#fhir';

interface Concept {
  readonly text?: string;
  readonly coding?: readonly { readonly display?: string; readonly code?: string }[];
}

/** By what an entry is named in the words of its author, and when it was; the type where it has no name. */
export function titleOf(resource: Resource): { readonly title: string; readonly date?: string } {
  const named = resource as unknown as Readonly<Record<string, unknown>>;
  const concepts = ['code', 'vaccineCode', 'medicationCodeableConcept', 'type'].map((name) => {
    const value = named[name];
    return (Array.isArray(value) ? value[0] : value) as Concept | undefined;
  });
  const title = concepts.map(wordsOf).find((text) => text !== undefined) ?? resource.resourceType;
  const date = [
    'effectiveDateTime',
    'onsetDateTime',
    'performedDateTime',
    'occurrenceDateTime',
    'authoredOn',
    'recordedDate',
  ]
    .map((name) => named[name])
    .find((value) => typeof value === 'string');
  return { title: title.slice(0, 200), ...(date === undefined ? {} : { date: (date as string).slice(0, 10) }) };
}

function wordsOf(concept: Concept | undefined): string | undefined {
  if (typeof concept !== 'object' || concept === null) return undefined;
  const coding = concept.coding?.[0];
  return concept.text ?? coding?.display ?? coding?.code;
}
