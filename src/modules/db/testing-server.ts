import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLog } from '#kernel';
import { tryLock } from './embedded/file-lock.ts';
import { removeEmbeddedData, startEmbeddedPostgres } from './embedded/start-embedded-postgres.ts';

const directory = fileURLToPath(new URL('../../../.carnet/test-postgres', import.meta.url));

/** What test runs of this clone share. */
export const testServerFiles = {
  directory,
  /** Held in common by everyone who uses the server. */
  users: join(directory, 'users.lock'),
  /** Held by the one process that keeps the server. */
  keeper: join(directory, 'keeper.lock'),
  /** The address of the database `postgres`. */
  address: join(directory, 'address'),
  log: join(directory, 'keeper.log'),
};

const idleSeconds = 20;

/**
 * The keeper: a process of its own, because no single test run may decide when the server ends. It starts the server on
 * empty data and ends it, and itself, when nobody has held the users' lock for twenty seconds.
 */
async function keep(): Promise<void> {
  const lock = tryLock(testServerFiles.keeper, 'exclusive');
  if (lock === undefined) return;
  const log = createLog({ level: 'info', write: (line) => appendFileSync(testServerFiles.log, line) });
  rmSync(testServerFiles.log, { force: true });
  rmSync(testServerFiles.address, { force: true });
  const dataDir = join(directory, 'data');
  await removeEmbeddedData({ dataDir, log });
  const server = await startEmbeddedPostgres({ dataDir, log, durable: false });
  writeFileSync(testServerFiles.address, server.url('postgres'));
  let gone = false;
  void server.exited.then(() => {
    gone = true;
  });
  for (let idle = 0; idle < idleSeconds && !gone; ) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const alone = tryLock(testServerFiles.users, 'exclusive');
    idle = alone === undefined ? 0 : idle + 1;
    // At the end the lock is kept: who comes now waits until the server is gone, and starts another.
    if (idle < idleSeconds) alone?.release();
  }
  rmSync(testServerFiles.address, { force: true });
  await server.stop();
  process.exit(0);
}

if (import.meta.main) {
  keep().catch((thrown: unknown) => {
    appendFileSync(testServerFiles.log, `${thrown instanceof Error ? thrown.stack : thrown}\n`);
    process.exit(1);
  });
}
