import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { grouped } from './index.ts';

/** Works that end when told, in the order in which they began. */
function heldWork() {
  const groups: number[][] = [];
  const ends: ((failure?: Error) => void)[] = [];
  const work = (inputs: readonly number[]) =>
    new Promise<readonly number[]>((resolve, reject) => {
      groups.push([...inputs]);
      ends.push((failure) => (failure === undefined ? resolve(inputs.map((input) => input * 10)) : reject(failure)));
    });
  return { groups, ends, work };
}
const turn = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('grouped work', () => {
  it('takes along what arrives together, then what arrived while all lanes were busy', async () => {
    const { groups, ends, work } = heldWork();
    const call = grouped({ work, lanes: 1, most: 100 });
    const first = [call(1), call(2)];
    await turn();
    const second = [call(3), call(4), call(5)];
    await turn();
    expect(groups).toEqual([[1, 2]]);
    ends[0]?.();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await turn();
    expect(groups).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    ends[1]?.();
    expect(await Promise.all(second)).toEqual([30, 40, 50]);
  });

  it('has as many works under way as there are lanes, and bounds each', async () => {
    const { groups, work } = heldWork();
    const call = grouped({ work, lanes: 2, most: 5, sizeOf: (input) => input });
    for (const input of [9, 2, 3, 1]) void call(input);
    await turn();
    expect(groups).toEqual([[9], [2, 3]]);
  });

  it('fails the calls of the work that fails, and goes on', async () => {
    const { ends, work } = heldWork();
    const call = grouped({ work, lanes: 1, most: 1 });
    const calls = Promise.allSettled([call(1), call(2)]);
    await turn();
    ends[0]?.(new Error('no'));
    await turn();
    ends[1]?.();
    expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('refuses what would wait beyond its bound', async () => {
    const { ends, work } = heldWork();
    const call = grouped({ work, lanes: 1, most: 2, bound: { most: 3, refusal: () => 'full' } });
    const calls = Promise.allSettled([1, 2, 3, 4, 5].map(call));
    await turn();
    for (let n = 0; n < 2; n += 1) {
      ends[n]?.();
      await turn();
    }
    expect((await calls).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
  });

  it('runs in the asynchronous context of none of its callers', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const call = grouped({
      work: async (inputs: readonly number[]) => {
        seen.push(context.getStore());
        return inputs;
      },
      lanes: 1,
      most: 1,
    });
    await context.run('a request', () => Promise.all([call(1), call(2)]));
    expect(seen).toEqual([undefined, undefined]);
  });
});
