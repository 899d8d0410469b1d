const deepest = 100;

/** The addresses by which codes anywhere in these resources name their code systems. */
export function systemsIn(resources: readonly object[]): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > deepest) return;
    for (const [member, inner] of Object.entries(value)) {
      if (member === 'system' && typeof inner === 'string') found.add(inner);
      else walk(inner, depth + 1);
    }
  };
  for (const resource of resources) walk(resource, 0);
  return found;
}
