import type { Definition } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { CodeSystemHeader, ConceptProperty, ConceptRow } from '../concepts.ts';

const mostConcepts = 200_000;

/** A CodeSystem of content `supplement` as a resource: what it adds is laid over another code system concept by concept. */
export async function composeSupplement(
  header: CodeSystemHeader,
  rows: AsyncIterable<ConceptRow>,
): Promise<Outcome<Definition>> {
  const concept: object[] = [];
  for await (const { designations, properties, parents: _parents, ...row } of rows) {
    if (concept.length === mostConcepts) {
      return fail('terminology.malformed', `A supplement has more than ${mostConcepts} concepts.`);
    }
    concept.push({
      ...row,
      ...(designations === undefined ? {} : { designation: designations }),
      ...(properties === undefined ? {} : { property: properties.map(propertyElement) }),
    });
  }
  return ok({ ...header, concept });
}

function propertyElement({ code, type, value }: ConceptProperty): object {
  const member = `value${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  if (type === 'boolean') return { code, [member]: value === 'true' };
  if (type === 'integer' || type === 'decimal') return { code, [member]: Number(value) };
  return { code, [member]: value };
}
