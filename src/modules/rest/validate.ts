import { checkStructure, informationOutcome, type Resource } from '#fhir';
import { fail, type Issue, issueOf, type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { outcomeOf } from './operation-outcome.ts';

/** What is to be validated: the resource of a Parameters, or the body itself. */
export function resourceToValidate(body: Resource): Outcome<{ readonly resource: Resource }> {
  if (body.resourceType !== 'Parameters') return ok({ resource: body });
  const listed = Array.isArray(body.parameter) ? (body.parameter as readonly Record<string, unknown>[]) : [];
  for (const [index, { name }] of listed.entries()) {
    if (name !== 'resource' && name !== 'mode') {
      return fail(
        'request.bad',
        '$validate takes the parameters resource and mode; profiles are not judged.',
        `Parameters.parameter[${index}]`,
      );
    }
  }
  const index = listed.findIndex(({ name }) => name === 'resource');
  const resource = listed[index]?.resource;
  if (typeof resource !== 'object' || resource === null) {
    return fail('request.bad', 'The Parameters have no resource to validate.', 'Parameters.parameter');
  }
  return ok({ resource: resource as Resource });
}

/**
 * $validate (FHIR R4, resource-operation-validate.html): would the resource be taken, as far as its structure tells? 200
 * with an OperationOutcome that has every issue; nothing is kept or looked up. Invariants and profiles are not judged.
 */
export function validate(resource: Resource, type: string, id: string | undefined): Answer {
  const issues: Issue[] = [];
  if (resource.resourceType !== type) {
    issues.push(issueOf('resource.type-mismatch', 'The resource is not of the type in the URL.', 'resourceType'));
  } else if (id !== undefined && resource.id !== id) {
    issues.push(issueOf('resource.id-mismatch', 'The id in the resource is not the id in the URL.', `${type}.id`));
  }
  issues.push(...checkStructure(resource));
  const [first] = issues;
  if (first === undefined) return { status: 200, text: JSON.stringify(informationOutcome('The structure is sound.')) };
  return { status: 200, text: JSON.stringify(outcomeOf({ kind: 'invalid', code: first.code, issues })) };
}
