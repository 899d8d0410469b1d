import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { type BundleLink, bundleText, includeEntry, matchEntry } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { shapeOf } from './shape.ts';

/** Where a search stands: one type, several (`_type`) or all, or what is in the compartment of a Patient. */
export interface SearchPlace {
  readonly type?: string | undefined;
  /** Id of the Patient. */
  readonly compartment?: string;
}

/**
 * search of one type, of several, or in a compartment (FHIR R4, search.html): a searchset whose links lead to the
 * first and the next page. `strict`
 * refuses parameters that are not known, `lenient` passes over them, and the self link tells which were used.
 */
export async function search(
  deps: FhirDeps,
  caller: Caller,
  place: SearchPlace,
  params: URLSearchParams,
  handling: 'strict' | 'lenient',
): Promise<Outcome<Answer>> {
  const { type, compartment } = place;
  const parameters = await deps.records.searchParameters();
  const options = {
    handling,
    baseUrl: deps.baseUrl,
    parameters,
    ...(compartment === undefined ? {} : { compartment }),
  };
  const shape = shapeOf(params, type, 'search', handling);
  if (!shape.ok) return shape;
  const query = parseSearch(type, shape.value.others, options);
  if (!query.ok) return query;
  const interaction = type === undefined && compartment === undefined ? 'search-system' : 'search-type';
  const page = await deps.records.search(caller, query.value, interaction);
  if (!page.ok) return page;
  const { cursor } = query.value;
  const shaping = new URLSearchParams(shape.value.params.map(([name, value]) => [name, value])).toString();
  const canonical = [query.value.canonical, shaping].filter((part) => part !== '').join('&');
  const path = compartment === undefined ? `/${type ?? ''}` : `/Patient/${compartment}/${type ?? '*'}`;
  const url = (from: string | undefined) => {
    const paged =
      from === undefined ? canonical : `${canonical}${canonical === '' ? '' : '&'}_cursor=${encodeURIComponent(from)}`;
    return `${deps.baseUrl}${path}${paged === '' ? '' : `?${paged}`}`;
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
