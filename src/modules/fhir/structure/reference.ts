import type { FaultCode, Issue } from '#kernel';
import { isResourceType } from '../resource-types.ts';

const relative = /^([A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?(?:#.*)?$/;
const conditional = /^([A-Za-z]+)\?/;
const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:/;

/**
 * What is wrong with the text of `Reference.reference` (FHIR R4, references.html): its form, a type that R4 does not know
 * or (a warning, since examples of the standard itself do it) that the element does not allow, or a contained resource
 * that is not there; `contained` is undefined where that cannot be told.
 */
export function referenceProblem(
  reference: unknown,
  targets: readonly string[] | undefined,
  contained: ReadonlySet<unknown> | undefined,
): { readonly code: FaultCode; readonly severity: Issue['severity']; readonly text: string } | undefined {
  if (typeof reference !== 'string' || absolute.test(reference)) return undefined;
  if (reference.startsWith('#')) {
    if (reference === '#' || contained === undefined || contained.has(reference.slice(1))) return undefined;
    const text = 'The reference leads to a contained resource that is not there.';
    return { code: 'structure.primitive', severity: 'error', text };
  }
  const type = (relative.exec(reference) ?? conditional.exec(reference))?.[1];
  if (type === undefined || !isResourceType(type)) {
    const text = 'The reference must be Type/id with a type of FHIR R4, an absolute address, or # and a contained id.';
    return { code: 'structure.primitive', severity: 'error', text };
  }
  if (targets !== undefined && !targets.includes(type)) {
    return {
      code: 'structure.wrong-type',
      severity: 'warning',
      text: `The reference must lead to ${targets.join(' or ')}.`,
    };
  }
  return undefined;
}
