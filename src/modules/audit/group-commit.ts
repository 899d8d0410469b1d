import { faultOf } from '#kernel';

interface Waiting {
  readonly lines: readonly string[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Lines that go into one statement at most; a single call may exceed it alone. */
const mostTogether = 1_000;

/**
 * Turns `write` into a function that groups: while as many writes are under way as there are `lanes`, what arrives waits
 * and goes out together in the next. Each call settles with the write that its lines went into.
 */
export function groupCommit(options: {
  readonly write: (lines: readonly string[]) => Promise<void>;
  readonly mostWaiting: number;
  readonly lanes: number;
}): (lines: readonly string[]) => Promise<void> {
  let queue: Waiting[] = [];
  let waiting = 0;
  let busy = 0;
  let woken = false;

  const takeGroup = (): readonly Waiting[] => {
    let lines = 0;
    let calls = 0;
    for (const call of queue) {
      if (calls > 0 && lines + call.lines.length > mostTogether) break;
      lines += call.lines.length;
      calls += 1;
    }
    const group = queue.slice(0, calls);
    queue = queue.slice(calls);
    waiting -= lines;
    return group;
  };

  const run = async (group: readonly Waiting[]) => {
    try {
      await options.write(group.flatMap((call) => call.lines));
      for (const call of group) call.resolve();
    } catch (failure) {
      for (const call of group) call.reject(failure);
    }
    busy -= 1;
    wake();
  };

  const start = () => {
    woken = false;
    while (busy < options.lanes && queue.length > 0) {
      busy += 1;
      void run(takeGroup());
    }
  };

  // A turn of the event loop lets everything that arrived with it come along.
  const wake = () => {
    if (woken || busy >= options.lanes || queue.length === 0) return;
    woken = true;
    setImmediate(start);
  };

  return (lines) => {
    if (lines.length === 0) return Promise.resolve();
    if (waiting + lines.length > options.mostWaiting && waiting > 0) return Promise.reject(tooManyWaiting());
    return new Promise((resolve, reject) => {
      queue.push({ lines, resolve, reject });
      waiting += lines.length;
      wake();
    });
  };
}

function tooManyWaiting(): Error {
  return Object.assign(new Error('Too many log entries wait for their commit'), {
    fault: faultOf('request.too-many', 'The node has as much work as it may take.'),
  });
}
