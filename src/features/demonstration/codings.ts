import type { Resource } from '#fhir';

/** Every code that the resources use, each once, in the order of first appearance; units of quantities are not codes. */
export function codingsOf(
  resources: Iterable<Resource>,
): readonly { readonly system: string; readonly code: string }[] {
  const found = new Map<string, { system: string; code: string }>();
  for (const resource of resources) collect(resource, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, { system: string; code: string }>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const { system, code } = value as Record<string, unknown>;
  const isQuantity = 'value' in value || 'unit' in value || 'comparator' in value;
  if (typeof system === 'string' && typeof code === 'string' && !isQuantity) {
    const key = `${system}|${code}`;
    if (!found.has(key)) found.set(key, { system, code });
  }
  for (const member of Object.values(value)) collect(member, found);
}
