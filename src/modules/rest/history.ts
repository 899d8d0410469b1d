import { dateInterval } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { type BundleLink, bundleText, historyEntry } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';

const standardCount = 50;
const mostCount = 1000;
const instantForm = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;

/** history of an instance, a type or the whole node, newest first (FHIR R4, http.html#history). */
export async function history(
  deps: FhirDeps,
  caller: Caller,
  address: { readonly type?: string; readonly id?: string },
  params: URLSearchParams,
): Promise<Outcome<Answer>> {
  const asked = historyParams(params);
  if (!asked.ok) return asked;
  const page = await deps.records.history(caller, { ...address, ...asked.value });
  if (!page.ok) return page;
  const path = [address.type, address.id, '_history'].filter((part) => part !== undefined).join('/');
  const url = (cursor: string | undefined) => {
    const query = new URLSearchParams([['_count', String(asked.value.count)]]);
    if (asked.value.since !== undefined) query.set('_since', asked.value.since.toISOString());
    if (params.has('_at')) query.set('_at', params.get('_at') ?? '');
    if (cursor !== undefined) query.set('_cursor', cursor);
    return `${deps.baseUrl}/${path}?${query}`;
  };
  const links: BundleLink[] = [
    { relation: 'self', url: url(asked.value.cursor) },
    { relation: 'first', url: url(undefined) },
  ];
  if (page.value.next !== undefined) links.push({ relation: 'next', url: url(page.value.next) });
  const text = bundleText({
    type: 'history',
    total: page.value.total,
    links,
    entries: page.value.matches.map((stored) => historyEntry(deps.baseUrl, stored)),
  });
  return ok({ status: 200, text });
}

function historyParams(params: URLSearchParams): Outcome<{
  readonly count: number;
  readonly since?: Date;
  readonly at?: { readonly from: Date; readonly to: Date };
  readonly cursor?: string;
}> {
  for (const name of params.keys()) {
    if (!['_count', '_since', '_at', '_cursor'].includes(name) || params.getAll(name).length > 1) {
      return fail('search.unknown-parameter', 'A history takes _count, _since, _at and its page links, each once.');
    }
  }
  const count = params.get('_count');
  if (count !== null && !/^[1-9][0-9]{0,5}$/.test(count)) {
    return fail('search.bad-value', '_count must be a whole number from 1 on.');
  }
  const since = params.get('_since');
  const from = since === null ? undefined : new Date(since);
  if (since !== null && (!instantForm.test(since) || Number.isNaN(from?.getTime()))) {
    return fail('search.bad-value', '_since must be an instant.');
  }
  const moment = params.get('_at');
  const at = moment === null ? undefined : dateInterval(moment);
  if (moment !== null && at === undefined) return fail('search.bad-value', '_at must be a date or an instant.');
  const cursor = params.get('_cursor');
  return ok({
    count: count === null ? standardCount : Math.min(Number(count), mostCount),
    ...(from === undefined ? {} : { since: from }),
    ...(at === undefined ? {} : { at: { from: new Date(at.low), to: new Date(at.high) } }),
    ...(cursor === null ? {} : { cursor }),
  });
}
