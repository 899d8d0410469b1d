import type { Definition } from '#fhir';

/** Elements of definitions that hold canonical addresses of other definitions. */
const canonicals: ReadonlySet<string> = new Set([
  'baseDefinition',
  'profile',
  'targetProfile',
  'valueSet',
  'answerValueSet',
  'supplements',
  'sourceCanonical',
  'targetCanonical',
]);

/**
 * Says in a definition which version it means by addresses of which several versions are held, where it names none:
 * `versionFor` tells, and leaves alone what it answers undefined for. So two versions of a guide stand side by side, each
 * judged by its own parts. Writes into `definition`, and gives it.
 */
export function pinReferences(
  definition: Definition,
  ambiguous: ReadonlySet<string>,
  versionFor: (url: string) => string | undefined,
): Definition {
  if (ambiguous.size > 0) pin(definition as Record<string, unknown>);
  return definition;

  function pin(value: Record<string, unknown> | unknown[]): void {
    if (!Array.isArray(value) && typeof value.system === 'string' && value.version === undefined) {
      // What a ValueSet includes names its code system so.
      if ('concept' in value || 'filter' in value) {
        const version = ambiguous.has(value.system) ? versionFor(value.system) : undefined;
        if (version !== undefined) value.version = version;
      }
    }
    for (const [name, inner] of Object.entries(value)) {
      if (canonicals.has(name)) {
        (value as Record<string, unknown>)[name] = Array.isArray(inner) ? inner.map(pinned) : pinned(inner);
      } else if (typeof inner === 'object' && inner !== null) pin(inner as Record<string, unknown>);
    }
  }

  function pinned(canonical: unknown): unknown {
    if (typeof canonical !== 'string' || !ambiguous.has(canonical)) return canonical;
    const version = versionFor(canonical);
    return version === undefined ? canonical : `${canonical}|${version}`;
  }
}
