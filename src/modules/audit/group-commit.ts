import { faultOf } from '#kernel';
import type { AuditEntry } from './contract.ts';

interface Waiting {
  readonly entries: readonly AuditEntry[];
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** Entries that go into one statement at most; a single call may exceed it alone. */
const mostTogether = 1_000;

/**
 * Turns `write` into a function that groups: while one write is under way, what arrives waits and goes out together in
 * the next. Each call settles with its own entries. When a group fails, its calls are written one by one, so that one
 * entry that the database refuses does not take the others with it.
 */
export function groupCommit(options: {
  readonly write: (entries: readonly AuditEntry[]) => Promise<void>;
  readonly mostWaiting: number;
}): (entries: readonly AuditEntry[]) => Promise<void> {
  let queue: Waiting[] = [];
  let waiting = 0;
  let busy = false;

  const flush = async () => {
    while (queue.length > 0) {
      const group = takeGroup();
      await writeGroup(group, options.write);
    }
    busy = false;
  };

  const takeGroup = (): readonly Waiting[] => {
    let entries = 0;
    let calls = 0;
    for (const call of queue) {
      if (calls > 0 && entries + call.entries.length > mostTogether) break;
      entries += call.entries.length;
      calls += 1;
    }
    const group = queue.slice(0, calls);
    queue = queue.slice(calls);
    waiting -= entries;
    return group;
  };

  return (entries) => {
    if (entries.length === 0) return Promise.resolve();
    if (waiting + entries.length > options.mostWaiting && waiting > 0) return Promise.reject(tooManyWaiting());
    return new Promise((resolve, reject) => {
      queue.push({ entries, resolve, reject });
      waiting += entries.length;
      if (busy) return;
      busy = true;
      setImmediate(() => void flush());
    });
  };
}

async function writeGroup(
  group: readonly Waiting[],
  write: (entries: readonly AuditEntry[]) => Promise<void>,
): Promise<void> {
  try {
    await write(group.flatMap((call) => call.entries));
    for (const call of group) call.resolve();
  } catch (failure) {
    if (group.length === 1 || !isAboutData(failure)) {
      for (const call of group) call.reject(failure);
      return;
    }
    for (const call of group) await writeGroup([call], write);
  }
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity): the fault lies in one entry, not in the connection. */
function isAboutData(failure: unknown): boolean {
  const state = (failure as { readonly sqlState?: unknown } | null)?.sqlState;
  return typeof state === 'string' && /^2[23]/.test(state);
}

function tooManyWaiting(): Error {
  return Object.assign(new Error('Too many log entries wait for their commit'), {
    fault: faultOf('request.too-many', 'The node has as much work as it may take.'),
  });
}
