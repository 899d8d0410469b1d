import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Database } from './contract.ts';
import { type FileLock, tryLock, waitForLock } from './embedded/file-lock.ts';
import { dropDatabase, ensureDatabase } from './ensure-database.ts';
import { openDatabase } from './open-database.ts';
import { testServerFiles } from './testing-server.ts';

export interface TestDatabase {
  readonly db: Database;
  /** For tests that open more connections to the same database. */
  readonly url: string;
  /** Drops the database. */
  close(): Promise<void>;
}

/**
 * A fresh, empty database for one test file. Uses the server at DATABASE_URL where that is set; else all test runs in
 * this clone share one embedded server, which the first starts and which ends some seconds after the last has gone.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = process.env.DATABASE_URL ? givenServer(process.env.DATABASE_URL) : await sharedServer();
  const name = `carnet_test_${randomBytes(8).toString('hex')}`;
  await ensureDatabase(server.url('postgres'), name);
  const url = server.url(name);
  const db = openDatabase({ url, max: 8, name: 'carnet test' });
  return {
    db,
    url,
    async close() {
      await db.close();
      await dropDatabase(server.url('postgres'), name);
      server.leave();
    },
  };
}

interface Server {
  url(database: string): string;
  leave(): void;
}

function givenServer(address: string): Server {
  return {
    url(database) {
      const url = new URL(address);
      url.pathname = `/${database}`;
      return url.toString();
    },
    leave() {},
  };
}

const startPatience = 60_000;

/** Being a user is holding the users' lock in common with all others: the keeper stops only when it has it for itself. */
async function sharedServer(): Promise<Server> {
  mkdirSync(testServerFiles.directory, { recursive: true });
  const user = await waitForLock(testServerFiles.users, 'shared', startPatience);
  if (user === undefined) throw new Error('The test database server does not let anybody in');
  try {
    return await reach(user);
  } catch (thrown) {
    user.release();
    throw thrown;
  }
}

async function reach(user: FileLock): Promise<Server> {
  const until = Date.now() + startPatience;
  let lastStart = 0;
  for (;;) {
    const keeperIsGone = tryLock(testServerFiles.keeper, 'exclusive');
    keeperIsGone?.release();
    if (keeperIsGone !== undefined && Date.now() - lastStart > 3_000) {
      startKeeper();
      lastStart = Date.now();
    }
    const template = readAddress();
    if (keeperIsGone === undefined && template !== undefined) {
      const url = (database: string) => template.replace('/postgres?', `/${database}?`);
      if (await answers(url('postgres'))) return { url, leave: () => user.release() };
    }
    if (Date.now() > until) throw new Error(`The test database server did not start; see ${testServerFiles.log}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function startKeeper(): void {
  const script = fileURLToPath(new URL('./testing-server.ts', import.meta.url));
  const keeper = spawn(process.execPath, [script], { detached: true, stdio: 'ignore', cwd: projectRoot() });
  keeper.unref();
}

function projectRoot(): string {
  return join(testServerFiles.directory, '..', '..');
}

function readAddress(): string | undefined {
  try {
    return readFileSync(testServerFiles.address, 'utf8') || undefined;
  } catch {
    return undefined;
  }
}

async function answers(url: string): Promise<boolean> {
  const db = openDatabase({ url, max: 1 });
  try {
    return await db.alive(2_000);
  } finally {
    await db.close();
  }
}
