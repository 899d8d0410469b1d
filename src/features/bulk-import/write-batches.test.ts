import { describe, expect, it } from 'vitest';
import { type Fault, fail, failAll, issueOf, type Outcome, ok } from '#kernel';
import type { Change, WriteResult } from '#records';
import { defaultLimits } from './contract.ts';
import { importer } from './testing.ts';
import { createBatchWriter, type Prepared } from './write-batches.ts';

const limits = { ...defaultLimits, batchSize: 10, inFlight: 2, retryDelay: 1 };
type Answer = Outcome<readonly WriteResult[]>;

/** A door that answers as told, and counts what it is asked. */
function writerOver(answer: (changes: readonly Change[], call: number) => Answer) {
  const calls: number[] = [];
  let underWay = 0;
  let most = 0;
  const writer = createBatchWriter({
    caller: importer,
    limits,
    records: {
      change: async (_caller, changes) => {
        calls.push(changes.length);
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 1));
        underWay--;
        return answer(changes, calls.length);
      },
    },
  });
  return { writer, calls, most: () => most };
}

function prepared(count: number) {
  const written: string[] = [];
  const refused: { id: string; fault: Fault }[] = [];
  const all = Array.from({ length: count }, (_, number): Prepared => {
    const id = String(number);
    return {
      change: { op: 'update', id, draft: { resource: { resourceType: 'Patient', id }, source: '{}' }, ifChanged: true },
      onWritten: () => void written.push(id),
      onRefused: (fault) => void refused.push({ id, fault }),
    };
  });
  return { all, written, refused };
}

const done = (changes: readonly Change[]): Answer => ok(changes.map(() => ({ outcome: 'created' }) as WriteResult));
const idOf = (change: Change) => (change.op === 'update' ? change.id : '');

async function run(count: number, answer: Parameters<typeof writerOver>[0]) {
  const over = writerOver(answer);
  const { all, written, refused } = prepared(count);
  let fatal: Fault | undefined;
  for (const each of all) fatal ??= await over.writer.add(each);
  fatal ??= await over.writer.settle();
  return { ...over, written: written.map(Number).sort((one, other) => one - other), refused, fatal };
}

describe('writing in batches', () => {
  it('groups, keeps a few under way, and writes each resource once', async () => {
    const { written, calls, most, fatal } = await run(45, done);
    expect(fatal).toBeUndefined();
    expect(written).toEqual(Array.from({ length: 45 }, (_, number) => number));
    expect(calls).toEqual([10, 10, 10, 10, 5]);
    expect(most()).toBe(2);
  });

  it('refuses those whom the fault names, with paths of their own, and writes the rest in one go', async () => {
    const { written, refused, calls } = await run(10, (changes) => {
      const bad = changes.filter((change) => ['3', '7'].includes(idOf(change)));
      const issues = bad.map((change) =>
        issueOf('structure.cardinality', 'missing', `${change.op === 'update' ? change.draft.at : ''}.name[0]`),
      );
      const [first, ...rest] = issues;
      return first === undefined ? done(changes) : failAll([first, ...rest]);
    });
    expect(calls).toEqual([10, 8]);
    expect(written).toHaveLength(8);
    expect(refused.map(({ id, fault }) => [id, fault.issues[0]?.path])).toEqual([
      ['3', 'Patient.name[0]'],
      ['7', 'Patient.name[0]'],
    ]);
  });

  it('halves until the culprit stands alone where the fault names none', async () => {
    const { written, refused } = await run(10, (changes) =>
      changes.some((change) => idOf(change) === '6') ? fail('resource.compartment-change', 'moves') : done(changes),
    );
    expect(refused.map(({ id }) => id)).toEqual(['6']);
    expect(written).toHaveLength(9);
  });

  it('waits while the node is busy, and gives up with its fault', async () => {
    const patient = await run(3, (changes, call) => (call < 4 ? fail('gateway.timeout', 'slow') : done(changes)));
    expect(patient.written).toHaveLength(3);
    const hopeless = await run(3, () => fail('gateway.timeout', 'slow'));
    expect(hopeless.fatal?.code).toBe('gateway.timeout');
    expect(hopeless.written).toEqual([]);
  });

  it('ends at once where the caller has no right, and when the node fails', async () => {
    const denied = await run(30, () => fail('access.denied', 'no'));
    expect(denied.fatal?.code).toBe('access.denied');
    expect(denied.refused).toEqual([]);
    const failing = await run(3, () => {
      throw new TypeError('defect');
    });
    expect(failing.fatal?.code).toBe('internal');
  });
});
