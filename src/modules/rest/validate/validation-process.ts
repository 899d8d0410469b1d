import { definitionSet, type PackedDefinitions } from '#definitions';
import { createValidator, defaultProfileOf, parseResource, type ValidationIssue, type Validator } from '#fhir';
import { codesOfSource, sourceOfDefinitions } from '#terminology/codes';

/** What the process is asked: the JSON text of a resource, which is bounded, and profiles to judge it by. */
export interface ValidationQuestion {
  readonly resource: string;
  readonly profiles: readonly string[];
  /** Whether what is no error is told too. */
  readonly warnings: boolean;
  /** Whether a document is judged by the profile of its category though it does not name it. */
  readonly byCategory: boolean;
}

/** The definitions of the node, sent when they have changed. */
export interface ValidationContext {
  readonly definitions: PackedDefinitions;
}

export type ValidationAnswer = readonly ValidationIssue[];

let validator = validatorOf({ revision: 'none', packages: [], entries: [] });

process.on('message', (message: ValidationQuestion | ValidationContext) => {
  if ('definitions' in message) validator = validatorOf(message.definitions);
  else process.send?.(answerTo(message));
});
process.on('disconnect', () => process.exit());

function validatorOf(packed: PackedDefinitions): Validator {
  const definitions = definitionSet(packed);
  return createValidator({ definitions, codes: codesOfSource(sourceOfDefinitions(definitions)) });
}

function answerTo({ resource, profiles, warnings, byCategory }: ValidationQuestion): ValidationAnswer {
  const parsed = parseResource(resource, 'json');
  if (!parsed.ok) return parsed.fault.issues;
  return validator.validate(parsed.value, {
    profiles,
    warnings,
    ...(byCategory ? { documents: defaultProfileOf } : {}),
  });
}
