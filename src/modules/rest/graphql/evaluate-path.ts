import { type CompiledFhirPath, compileFhirPath, type FhirNode, jsonOf, type LanguagePart } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { refuse } from './graphql-fault.ts';
import { type PlannedField, placeOf } from './plan-fields.ts';

/** Steps that the FHIRPaths of one query may still take together. */
export interface Steps {
  left: number;
}

const longestPath = 500;
/** An evaluation counts as a step for as many characters, at the least for one. */
const charactersOfStep = 16;

/** What chooses and counts. Anyone may ask it, so nothing of it works on texts or makes them longer. */
const chosen: LanguagePart = {
  functions: new Set(
    [
      'where',
      'exists',
      'empty',
      'not',
      'all',
      'allTrue',
      'anyTrue',
      'allFalse',
      'anyFalse',
      'hasValue',
      'count',
    ].concat(['first', 'last', 'tail', 'skip', 'take', 'single', 'ofType', 'is', 'as', 'extension']),
  ),
  operators: new Set(['|', 'and', 'or', 'xor', 'implies', '=', '!=', '<', '<=', '>', '>='] as const),
};

/** A FHIRPath of a query. Throws `QueryRefused` for what it may not say. */
export function readPath(text: string, field: PlannedField): CompiledFhirPath {
  if (text.length > longestPath) refuse('graphql.too-complex', `A FHIRPath has at most ${longestPath} characters.`);
  const compiled = compileFhirPath(text, chosen);
  if (compiled.ok) return compiled.value;
  return refuse(
    'graphql.invalid',
    'The FHIRPath cannot be read, or has a part that is not built: see docs/api/graphql.md.',
    placeOf(field.node),
  );
}

/**
 * What a FHIRPath answers for an element, as JSON values; a fault where the two do not go together. Throws `QueryRefused`
 * where the paths of the query ask for more steps than are left.
 */
export function evaluatePath(path: CompiledFhirPath, on: FhirNode, steps: Steps): Outcome<readonly unknown[]> {
  steps.left -= 1 + Math.floor(path.text.length / charactersOfStep);
  const found = path.evaluate(on, { budget: steps });
  if (steps.left < 0) refuse('graphql.too-complex', 'The FHIRPaths of the query ask for too much work.');
  return found.ok ? ok(found.value.map(jsonOf)) : found;
}

/** What a filter means: a Boolean itself, otherwise whether there is anything. */
export function isTrueOf(path: CompiledFhirPath, on: FhirNode, steps: Steps): Outcome<boolean> {
  const found = evaluatePath(path, on, steps);
  if (!found.ok) return found;
  const [only] = found.value;
  return ok(found.value.length === 1 && typeof only === 'boolean' ? only : found.value.length > 0);
}
