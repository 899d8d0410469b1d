import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Log } from '#kernel';
import type { Binaries } from './binaries.ts';
import { type Account, canEnter } from './system-user.ts';

/** Where root keeps what the server's own user cannot reach in the project: below /root, in a private temporary folder. */
export const systemRoot = '/var/lib/carnet';

/**
 * The real directory of the data: `dataDir` itself, or, where `account` may not enter its parent, one below
 * /var/lib/carnet to which `dataDir` is then a symbolic link. Its parent exists afterwards; it itself need not.
 */
export function placeData(dataDir: string, account: Account | undefined, log: Log): string {
  const link = linkTarget(dataDir);
  if (link !== undefined) return link;
  mkdirSync(dirname(dataDir), { recursive: true });
  if (existsSync(dataDir) || account === undefined || canEnter(dirname(dataDir), account)) return dataDir;
  const real = join(systemRoot, createHash('sha256').update(dataDir).digest('hex').slice(0, 16));
  mkdirSync(systemRoot, { recursive: true, mode: 0o755 });
  if (existsSync(real)) {
    // Whoever removed the link gave these data up; they are put aside, not destroyed.
    const aside = `${real}.left-${Date.now()}`;
    renameSync(real, aside);
    log.warn('postgres.data-put-aside', { directory: aside });
  }
  symlinkSync(real, dataDir);
  return real;
}

function linkTarget(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found?.isSymbolicLink() ? resolve(dirname(path), readlinkSync(path)) : undefined;
}

export interface InitOptions {
  readonly real: string;
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly durable: boolean;
}

/**
 * Makes the cluster where there is none: UTF-8, ordered by code point whatever the system's language, checksummed.
 * An interrupted attempt leaves nothing that the next one takes for data.
 */
export function initialise({ real, binaries, account, durable }: InitOptions): 'made' | 'found' {
  const versionFile = join(real, 'PG_VERSION');
  if (existsSync(versionFile)) {
    const found = readFileSync(versionFile, 'utf8').trim();
    if (found !== binaries.major) {
      throw new Error(
        `The data in ${real} were made by PostgreSQL ${found}; this build brings ${binaries.major}. Export them with the former build and import them.`,
      );
    }
    return 'found';
  }
  const draft = `${real}.draft`;
  rmSync(draft, { recursive: true, force: true });
  makePrivate(draft, account);
  const options = ['-D', draft, '-U', 'carnet', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-instructions'];
  options.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  if (!durable) options.push('--no-sync');
  const run = spawnSync(binaries.initdb, options, { ...account, cwd: draft, env: serverEnvironment, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`initdb failed: ${lastLines(run.stderr || String(run.error ?? ''))}`);
  rmSync(real, { recursive: true, force: true });
  renameSync(draft, real);
  return 'made';
}

/** What the server's programs get to see of the environment. */
export const serverEnvironment = { PATH: '/usr/bin:/bin', LANG: 'C', TZ: 'UTC' };

/** A socket's path may have some hundred bytes, so it stands in the system's temporary directory, not beside the data. */
export function socketPath(real: string): string {
  return join(tmpdir(), `carnet-pg-${createHash('sha256').update(real).digest('hex').slice(0, 12)}`);
}

/** The directory of the server's socket: ours alone, so that who can enter it is who may connect. */
export function socketDirectory(real: string, account: Account | undefined): string {
  const directory = socketPath(real);
  const owner = account?.uid ?? process.getuid?.();
  const found = lstatSync(directory, { throwIfNoEntry: false });
  if (found === undefined) makePrivate(directory, account);
  else if (!found.isDirectory() || found.uid !== owner) {
    throw new Error(`${directory} belongs to somebody else. Remove it: Carnet keeps its database socket there.`);
  } else if ((found.mode & 0o077) !== 0) chmodSync(directory, 0o700);
  return directory;
}

function makePrivate(directory: string, account: Account | undefined): void {
  mkdirSync(directory, { mode: 0o700 });
  if (account !== undefined) chownSync(directory, account.uid, account.gid);
}

/** A clear word where the data belong to another user than the one who starts the server. */
export function checkOwner(real: string, account: Account | undefined): void {
  const owner = statSync(real).uid;
  const runner = account?.uid ?? process.getuid?.();
  if (runner !== undefined && owner !== runner) {
    throw new Error(`${real} belongs to another user (${owner}). Start Carnet as that user or as root.`);
  }
}

export function lastLines(text: string): string {
  return text.trim().split('\n').slice(-5).join(' | ');
}
