import { AsyncLocalStorage } from 'node:async_hooks';

export interface GroupedOptions<Input, Output> {
  /** Does the work of many calls at once; gives an answer for each input, in their order. */
  readonly work: (inputs: readonly Input[]) => Promise<readonly Output[]>;
  /** Works under way at a time. */
  readonly lanes: number;
  /** What goes into one work at most, by `sizeOf`; a single call may exceed it alone. */
  readonly most: number;
  /** 1 unless said. */
  readonly sizeOf?: (input: Input) => number;
  /** Sizes that may wait at one time, and what further calls are refused with. */
  readonly bound?: { readonly most: number; readonly refusal: () => unknown };
}

interface Call<Input, Output> {
  readonly input: Input;
  readonly resolve: (output: Output) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Turns work on many into a function of one: while as many works are under way as there are lanes, what is called waits
 * and goes into the next one together. No call joins a work that was under way when it came, so that it sees whatever
 * was done before. Where a work fails, its calls fail with it. A work belongs to none of its callers: it runs in the
 * asynchronous context in which the function was made, so that one who leaves takes nothing from the others.
 */
export function grouped<Input, Output>(options: GroupedOptions<Input, Output>): (input: Input) => Promise<Output> {
  const { work, lanes, most, bound } = options;
  const sizeOf = options.sizeOf ?? (() => 1);
  const outside = AsyncLocalStorage.snapshot();
  let queue: Call<Input, Output>[] = [];
  let waiting = 0;
  let busy = 0;
  let woken = false;

  const takeGroup = (): readonly Call<Input, Output>[] => {
    let calls = 0;
    let size = 0;
    for (const { input } of queue) {
      const more = sizeOf(input);
      if (calls > 0 && size + more > most) break;
      size += more;
      calls += 1;
    }
    waiting -= size;
    const group = queue;
    queue = group.splice(calls);
    return group;
  };

  const run = async (group: readonly Call<Input, Output>[]) => {
    try {
      const outputs = await work(group.map(({ input }) => input));
      for (const [index, call] of group.entries()) call.resolve(outputs[index] as Output);
    } catch (failure) {
      for (const call of group) call.reject(failure);
    }
    busy -= 1;
    wake();
  };

  const start = () => {
    woken = false;
    while (busy < lanes && queue.length > 0) {
      busy += 1;
      void run(takeGroup());
    }
  };

  // A turn of the event loop lets everything that arrived with it come along.
  const wake = () => {
    if (woken || busy >= lanes || queue.length === 0) return;
    woken = true;
    setImmediate(() => outside(start));
  };

  return (input) => {
    const size = sizeOf(input);
    if (bound !== undefined && waiting > 0 && waiting + size > bound.most) return Promise.reject(bound.refusal());
    return new Promise((resolve, reject) => {
      queue.push({ input, resolve, reject });
      waiting += size;
      wake();
    });
  };
}
