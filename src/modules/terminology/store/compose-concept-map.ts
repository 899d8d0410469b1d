import type { Definition } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { ConceptMapPart } from '../formats/index.ts';

const mostRows = 1_000_000;

interface Element {
  readonly code: string;
  readonly display?: string;
  readonly target: object[];
}

/** A ConceptMap of one group, the targets of a code together (R4 conceptmap.html). */
export async function composeConceptMap({
  header,
  source,
  target,
  rows,
}: Omit<ConceptMapPart, 'kind'>): Promise<Outcome<Definition>> {
  const elements = new Map<string, Element>();
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (count > mostRows) return fail('terminology.malformed', `A map has more than ${mostRows} rows.`);
    let element = elements.get(row.source);
    if (element === undefined) {
      const { source: code, sourceDisplay: display } = row;
      element = { code, ...(display === undefined ? {} : { display }), target: [] };
      elements.set(code, element);
    }
    element.target.push({
      ...(row.target === undefined ? {} : { code: row.target }),
      ...(row.targetDisplay === undefined ? {} : { display: row.targetDisplay }),
      equivalence: row.equivalence,
      ...(row.comment === undefined ? {} : { comment: row.comment }),
    });
  }
  return ok({ ...header, group: [{ source, target, element: [...elements.values()] }] });
}
