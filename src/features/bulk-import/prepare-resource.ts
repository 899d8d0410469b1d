import { isResourceType, type Resource, rewriteReferences } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { type Address, addressOf } from './address.ts';
import type { Entry } from './read-entries.ts';
import type { ConditionResolver } from './resolve-condition.ts';

export interface Ready {
  readonly address: Address;
  readonly resource: Resource;
  /** Its JSON text, with the id in it. */
  readonly source: string;
}

const conditionalReference = /^([A-Z][A-Za-z]+)\?(.+)$/;
const mayBeConditional = /"reference"\s*:\s*"[A-Z][A-Za-z]+\?/;

/**
 * Makes an item fit for the record: chooses its id, and turns references to other entries of its Bundle and conditional
 * references into `Type/id`. A conditional reference that leads to nothing refuses the resource
 * (`transaction.unresolved-reference`).
 */
export async function prepareResource(
  item: Entry,
  target: (fullUrl: string) => Address | undefined,
  conditions: ConditionResolver,
): Promise<Outcome<Ready>> {
  if (!isResourceType(item.resource.resourceType)) {
    return fail('structure.unknown-type', 'The resource type is not one of FHIR R4.');
  }
  const address = addressOf(item);
  if (!address.ok) return address;
  const resolved = await resolveConditions(item.source, item.resource, conditions);
  if (!resolved.ok) return resolved;
  const linked = rewriteReferences(item.source, item.resource, (reference) => {
    const found = target(reference) ?? resolved.value.get(reference);
    return found === undefined ? undefined : `${found.type}/${found.id}`;
  });
  return ok({ address: address.value, ...withId(linked.source, linked.resource, address.value.id) });
}

async function resolveConditions(
  source: string,
  resource: Resource,
  conditions: ConditionResolver,
): Promise<Outcome<ReadonlyMap<string, Address>>> {
  const resolved = new Map<string, Address>();
  if (!mayBeConditional.test(source)) return ok(resolved);
  const asked = new Set<string>();
  rewriteReferences(source, resource, (reference) => {
    if (conditionalReference.test(reference)) asked.add(reference);
    return undefined;
  });
  for (const reference of asked) {
    const [, type = '', criteria = ''] = conditionalReference.exec(reference) ?? [];
    const found = await conditions.resolve(type, criteria);
    if (!found.ok) return found;
    if (found.value === undefined) {
      return fail('transaction.unresolved-reference', 'A conditional reference matches nothing at this node.');
    }
    resolved.set(reference, found.value);
  }
  return ok(resolved);
}

/** The text begins with the brace of the object, so that a missing id is put right behind it. */
function withId(source: string, resource: Resource, id: string): Pick<Ready, 'resource' | 'source'> {
  if (resource.id !== undefined) return { source, resource };
  const open = source.indexOf('{') + 1;
  return {
    source: `${source.slice(0, open)}"id":${JSON.stringify(id)},${source.slice(open)}`,
    resource: { ...resource, id },
  };
}
