import { hash } from 'node:crypto';
import type { Resource } from '#fhir';
import { fail, isResourceId, type Outcome, ok } from '#kernel';

export interface Address {
  readonly type: string;
  readonly id: string;
}

/** What of a Bundle entry says where its resource belongs. */
export interface Addressed {
  readonly resource: Resource;
  readonly fullUrl?: string;
  readonly request?: { readonly url: string };
}

const uuidForm = /^urn:uuid:([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$/;

/**
 * The address under which a resource is imported: the same every time, so that repeating an import is safe. Its own id;
 * or else the id in the URL of a PUT, the uuid of its `urn:uuid:` fullUrl, the last part of its absolute fullUrl; or
 * else an id made from its content. Refuses an own id that FHIR does not allow (`resource.id-form`): what refers to it
 * could not be followed.
 */
export function addressOf({ resource, fullUrl, request }: Addressed): Outcome<Address> {
  const type = resource.resourceType;
  const { id } = resource as { id?: unknown };
  if (id !== undefined) {
    return typeof id === 'string' && isResourceId(id)
      ? ok({ type, id })
      : fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .', `${type}.id`);
  }
  const put = idAfter(type, request?.url ?? '');
  if (put !== undefined) return ok({ type, id: put });
  const uuid = uuidForm.exec(fullUrl ?? '')?.[1];
  if (uuid !== undefined) return ok({ type, id: uuid.toLowerCase() });
  const last = idAfter(type, fullUrl ?? '');
  if (last !== undefined) return ok({ type, id: last });
  return ok({ type, id: hash('sha256', canonicalText(resource)).slice(0, 32) });
}

/** The id at the end of `Type/id`, with or without a base before it. */
function idAfter(type: string, url: string): string | undefined {
  const parts = url.split('/');
  const id = parts.at(-1) ?? '';
  return parts.at(-2) === type && isResourceId(id) ? id : undefined;
}

/** JSON text with the members of every object in the order of their names: equal for equal content. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
}
