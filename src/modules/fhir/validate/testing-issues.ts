import type { Definition } from '../definitions.ts';
import type { Resource } from '../resource.ts';
import { coreCodes } from './core-codes.ts';
import { createValidator, type ValidateOptions } from './create-validator.ts';
import { coreDefinitions, withDefinitions } from './definitions-source.ts';

const core = coreDefinitions();

/** What is wrong with a resource by R4 and some definitions: severity, path and words of each issue, warnings of R4 aside. */
export function issuesOfResource(
  resource: object,
  definitions: readonly object[] = [],
  options: ValidateOptions = {},
): readonly string[] {
  const source = withDefinitions(core, definitions as readonly Definition[]);
  const validator = createValidator({ definitions: source, codes: coreCodes });
  return validator
    .validate(resource as Resource, options)
    .filter(({ rule }) => rule !== 'dom-6')
    .map(({ severity, path, text }) => `${severity} ${path}: ${text}`);
}
