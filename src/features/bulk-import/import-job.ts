import type { JobKind } from '#db';
import type { Caller } from '#identity';
import { type Fault, ok } from '#kernel';
import type { Records } from '#records';
import { importLines } from './import-lines.ts';
import type { ImportRefusals } from './import-refusals.ts';
import type { ImportSources } from './import-source.ts';

/** An import as it was asked for; JSON. */
export interface ImportRequest {
  readonly request: string;
  readonly caller: Caller;
  readonly inputs: readonly { readonly type: string; readonly url: string }[];
}

/** What came of it, input by input. */
export interface ImportOutcome {
  /** FHIR instant at which it was done. */
  readonly at: string;
  readonly inputs: readonly {
    readonly written: number;
    readonly refused: number;
    readonly warned: number;
    readonly fault?: Fault;
  }[];
}

export const importKind = 'bulk-import';

/**
 * Reads the inputs one after the other. One that cannot be read is told of and the rest goes on; tried again after the
 * death of its process, it begins anew, and what is there already stays as it is.
 */
export function importJob(options: {
  readonly records: Pick<Records, 'change' | 'search' | 'searchParameters'>;
  readonly sources: ImportSources;
  readonly refusals: ImportRefusals;
  readonly now: () => Date;
}): JobKind<ImportRequest, ImportOutcome> {
  const { records, sources, refusals } = options;
  return {
    kind: importKind,
    run: async ({ id, input: { inputs, caller }, signal, progress }) => {
      await refusals.begin(id);
      const told: ImportOutcome['inputs'][number][] = [];
      let before = 0;
      for (const [number, { type, url }] of inputs.entries()) {
        const tell = (lines: number) =>
          progress({ done: number, total: inputs.length, words: `${before + lines} resources` });
        tell(0);
        const checked = sources.check(url);
        const chunks = checked.ok ? await sources.open(checked.value, signal) : checked;
        if (!chunks.ok) {
          told.push({ written: 0, refused: 0, warned: 0, fault: chunks.fault });
          continue;
        }
        const { value: stream } = chunks;
        let cut = false;
        const bytes = readable(stream, () => {
          cut = true;
        });
        const imported = await importLines({
          chunks: bytes,
          type,
          records,
          caller: { ...caller, proxyFor: [] },
          signal,
          refuse: (refused) => refusals.add(id, number, refused),
          progress: tell,
        }).finally(() => stream.destroy());
        if (!imported.ok) return imported;
        told.push({ ...imported.value, ...(cut ? { fault: cutFault } : {}) });
        before += imported.value.written + imported.value.refused;
      }
      progress({ done: inputs.length, total: inputs.length, words: `${before} resources` });
      return ok({ at: options.now().toISOString(), inputs: told });
    },
  };
}

const cutFault: Fault = {
  kind: 'unavailable',
  code: 'import.source',
  issues: [
    { severity: 'error', type: 'incomplete', code: 'import.source', text: 'The source ended before all had come.' },
  ],
};

/** The chunks of a stream up to where it breaks; what came before is in the record by then. */
async function* readable(stream: AsyncIterable<Uint8Array>, broken: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (thrown) {
    if (!(thrown instanceof Error) || thrown.name === 'AbortError') throw thrown;
    broken();
  }
}
