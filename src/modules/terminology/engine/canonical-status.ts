import type { Definition } from '#fhir';
import { type Extensible, extensionText, standardsStatus } from './resources.ts';

type Standing = 'deprecated' | 'withdrawn' | 'retired' | 'experimental' | 'draft';

/** How a definition stands where that is worth telling to who uses it from `from`; undefined where it is not. */
export function canonicalStatus(found: Definition, from: Definition): Standing | undefined {
  const standing = standardsOf(found);
  if (standing === 'deprecated' || standing === 'withdrawn') return standing;
  if (found.status === 'retired') return 'retired';
  if (found.experimental === true && from.experimental !== true) return 'experimental';
  return isDraft(found) && !isDraft(from) ? 'draft' : undefined;
}

function isDraft(one: Definition): boolean {
  return one.status === 'draft' || standardsOf(one) === 'draft';
}

function standardsOf(one: Definition): string | undefined {
  return extensionText(one as Extensible, standardsStatus);
}
