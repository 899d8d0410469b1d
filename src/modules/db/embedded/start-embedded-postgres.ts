import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '#kernel';
import { type Binaries, prepareBinaries } from './binaries.ts';
import {
  checkOwner,
  initialise,
  lastLines,
  placeData,
  serverEnvironment,
  socketDirectory,
  socketPath,
  systemRoot,
} from './data-directory.ts';
import { tryLock } from './file-lock.ts';
import { readPostmasterFile, runningPostmaster, stopPostmaster } from './postmaster.ts';
import { serverSettings } from './settings.ts';
import { type Account, serverAccount } from './system-user.ts';

export interface EmbeddedOptions {
  /** Where the data stand; made when absent. As root it may become a symbolic link below /var/lib/carnet. */
  readonly dataDir: string;
  readonly log: Log;
  /** False only for tests: loses data with the machine's power. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres {
  /** The address of one of the server's databases. `postgres` is always there. */
  url(database: string): string;
  readonly pid: number;
  /** Closes the data cleanly. Ends open connections. */
  stop(): Promise<void>;
  /** Resolves when the server has ended, for whatever reason. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

const startPatience = 300_000;
const leftoverPatience = 20_000;
const biggestServerLog = 10_000_000;

/**
 * Starts the PostgreSQL that npm brought, on a unix socket alone, and answers when it accepts connections; after a crash
 * that is when recovery is done. The server outlives a killed starter; the next start ends it cleanly before its own.
 * Throws when another live process runs a server on the same data, or this machine cannot run it.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const durable = options.durable ?? true;
  const lock = tryLock(`${dataDir}.lock`, 'exclusive');
  if (lock === undefined) throw new Error(`Another process of Carnet runs the database in ${dataDir}.`);
  try {
    const account = serverAccount(dataDir);
    const binaries = prepareBinaries(account, account === undefined ? dirname(dataDir) : systemRoot);
    const real = placeData(dataDir, account, options.log);
    await endLeftover(real, options.log);
    if (initialise({ real, binaries, account, durable }) === 'made') options.log.info('postgres.initialised');
    checkOwner(real, account);
    const socket = socketDirectory(real, account);
    const server = await launch({ real, binaries, account, socket, durable, log: options.log });
    const exited = server.exited.finally(() => {
      rmSync(socket, { recursive: true, force: true });
      lock.release();
    });
    return {
      url: (database) => socketUrl(socket, database),
      pid: server.pid,
      exited,
      async stop() {
        await stopPostmaster(server.pid);
        await exited;
      },
    };
  } catch (thrown) {
    lock.release();
    throw thrown;
  }
}

export function socketUrl(directory: string, database: string): string {
  return `postgres://carnet@localhost/${encodeURIComponent(database)}?host=${encodeURIComponent(directory)}`;
}

/**
 * Removes the data of an embedded server for good, wherever they stand, ending a server that a killed starter left.
 * Throws when a live process runs one on them. Absent is fine.
 */
export async function removeEmbeddedData(options: EmbeddedOptions): Promise<void> {
  const dataDir = resolve(options.dataDir);
  const lock = tryLock(`${dataDir}.lock`, 'exclusive');
  if (lock === undefined) throw new Error(`Another process of Carnet runs the database in ${dataDir}.`);
  try {
    const real = placeData(dataDir, undefined, options.log);
    await endLeftover(real, options.log);
    rmSync(socketPath(real), { recursive: true, force: true });
    rmSync(real, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  } finally {
    lock.release();
  }
}

async function endLeftover(real: string, log: Log): Promise<void> {
  const leftover = runningPostmaster(real);
  if (leftover !== undefined) {
    log.warn('postgres.leftover', { pid: leftover.pid });
    await stopPostmaster(leftover.pid);
    return;
  }
  const file = readPostmasterFile(real);
  // The number of a killed server now belongs to some other process: PostgreSQL would take that one for its own.
  if (file !== undefined) rmSync(join(real, 'postmaster.pid'), { force: true });
}

interface Launch {
  readonly real: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly socket: string;
  readonly durable: boolean;
  readonly log: Log;
}

interface Launched {
  readonly pid: number;
  readonly exited: EmbeddedPostgres['exited'];
}

/** Backends of a killed server live on until they notice; until then a new one cannot have the data. */
async function launch(how: Launch): Promise<Launched> {
  const until = Date.now() + leftoverPatience;
  for (;;) {
    const started = await tryLaunch(how);
    if ('pid' in started) return started;
    const waits = /still in use|already exists/.test(started.failure) && Date.now() < until;
    if (!waits) throw new Error(`PostgreSQL did not start: ${started.failure}`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
}

async function tryLaunch(how: Launch): Promise<Launched | { readonly failure: string }> {
  const logFile = join(how.real, 'server.log');
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const output = openSync(logFile, size > biggestServerLog ? 'w' : 'a', 0o600);
  const from = size > biggestServerLog ? 0 : size;
  const settings = serverSettings({ socketDirectory: how.socket, durable: how.durable });
  const child = spawn(
    how.binaries.postgres,
    ['-D', how.real, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...how.account, cwd: how.real, env: serverEnvironment, stdio: ['ignore', output, output], detached: true },
  );
  closeSync(output);
  const exited = exitOf(child);
  let ended = false;
  void exited.then(() => {
    ended = true;
  });
  const until = Date.now() + startPatience;
  while (Date.now() < until && !ended && child.pid !== undefined) {
    const file = readPostmasterFile(how.real);
    if (file?.pid === child.pid && file.ready) return { pid: child.pid, exited };
    await new Promise((wake) => setTimeout(wake, 15));
  }
  if (!ended && child.pid !== undefined) await stopPostmaster(child.pid);
  return { failure: lastLines(readFileSync(logFile, 'utf8').slice(from)) };
}

function exitOf(child: ChildProcess): EmbeddedPostgres['exited'] {
  return new Promise((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', () => done({ code: null, signal: null }));
  });
}
