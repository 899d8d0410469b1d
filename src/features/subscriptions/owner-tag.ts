import type { Resource } from '#fhir';

const system = 'urn:carnet:subscriber';

interface Tag {
  readonly system?: unknown;
  readonly code?: unknown;
}

/** The account on whose behalf a Subscription was written; undefined where it was not written through the keeper. */
export function ownerOf(resource: Resource): string | undefined {
  const owner = tagsOf(resource).find((tag) => tag.system === system)?.code;
  return typeof owner === 'string' ? owner : undefined;
}

/** The resource with its owner among `meta.tag`, and no other. */
export function withOwner(resource: Resource, owner: string): Resource {
  const tag = [...tagsOf(resource).filter((one) => one.system !== system), { system, code: owner }];
  const { resourceType, id, meta, ...rest } = resource;
  return { resourceType, ...(id === undefined ? {} : { id }), meta: { ...(meta as object | undefined), tag }, ...rest };
}

/** The search value that finds what an account owns: `_tag=...`. */
export function ownerToken(owner: string): string {
  return `${system}|${owner.replace(/[\\,|$]/g, '\\$&')}`;
}

function tagsOf({ meta }: Resource): readonly Tag[] {
  const tag = (meta as { readonly tag?: unknown } | undefined)?.tag;
  return Array.isArray(tag) ? (tag as readonly Tag[]) : [];
}
