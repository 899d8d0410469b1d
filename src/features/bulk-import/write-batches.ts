import { setTimeout as pause } from 'node:timers/promises';
import type { Caller } from '#identity';
import { type Fault, faultOf, type Issue } from '#kernel';
import type { Change, Records } from '#records';
import type { ImportLimits } from './contract.ts';

/** A resource that is ready to be written, and what is to be told of it afterwards. */
export interface Prepared {
  readonly change: Change & { readonly op: 'update' };
  /** With what is doubtful about its person identifiers: published and historical ones fail their key, and are kept. */
  readonly onWritten: (outcome: 'created' | 'updated' | 'unchanged', doubts: readonly Issue[]) => void;
  readonly onRefused: (fault: Fault) => void;
}

export interface BatchWriter {
  /** Resolves when there is room; a fault means that the import cannot go on. */
  add(prepared: Prepared): Promise<Fault | undefined>;
  /** Writes what is left over and waits for all. */
  settle(): Promise<Fault | undefined>;
}

export interface BatchWriterOptions {
  readonly records: Pick<Records, 'change'>;
  readonly caller: Caller;
  readonly limits: ImportLimits;
}

const attempts = 6;

/**
 * Groups resources into writes, a few of them under way at once. A write is all or nothing, so when one is refused the
 * resources that the fault names are told so and the rest is tried again; where it names none, the write is halved until
 * the culprit stands alone. A busy node is asked again after a while; a caller without the right ends it.
 */
export function createBatchWriter({ records, caller, limits }: BatchWriterOptions): BatchWriter {
  let batch: Prepared[] = [];
  let length = 0;
  let fatal: Fault | undefined;
  const underWay = new Set<Promise<void>>();

  const send = async (): Promise<void> => {
    if (batch.length === 0) return;
    while (underWay.size >= limits.inFlight) await Promise.race(underWay);
    const sent = batch;
    batch = [];
    length = 0;
    const work = write(sent)
      .catch((problem: unknown) => {
        // A defect of the node: nothing is known of these resources, so that the import must not go past them.
        fatal ??= faultOf('internal', problem instanceof Error ? problem.name : 'The node failed.');
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  };

  const write = async (prepared: readonly Prepared[]): Promise<void> => {
    if (prepared.length === 0 || fatal !== undefined) return;
    const results = await attempt(prepared);
    if (results === undefined) return;
    if (results.ok) {
      for (const [index, each] of prepared.entries()) {
        const { outcome, warnings = [] } = results.value[index] ?? {};
        const doubts = plainIssues(warnings.filter(({ code }) => code === 'identifier.bad-key'));
        each.onWritten(outcome === 'created' || outcome === 'updated' ? outcome : 'unchanged', doubts);
      }
      return;
    }
    const { fault } = results;
    if (prepared.length === 1) {
      prepared[0]?.onRefused(plainPaths(fault));
      return;
    }
    const { named, others } = blame(fault, prepared);
    if (named.size > 0) {
      for (const [each, issues] of named) each.onRefused(plainPaths({ ...fault, ...ofIssues(fault, issues) }));
      await write(others);
      return;
    }
    const half = Math.ceil(prepared.length / 2);
    await write(prepared.slice(0, half));
    await write(prepared.slice(half));
  };

  /** Undefined when the import cannot go on; `fatal` then says why. */
  const attempt = async (prepared: readonly Prepared[]) => {
    for (let round = 0; ; round++) {
      const results = await records.change(caller, prepared.map(placed), 'import');
      if (results.ok) return results;
      const { kind } = results.fault;
      if (kind === 'unauthenticated' || kind === 'forbidden') {
        fatal ??= results.fault;
        return undefined;
      }
      if (kind !== 'busy' && kind !== 'unavailable' && results.fault.code !== 'version.concurrent') return results;
      if (round + 1 >= attempts) {
        if (results.fault.code === 'version.concurrent') return results;
        fatal ??= results.fault;
        return undefined;
      }
      await pause(Math.max((results.fault.retryAfter ?? 0) * 1000, limits.retryDelay * 2 ** round));
    }
  };

  return {
    async add(prepared) {
      batch.push(prepared);
      length += prepared.change.draft.source.length;
      if (batch.length >= limits.batchSize || length >= limits.batchLength) {
        await send();
      }
      return fatal;
    },
    async settle() {
      await send();
      while (underWay.size > 0) await Promise.all(underWay);
      return fatal;
    },
  };
}

/** Marks each draft with its number in the write, so that the paths of a fault tell which resource is meant. */
function placed({ change }: Prepared, number: number): Change {
  const { resourceType } = change.draft.resource;
  const tellWarnings = resourceType === 'Patient';
  return { ...change, draft: { ...change.draft, at: `${resourceType}~${number}`, tellWarnings } };
}

function blame(fault: Fault, prepared: readonly Prepared[]) {
  const named = new Map<Prepared, Issue[]>();
  for (const issue of fault.issues) {
    const number = /^\w+~(\d+)/.exec(issue.path ?? '')?.[1];
    const each = number === undefined ? undefined : prepared[Number(number)];
    if (each === undefined) continue;
    const issues = named.get(each) ?? [];
    issues.push(issue);
    named.set(each, issues);
  }
  return { named, others: prepared.filter((each) => !named.has(each)) };
}

function ofIssues(fault: Fault, issues: readonly Issue[]) {
  return { issues, code: issues[0]?.code ?? fault.code };
}

function plainPaths(fault: Fault): Fault {
  return { ...fault, issues: plainIssues(fault.issues) };
}

function plainIssues(issues: readonly Issue[]): readonly Issue[] {
  return issues.map((issue) =>
    issue.path === undefined ? issue : { ...issue, path: issue.path.replace(/^(\w+)~\d+/, '$1') },
  );
}
