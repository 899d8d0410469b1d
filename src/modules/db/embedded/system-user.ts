import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

/** The operating system's account that the server runs under. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const accountName = 'carnet-postgres';

/**
 * The account to run the server under: undefined for "as this process". PostgreSQL refuses to run as root, so root
 * hands it to the owner of the data directory where there is one, else to the system user `carnet-postgres`, which is
 * made when it is missing.
 */
export function serverAccount(dataDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return ownerOf(dataDirectory) ?? findAccount(accountName) ?? makeAccount();
}

function ownerOf(directory: string): Account | undefined {
  const { uid, gid } = statSync(directory, { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 };
  return uid === 0 ? undefined : { uid, gid };
}

function findAccount(name: string): Account | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [user, , uid, gid] = line.split(':');
    if (user === name) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

/** shadow's tool on most systems, then the one of BusyBox and that of Debian, which read the same short options otherwise. */
const waysToMake: readonly (readonly [string, ...string[]])[] = [
  ['useradd', '--system', '--user-group', '--no-create-home', '--home-dir', '/nonexistent', '--shell', '/bin/false'],
  ['adduser', '-S', '-D', '-H', '-h', '/nonexistent', '-s', '/bin/false'],
  ['adduser', '--system', '--group', '--no-create-home', '--home', '/nonexistent', '--shell', '/bin/false'],
];

function makeAccount(): Account {
  for (const [tool, ...options] of waysToMake) {
    spawnSync(tool, [...options, accountName], { stdio: 'ignore', env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    const account = findAccount(accountName);
    if (account !== undefined) return account;
  }
  throw new Error(
    `PostgreSQL does not run as root, and the system user ${accountName} could not be made (neither useradd nor adduser did it). ` +
      'Make that user, start Carnet as an ordinary user, or set DATABASE_URL to a PostgreSQL server.',
  );
}

/** May this account enter the directory? Asked of the system itself, which knows of every kind of right. */
export function canEnter(directory: string, account: Account): boolean {
  const shell = spawnSync('/bin/sh', ['-c', 'cd "$0"', directory], { ...account, cwd: '/', stdio: 'ignore' });
  return shell.status === 0;
}
