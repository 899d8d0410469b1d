import type { AuditEntry } from '#audit';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { ExportChunk, ExportPart, ExportQuery } from '#store';
import { decide } from './decide.ts';
import { logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { seesAll } from './visible.ts';

/** May the caller export at all? The log says that he begins to, or that he was denied. */
export async function beginExport(
  options: RecordsOptions,
  caller: Caller,
  types: readonly string[],
): Promise<Outcome<void>> {
  const view = await decide(options.access, caller, 'read', undefined);
  const outcome = view.permitted ? 'success' : 'denied';
  const objects = types.map((type) => ({ type }));
  await options.audit.record([
    logEntry(occasionOf(options, caller, 'export', view), { action: 'export', outcome, objects }),
  ]);
  return view.refusal === undefined ? ok(undefined) : { ok: false, fault: view.refusal };
}

/**
 * The next part of one type. That there is one, and how large it is, tells of the persons in it, unless the caller sees
 * everybody: then each has an entry in her log before the answer leaves, as with the total of a search.
 */
export async function nextExportPart(
  options: RecordsOptions,
  caller: Caller,
  query: ExportQuery,
  size: number,
): Promise<Outcome<ExportPart | undefined>> {
  const view = await decide(options.access, caller, 'read', undefined);
  if (view.refusal !== undefined) return { ok: false, fault: view.refusal };
  const withCompartments = !seesAll(view.visibility);
  const part = await options.store.exportPart(query, view.visibility, { size, withCompartments });
  if (!part.ok || part.value === undefined) return part;
  const { compartments = [], ...told } = part.value;
  const occasion = occasionOf(options, caller, 'export', view);
  const objects = [{ type: query.type }];
  await options.audit.record(
    compartments.map((patient) => logEntry(occasion, { action: 'export', outcome: 'success', patient, objects })),
  );
  return ok(told);
}

/**
 * The lines of a part. Some megabytes at a time are decided on and read, so that what the person or the operator changes
 * meanwhile soon holds, and they leave when the log of everyone in them is durable. The next are read while these are
 * being sent; nothing is held open in the database between them. Throws where later ones are refused, for what has been
 * sent cannot be taken back.
 */
export async function exportLines(
  options: RecordsOptions,
  caller: Caller,
  query: ExportQuery,
): Promise<Outcome<AsyncIterable<string>>> {
  const first = await readChunk(options, caller, query);
  return first.ok ? ok(following(options, caller, query, first.value)) : first;
}

async function* following(
  options: RecordsOptions,
  caller: Caller,
  query: ExportQuery,
  first: Entered,
): AsyncGenerator<string> {
  let { chunk, entries } = first;
  for (;;) {
    const next = chunk.next === undefined ? undefined : readChunk(options, caller, { ...query, after: chunk.next });
    // Until it is awaited, its failure is nobody's.
    next?.catch(() => {});
    await options.audit.record(entries);
    yield* pieces(chunk.texts);
    if (next === undefined) return;
    const read: Outcome<Entered> = await next;
    if (!read.ok) throw Object.assign(new Error('An export may not go on'), { fault: read.fault });
    ({ chunk, entries } = read.value);
  }
}

/** Characters that are sent together at least: many small texts cost more than few, and large ones much memory. */
const leastSent = 65_536;

function* pieces(texts: readonly string[]): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += `${text}\n`;
    if (piece.length < leastSent) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

interface Entered {
  readonly chunk: ExportChunk;
  readonly entries: readonly AuditEntry[];
}

async function readChunk(options: RecordsOptions, caller: Caller, query: ExportQuery): Promise<Outcome<Entered>> {
  const view = await decide(options.access, caller, 'read', undefined);
  if (view.refusal !== undefined) return { ok: false, fault: view.refusal };
  const chunk = await options.store.exportChunk(query, view.visibility);
  if (!chunk.ok) return chunk;
  const occasion = occasionOf(options, caller, 'export', view);
  return ok({ chunk: chunk.value, entries: entriesOf(occasion, query.type, chunk.value.tally) });
}

/** One entry for each person: which categories left, and how many resources. */
function entriesOf(occasion: Occasion, type: string, tally: ExportChunk['tally']): readonly AuditEntry[] {
  const byPerson = Map.groupBy(tally, (row) => row.compartment);
  return [...byPerson].map(([patient, rows]) => {
    const objects = rows.map(({ category }) => ({ type, category }));
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    const entry = logEntry(occasion, { action: 'export', outcome: 'success', patient, objects });
    return count > objects.length ? { ...entry, more: count - objects.length } : entry;
  });
}
