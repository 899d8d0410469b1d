import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * A lock between processes, held by the kernel: it ends with the process that holds it, however that ends. Node offers
 * no `flock`, but the SQLite inside it takes file locks; the file holds nothing.
 */
export interface FileLock {
  release(): void;
}

const sqliteBusy = 5;

/** The lock on `path`, shared with other sharers or exclusive; undefined while somebody else has it otherwise. */
export function tryLock(path: string, mode: 'shared' | 'exclusive'): FileLock | undefined {
  mkdirSync(dirname(path), { recursive: true });
  const file = new DatabaseSync(path, { timeout: 0 });
  try {
    file.exec('pragma journal_mode = memory');
    file.exec(mode === 'exclusive' ? 'begin exclusive' : 'begin');
    if (mode === 'shared') file.prepare('select count(*) from sqlite_schema').get();
  } catch (thrown) {
    file.close();
    if ((thrown as { errcode?: number }).errcode === sqliteBusy) return undefined;
    throw thrown;
  }
  let held = true;
  return {
    release() {
      if (held) file.close();
      held = false;
    },
  };
}

/** Waits for the lock, at most `milliseconds`; undefined when it did not come. */
export async function waitForLock(
  path: string,
  mode: 'shared' | 'exclusive',
  milliseconds: number,
): Promise<FileLock | undefined> {
  const until = Date.now() + milliseconds;
  for (;;) {
    const lock = tryLock(path, mode);
    if (lock !== undefined || Date.now() >= until) return lock;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
