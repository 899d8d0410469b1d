import { isObject } from './json-value.ts';
import type { Resource } from './resource.ts';

/** Who vouches for an entry that no professional made: the person herself, or who acts for her. */
export type OwnAuthor = 'person' | 'proxy';

const observationValues = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** The security labels (HL7 v3 ObservationValue, provenance asserted by) that mark own entries (EHDS article 5). */
export const ownMarks = {
  person: { system: observationValues, code: 'PATAST', display: 'patient asserted' },
  proxy: { system: observationValues, code: 'SDMAST', display: 'substitute decision maker asserted' },
} as const satisfies Readonly<Record<OwnAuthor, object>>;

/** Who added an entry to the record as her own; undefined where a professional or a service did. */
export function ownAuthorOf(resource: Resource): OwnAuthor | undefined {
  const marked = (code: string) => labelsOf(resource).some((label) => isMark(label) && label.code === code);
  if (marked(ownMarks.person.code)) return 'person';
  return marked(ownMarks.proxy.code) ? 'proxy' : undefined;
}

/** The same of a stored text, which is parsed only where it can hold a mark. */
export function isOwnEntryText(text: string): boolean {
  if (!text.includes(ownMarks.person.code) && !text.includes(ownMarks.proxy.code) && !text.includes('\\u'))
    return false;
  return ownAuthorOf(JSON.parse(text) as Resource) !== undefined;
}

/** The `meta` of a resource with the mark of this author and of no other. */
export function withOwnMark(meta: unknown, author: OwnAuthor): Readonly<Record<string, unknown>> {
  const held = isObject(meta) ? meta : {};
  const others = Array.isArray(held.security) ? held.security.filter((label) => !isMark(label)) : [];
  return { ...held, security: [...others, ownMarks[author]] };
}

function labelsOf(resource: Resource): readonly { readonly code?: unknown }[] {
  const labels = isObject(resource.meta) ? (resource.meta as Record<string, unknown>).security : undefined;
  return Array.isArray(labels) ? labels.filter(isObject) : [];
}

function isMark(label: unknown): boolean {
  return (
    isObject(label) &&
    label.system === observationValues &&
    (label.code === ownMarks.person.code || label.code === ownMarks.proxy.code)
  );
}
