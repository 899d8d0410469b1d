import { decodeText, parseResource } from '#fhir';
import type { Caller } from '#identity';
import { type Fault, faultOf, type Issue, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { defaultLimits, type ImportLimits } from './contract.ts';
import { prepareResource } from './prepare-resource.ts';
import { createConditionResolver } from './resolve-condition.ts';
import { createLineSplitter, type Line } from './split-json.ts';
import { createBatchWriter } from './write-batches.ts';

export interface LinesOptions {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** The type that every line must have; any where it is left out. */
  readonly type?: string;
  readonly records: Pick<Records, 'change' | 'search' | 'searchParameters'>;
  readonly caller: Caller;
  readonly signal: AbortSignal;
  readonly limits?: Partial<ImportLimits>;
  /** Called with lines that are refused, and those that are taken with a warning, in no certain order; waited for. */
  readonly refuse: (refused: readonly RefusedLine[]) => Promise<void> | void;
  /** Called with the number of lines that are written or refused. */
  readonly progress?: (lines: number) => void;
}

export interface RefusedLine {
  /** From 1. */
  readonly line: number;
  /** With issues that are all warnings, the line was taken. */
  readonly fault: Fault;
}

export interface LinesResult {
  readonly written: number;
  readonly refused: number;
  /** Of those that are written. */
  readonly warned: number;
}

/**
 * Takes in NDJSON as it comes, a resource a line: what is new is created, what differs becomes a new version, what is equal
 * stays. Reads no faster than it writes, and holds a few hundred lines. A line that is refused does not hold up the rest.
 * Fails as a whole when the node cannot write any more or the caller may not (`access.denied`).
 */
export async function importLines(options: LinesOptions): Promise<Outcome<LinesResult>> {
  const { records, caller, signal } = options;
  const limits: ImportLimits = { ...defaultLimits, ...options.limits };
  const writer = createBatchWriter({ records, caller, limits });
  const conditions = createConditionResolver(records, caller, () => writer.settle());
  const tally = { written: 0, refused: 0, warned: 0 };
  const waiting: RefusedLine[] = [];
  const tellRefused = async () => {
    if (waiting.length > 0) await options.refuse(waiting.splice(0));
    options.progress?.(tally.written + tally.refused);
  };
  const refuse = (line: number, fault: Fault) => {
    tally.refused += 1;
    waiting.push({ line, fault });
  };
  const warn = (line: number, issues: readonly Issue[]) => {
    tally.warned += 1;
    waiting.push({ line, fault: { kind: 'unprocessable', code: 'identifier.bad-key', issues } });
  };
  const take = async (piece: Line): Promise<Fault | undefined> => {
    const line = piece.index + 1;
    if (piece.kind === 'oversized') {
      refuse(line, faultOf('body.too-large', `The line is larger than ${limits.resourceBytes} bytes.`));
      return undefined;
    }
    const text = decodeText(piece.bytes);
    const parsed = text.ok ? parseResource(text.value, 'json', { maxBytes: limits.resourceBytes }) : text;
    if (!parsed.ok || !text.ok) {
      if (!parsed.ok) refuse(line, parsed.fault);
      return undefined;
    }
    if (options.type !== undefined && parsed.value.resourceType !== options.type) {
      refuse(line, faultOf('resource.type-mismatch', 'The resource is not of the type that was announced.'));
      return undefined;
    }
    const item = { index: piece.index, resource: parsed.value, source: text.value };
    const ready = await prepareResource(item, () => undefined, conditions);
    if (!ready.ok) {
      refuse(line, ready.fault);
      return undefined;
    }
    const { resource, source, address } = ready.value;
    return writer.add({
      change: { op: 'update', draft: { resource, source }, id: address.id, ifChanged: true },
      onWritten: (_outcome, doubts) => {
        tally.written += 1;
        if (doubts.length > 0) warn(line, doubts);
      },
      onRefused: (fault) => refuse(line, fault),
    });
  };
  const takeAll = async (pieces: readonly Line[]): Promise<Fault | undefined> => {
    for (const piece of pieces) {
      const fatal = await take(piece);
      if (fatal !== undefined) return fatal;
    }
    await tellRefused();
    return undefined;
  };

  // The first write of nothing asks whether the caller may write at all.
  const allowed = await records.change(caller, [], 'import');
  if (!allowed.ok) return allowed;
  const splitter = createLineSplitter(limits.resourceBytes);
  try {
    for await (const chunk of options.chunks) {
      signal.throwIfAborted();
      const fatal = await takeAll(splitter.push(chunk));
      if (fatal !== undefined) return { ok: false, fault: fatal };
    }
    const fatal = (await takeAll(splitter.end())) ?? (await writer.settle());
    if (fatal !== undefined) return { ok: false, fault: fatal };
    await tellRefused();
    return ok(tally);
  } finally {
    await writer.settle().catch(() => undefined);
  }
}
