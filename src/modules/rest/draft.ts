import { parseResource, sourceOf } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';

/** The body of a write as a draft: the JSON text stays as it came, XML becomes JSON. */
export function draftOf(text: string, format: 'json' | 'xml', maxBytes: number): Outcome<Draft> {
  const parsed = parseResource(text, format, { maxBytes });
  if (!parsed.ok) return parsed;
  return ok({ resource: parsed.value, source: format === 'json' ? text : sourceOf(parsed.value) });
}

/** Is the draft of the type that the URL names? */
export function ofType(draft: Draft, type: string): Outcome<Draft> {
  if (draft.resource.resourceType === type) return ok(draft);
  return fail('resource.type-mismatch', 'The resource is not of the type in the URL.', place(draft, 'resourceType'));
}

/** Path of an element of the draft in what was sent. */
export function place(draft: Draft, element: string): string {
  return `${draft.at ?? draft.resource.resourceType}.${element}`;
}
