import { hasElement, type Subset, subsetText } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';

/** The parts of resources that a request asks for. */
export interface Shape {
  /** The version with its text reduced; the same object where all of it is asked for. */
  apply(stored: StoredVersion): StoredVersion;
  /** The parameters that ask for it, for links to further pages. */
  readonly params: readonly (readonly [name: string, value: string])[];
  /** The other parameters of the request. */
  readonly others: URLSearchParams;
}

const mostElements = 100;

/**
 * Takes `_summary` and `_elements` out of the parameters of a read or search (FHIR R4, search.html#summary, #elements).
 * `_summary=count` is left to the search, and refused of a read. An element that the type does not have is refused, or
 * passed over where the handling is lenient.
 */
export function shapeOf(
  params: URLSearchParams,
  type: string | undefined,
  of: 'read' | 'search',
  handling: 'strict' | 'lenient' = 'strict',
): Outcome<Shape> {
  const [summary, elements] = [params.get('_summary'), params.get('_elements')];
  if (summary === null && elements === null) return ok({ apply: (stored) => stored, params: [], others: params });
  const isKnown = summary === null || ['true', 'text', 'data', 'false'].includes(summary);
  if (!isKnown && !(summary === 'count' && of === 'search')) {
    return fail('search.bad-value', `_summary must be true, text, data${of === 'search' ? ', count' : ''} or false.`);
  }
  const counts = summary === 'count' || summary === 'false';
  if (elements !== null && summary !== null && !counts) {
    return fail('search.bad-value', 'Ask for _summary or for _elements, not for both.');
  }
  const names = (elements ?? '')
    .split(',', mostElements + 1)
    .map((name) => name.trim().replace(/^[A-Z][A-Za-z]+\./, ''));
  if (names.length > mostElements) return fail('search.too-broad', `_elements takes up to ${mostElements} names.`);
  if (elements !== null && handling === 'strict' && !names.every((name) => mayName(type, name))) {
    return fail('search.bad-value', '_elements takes names of elements of the top level, with a comma between.');
  }
  const subset: Subset | undefined =
    elements !== null ? new Set(names) : counts ? undefined : (summary as 'true' | 'text' | 'data');
  const others = new URLSearchParams(params);
  others.delete('_elements');
  if (!counts) others.delete('_summary');
  return ok({
    apply: (stored) =>
      subset === undefined || stored.deleted
        ? stored
        : { ...stored, text: subsetText(stored.text, stored.contained?.type ?? stored.type, subset) },
    params: elements !== null ? [['_elements', elements]] : subset === undefined ? [] : [['_summary', summary ?? '']],
    others,
  });
}

/** Where many types are searched, each has elements of its own: then the form alone is looked at. */
function mayName(type: string | undefined, name: string): boolean {
  return type === undefined ? /^[a-z][A-Za-z0-9]{0,60}$/.test(name) : hasElement(type, name);
}
