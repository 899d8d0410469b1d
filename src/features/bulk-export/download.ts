import { Readable } from 'node:stream';
import { constants, createGzip } from 'node:zlib';
import { subsetText } from '#fhir';
import { ok } from '#kernel';
import type { Perform } from '#rest';
import type { BulkExportOptions } from './bulk-export.ts';
import type { ExportRequest } from './contract.ts';
import { exportQueries } from './export-query.ts';
import { fileOf } from './follow.ts';

/** Elements that every resource of an export keeps (Bulk Data Access 2.0.0, `_elements`). */
const always = ['id', 'meta', 'resourceType'];

/**
 * A file of an export, straight from the records: nothing of it lies anywhere else. It goes as fast as the client reads,
 * and what the caller may no longer see when it leaves is not in it.
 */
export function download(options: BulkExportOptions): Perform {
  return async (deps, exchange) => {
    const found = await fileOf(options, exchange);
    if (!found.ok) return found;
    const { asked, at, file } = found.value;
    const { type, after, upTo, deleted } = file;
    const queryOf = await exportQueries(deps, exchange.caller, asked, at);
    if (!queryOf.ok) return queryOf;
    const part = { ...queryOf.value(type), upTo, ...(after && { after }), ...(deleted && { deleted }) };
    const lines = await deps.records.exportLines(exchange.caller, part);
    if (!lines.ok) return lines;
    const wanted = deleted ? undefined : elementsOf(asked, type);
    const pieces = wanted === undefined ? lines.value : reduced(lines.value, type, wanted);
    const body = Readable.from(pieces, { objectMode: false, highWaterMark: 1 });
    const headers = { 'cache-control': 'private, no-store', vary: 'accept-encoding' };
    const content = { type: 'application/fhir+ndjson' };
    if (!acceptsGzip(exchange.request.headers['accept-encoding'])) {
      return ok({ status: 200, headers, content: { ...content, body } });
    }
    const gzip = createGzip({ level: constants.Z_BEST_SPEED, chunkSize: 65_536 });
    body.on('error', (error) => gzip.destroy(error));
    gzip.on('close', () => body.destroy());
    return ok({
      status: 200,
      headers: { ...headers, 'content-encoding': 'gzip' },
      content: { ...content, body: body.pipe(gzip) },
    });
  };
}

function acceptsGzip(header: string | readonly string[] | undefined): boolean {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return /(?:^|[,\s])gzip(?!\s*;\s*q=0(?:\.0*)?(?:\s*(?:,|$)))/i.test(text);
}

/** The elements that are asked for of this type; undefined where all of it is. */
function elementsOf({ elements }: ExportRequest, type: string): ReadonlySet<string> | undefined {
  const names = elements.flatMap((name) => {
    const [first = '', second] = name.split('.');
    if (second === undefined) return [first];
    return first === type ? [second] : [];
  });
  return names.length === 0 ? undefined : new Set([...always, ...names]);
}

async function* reduced(
  pieces: AsyncIterable<string>,
  type: string,
  wanted: ReadonlySet<string>,
): AsyncGenerator<string> {
  for await (const piece of pieces) {
    const lines = piece.split('\n').filter((line) => line !== '');
    yield `${lines.map((line) => subsetText(line, type, wanted)).join('\n')}\n`;
  }
}
