import type { Resource } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';

/** What $validate is asked (FHIR R4, resource-operation-validate.html). */
export interface ValidationRequest {
  /** Undefined where the resource is only to be judged. */
  readonly mode: ValidationMode | undefined;
  readonly profiles: readonly string[];
  readonly resource: Resource | undefined;
}

type ValidationMode = (typeof modes)[number];

const modes = ['create', 'update', 'delete', 'profile'] as const;
const mostProfiles = 10;
const longestCanonical = 1_000;

interface Parameter {
  readonly name?: unknown;
  readonly resource?: unknown;
  readonly [value: string]: unknown;
}

/** The request in the query and in the body: a resource as it stands, or Parameters that hold it. */
export function readValidationRequest(query: URLSearchParams, body: Resource): Outcome<ValidationRequest> {
  const said = [...query].map(([name, value], index) => ({ name, value, at: `query[${index}]` }));
  let resource: Resource | undefined = body;
  if (body.resourceType === 'Parameters') {
    resource = undefined;
    const listed = Array.isArray(body.parameter) ? (body.parameter as readonly Parameter[]) : [];
    for (const [index, { name, resource: inner, ...rest }] of listed.entries()) {
      const at = `Parameters.parameter[${index}]`;
      if (name === 'resource' && typeof inner === 'object' && inner !== null) {
        if (resource !== undefined) return fail('request.bad', 'There is more than one resource.', at);
        resource = inner as Resource;
        continue;
      }
      const value = rest.valueUri ?? rest.valueCanonical ?? rest.valueCode ?? rest.valueString;
      said.push({ name: String(name), value: typeof value === 'string' ? value : '', at });
    }
  }
  let mode: ValidationMode | undefined;
  const profiles: string[] = [];
  for (const { name, value, at } of said) {
    if (name === 'mode') {
      const known = modes.find((one) => one === value);
      if (mode !== undefined || known === undefined) {
        return fail('request.bad', `mode is one of ${modes.join(', ')}, once.`, at);
      }
      mode = known;
    } else if (name === 'profile') {
      if (value === '' || value.length > longestCanonical || profiles.length === mostProfiles) {
        return fail('request.bad', `profile is a canonical address, at most ${mostProfiles} times.`, at);
      }
      profiles.push(value);
    } else return fail('request.bad', '$validate takes the parameters resource, mode and profile.', at);
  }
  if (mode === 'profile' && profiles.length === 0) return fail('request.bad', 'The mode profile needs a profile.');
  return ok({ mode, profiles, resource });
}
