import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/**
 * Each contained resource is referred to from the resource or a sibling, or refers to what contains it (dom-3). An image
 * or a link of a narrative counts, which the expression of R4 cannot tell.
 */
export function checkContained(run: Run, { value }: FhirNode): void {
  const { contained } = value as Members;
  if (!Array.isArray(contained)) return;
  const names = new Set<string>();
  collectNames(value, names);
  for (const [n, inner] of contained.entries()) {
    if (!isObject(inner) || typeof inner.id !== 'string' || names.has(inner.id) || refersToHolder(inner)) continue;
    run.path.push('contained', n);
    const text = 'Nothing refers to the contained resource, and it does not refer to what contains it.';
    report(run, { ...issueOf('conformance.constraint', text), rule: 'dom-3' });
    run.path.length -= 2;
  }
}

const linked = /\b(?:href|src)\s*=\s*["']#([^"']+)["']/g;

/** What is named as `#name` anywhere: in references, in addresses of definitions, in narrative. */
function collectNames(value: unknown, names: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('#')) names.add(value.slice(1));
  } else if (Array.isArray(value)) for (const item of value) collectNames(item, names);
  else if (isObject(value)) {
    for (const key in value) {
      const member = value[key];
      if (key === 'div' && typeof member === 'string')
        for (const [, name] of member.matchAll(linked)) names.add(name ?? '');
      else collectNames(member, names);
    }
  }
}

function refersToHolder(value: unknown): boolean {
  if (value === '#') return true;
  if (Array.isArray(value)) return value.some(refersToHolder);
  return isObject(value) && Object.values(value).some(refersToHolder);
}
