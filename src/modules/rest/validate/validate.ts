import { type Resource, sourceOf, validationOutcome } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Issue, issueOf, type Outcome, ok } from '#kernel';
import type { Answer } from '../answer.ts';
import { type FhirDeps, limitsOf } from '../fhir-deps.ts';
import { judgeApart } from './judge-apart.ts';
import type { ValidationRequest } from './read-request.ts';

/**
 * $validate (FHIR R4, resource-operation-validate.html): is the resource what R4, the profiles that it names and those of
 * the request ask for? 200 with an OperationOutcome that has every issue; nothing is kept. Definitions are those of the
 * node, whoever asks. A profile of the request that is not among them is an error that names it.
 */
export async function validate(
  deps: FhirDeps,
  caller: Caller,
  { type, id }: { readonly type: string; readonly id?: string },
  { mode, profiles, resource }: ValidationRequest,
): Promise<Outcome<Answer>> {
  if (mode !== undefined && mode !== 'create' && id === undefined) {
    return fail('request.bad', `The mode ${mode} is for a resource that the URL names.`);
  }
  if (mode !== 'delete' && mode !== 'profile') {
    if (resource === undefined) return fail('request.bad', 'There is no resource to validate.', 'Parameters.parameter');
    return judged(deps, resource, profiles, issuesOfPlace(resource, type, id));
  }
  const stored = await deps.records.read(caller, type, id ?? '', '$validate');
  if (!stored.ok) return stored;
  // Of what else refers to it, this node asks nothing before it deletes.
  if (mode === 'delete') return ok({ status: 200, text: JSON.stringify(validationOutcome([])) });
  if (resource !== undefined)
    return fail('request.bad', 'In the mode profile the resource is the one that the URL names.');
  return judged(deps, JSON.parse(stored.value.text) as Resource, profiles, []);
}

async function judged(
  deps: FhirDeps,
  resource: Resource,
  profiles: readonly string[],
  before: readonly Issue[],
): Promise<Outcome<Answer>> {
  const question = { resource: sourceOf(resource), profiles, warnings: true, byCategory: true };
  const issues = await judgeApart(await deps.definitions.current(), question, limitsOf(deps).validationTime);
  if (!issues.ok) return issues;
  return ok({ status: 200, text: JSON.stringify(validationOutcome([...before, ...issues.value])) });
}

function issuesOfPlace(resource: Resource, type: string, id: string | undefined): readonly Issue[] {
  if (resource.resourceType !== type) {
    return [issueOf('resource.type-mismatch', 'The resource is not of the type in the URL.', 'resourceType')];
  }
  if (id === undefined || resource.id === id) return [];
  return [issueOf('resource.id-mismatch', 'The id in the resource is not the id in the URL.', `${type}.id`)];
}
