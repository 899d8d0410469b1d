import type { Resource } from './resource.ts';

/**
 * Marks what its author has not told the person yet (`INVISIBLE_PATIENT` of the French DMP). It holds for a time alone, so
 * that the store keeps beside it since when it is there.
 */
export const untoldLabel = 'INVISIBLE_PATIENT';

const code = /^[^\s,]{1,64}$/u;

/**
 * The codes of the security labels of a resource (R4 security-labels.html), each once; of any code system. All of them, as
 * many as a body holds: one left out would show what it hides.
 */
export function securityLabelsOf({ meta }: Resource): readonly string[] {
  const security = meta?.security;
  if (!Array.isArray(security) || security.length === 0) return none;
  const codes = security.flatMap((coding: { readonly code?: unknown } | null) =>
    typeof coding?.code === 'string' && code.test(coding.code) ? [coding.code] : [],
  );
  return [...new Set(codes)].sort();
}

const none: readonly string[] = [];
