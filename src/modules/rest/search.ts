import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { type BundleLink, bundleText, includeEntry, matchEntry } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { shapeOf } from './shape.ts';

/**
 * search of one type (FHIR R4, search.html): a searchset whose links lead to the first and the next page. `strict`
 * refuses parameters that are not known, `lenient` passes over them, and the self link tells which were used.
 */
export async function search(
  deps: FhirDeps,
  caller: Caller,
  type: string,
  params: URLSearchParams,
  handling: 'strict' | 'lenient',
): Promise<Outcome<Answer>> {
  const shape = shapeOf(params, type, 'search', handling);
  if (!shape.ok) return shape;
  const query = parseSearch(type, shape.value.others, { handling, baseUrl: deps.baseUrl });
  if (!query.ok) return query;
  const page = await deps.records.search(caller, query.value, 'search-type');
  if (!page.ok) return page;
  const { cursor } = query.value;
  const shaping = new URLSearchParams(shape.value.params.map(([name, value]) => [name, value])).toString();
  const canonical = [query.value.canonical, shaping].filter((part) => part !== '').join('&');
  const url = (from: string | undefined) => {
    const paged =
      from === undefined ? canonical : `${canonical}${canonical === '' ? '' : '&'}_cursor=${encodeURIComponent(from)}`;
    return `${deps.baseUrl}/${type}${paged === '' ? '' : `?${paged}`}`;
  };
  const links: BundleLink[] = [
    { relation: 'self', url: url(cursor) },
    { relation: 'first', url: url(undefined) },
  ];
  if (page.value.next !== undefined) links.push({ relation: 'next', url: url(page.value.next) });
  const text = bundleText({
    type: 'searchset',
    total: page.value.total,
    links,
    entries: [
      ...page.value.matches.map((stored) => matchEntry(deps.baseUrl, shape.value.apply(stored))),
      ...(page.value.included ?? []).map((stored) => includeEntry(deps.baseUrl, shape.value.apply(stored))),
    ],
  });
  return ok({ status: 200, text });
}
