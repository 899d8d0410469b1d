import { fail, type Outcome, ok } from '#kernel';
import { findJsonHazard, type JsonHazard } from './json-guard.ts';
import { findSyntaxError } from './json-syntax.ts';
import { whereIs } from './json-text.ts';
import type { Resource } from './resource.ts';
import { isResourceType } from './resource-types.ts';

const hazardText: Readonly<Record<JsonHazard['kind'], string>> = {
  'too-deep': 'The JSON nests deeper than the node accepts',
  'duplicate-key': 'A member occurs twice in the same object; keep one of them',
  'forbidden-key': 'A member has a name that no FHIR element has and that is refused for safety; remove it',
};

/** Reads JSON text without a byte order mark as a resource; the size has been checked. */
export function parseJson(text: string, maxDepth: number): Outcome<Resource> {
  const hazard = findJsonHazard(text, maxDepth);
  if (hazard !== undefined) {
    const code = hazard.kind === 'too-deep' ? 'body.too-deep' : 'body.malformed';
    return fail(code, `${hazardText[hazard.kind]} (${whereIs(text, hazard.position)}).`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const position = findSyntaxError(text);
    const problem = position >= text.length ? 'The JSON ends too early' : 'The text is not well-formed JSON';
    return fail('body.malformed', `${problem} (${whereIs(text, position)}).`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return fail('body.malformed', 'The body must be one JSON object: a FHIR resource.');
  }
  if (!isResourceType((value as { resourceType?: unknown }).resourceType)) {
    return fail('structure.unknown-type', 'The member resourceType must name a resource type of FHIR R4.');
  }
  return ok(value as Resource);
}
