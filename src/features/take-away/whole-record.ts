import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { RecordPage } from '#records';
import type { TakeAwayOptions } from './take-away-options.ts';

/** Resources that are read at a time. */
const pageSize = 200;

/** The pages of a record; the first one is read at once, so that a refusal is an answer and not half a body. */
export async function recordPages(
  { records }: Pick<TakeAwayOptions, 'records'>,
  caller: Caller,
  patient: string,
): Promise<Outcome<AsyncIterable<RecordPage>>> {
  const first = await records.recordPage(caller, patient, { count: pageSize }, 'take-away');
  if (!first.ok) return first;
  return ok(following(first.value));

  async function* following(page: RecordPage): AsyncIterable<RecordPage> {
    yield page;
    for (let after = page.next; after !== undefined; ) {
      const next = await records.recordPage(caller, patient, { count: pageSize, after }, 'take-away');
      // The body is on its way: that it breaks off is all that can be told.
      if (!next.ok) throw new Error(`The record cannot be read to its end: ${next.fault.code}`);
      yield next.value;
      after = next.value.next;
    }
  }
}

/**
 * The whole record as a Bundle of type collection, in pieces of text: the Patient first, then its compartment by type and
 * id, with what those refer to outside of it, each once.
 */
export async function* bundleOf(pages: AsyncIterable<RecordPage>, timestamp: Date): AsyncIterable<string> {
  yield `{"resourceType":"Bundle","type":"collection","timestamp":"${timestamp.toISOString()}","entry":[`;
  const met = new Set<string>();
  let separator = '';
  for await (const page of pages) {
    const resources = [...(page.patient === undefined ? [] : [page.patient]), ...page.resources, ...page.referenced];
    let piece = '';
    for (const { type, id, text } of resources) {
      const address = `${type}/${id}`;
      if (met.has(address)) continue;
      met.add(address);
      piece += `${separator}{"resource":${text}}`;
      separator = ',';
    }
    if (piece !== '') yield piece;
  }
  yield ']}';
}
