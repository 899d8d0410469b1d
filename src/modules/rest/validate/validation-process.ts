import {
  codesOfDefinitions,
  coreDefinitions,
  createValidator,
  defaultProfileOf,
  parseResource,
  type ValidationIssue,
  type Validator,
  withDefinitions,
} from '#fhir';

/** What the process is asked: JSON texts of a resource and of the node's definitions for it, each bounded. */
export interface ValidationQuestion {
  readonly resource: string;
  readonly profiles: readonly string[];
  readonly definitions: readonly string[];
}

export type ValidationAnswer = readonly ValidationIssue[];

const core = coreDefinitions();
const ofCore = createValidator({ definitions: core, codes: codesOfDefinitions(core) });
/** The last definitions that were asked by: who validates, validates many. */
let last: { readonly texts: readonly string[]; readonly validator: Validator } = { texts: [], validator: ofCore };

process.on('message', (question: ValidationQuestion) => {
  process.send?.(answerTo(question));
});
process.on('disconnect', () => process.exit());

function answerTo({ resource, profiles, definitions }: ValidationQuestion): ValidationAnswer {
  const parsed = parseResource(resource, 'json');
  return parsed.ok
    ? validatorFor(definitions).validate(parsed.value, { profiles, documents: defaultProfileOf })
    : parsed.fault.issues;
}

function validatorFor(texts: readonly string[]): Validator {
  if (texts.length === 0) return ofCore;
  if (texts.length === last.texts.length && texts.every((text, n) => text === last.texts[n])) return last.validator;
  const definitions = withDefinitions(
    core,
    texts.map((text) => JSON.parse(text)),
  );
  last = { texts, validator: createValidator({ definitions, codes: codesOfDefinitions(definitions) }) };
  return last.validator;
}
