import { spawn } from 'node:child_process';
import { existsSync, lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { silentLog } from '#kernel';
import { ensureDatabase } from '../ensure-database.ts';
import { openDatabase } from '../open-database.ts';
import { isAlive, runningPostmaster } from './postmaster.ts';
import { type EmbeddedPostgres, removeEmbeddedData, startEmbeddedPostgres } from './start-embedded-postgres.ts';

const patience = 60_000;
const running: EmbeddedPostgres[] = [];
const places: string[] = [];

function newPlace(): string {
  // Made for its owner alone, as root's own directories are: the server's user cannot enter it.
  const place = mkdtempSync(join(tmpdir(), 'carnet-embedded-'));
  places.push(place);
  return join(place, 'postgres');
}

async function start(dataDir: string): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, log: silentLog });
  running.push(server);
  return server;
}

async function ask(server: EmbeddedPostgres, text: string): Promise<readonly object[]> {
  const db = openDatabase({ url: server.url('sample') });
  try {
    return await db.query(text);
  } finally {
    await db.close();
  }
}

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
  for (const place of places.splice(0)) {
    await removeEmbeddedData({ dataDir: join(place, 'postgres'), log: silentLog });
    rmSync(place, { recursive: true, force: true });
  }
}, patience);

describe('startEmbeddedPostgres', () => {
  it('keeps data over a clean stop, a killed server and a number that another process took', {
    timeout: patience,
  }, async () => {
    const dataDir = newPlace();
    const first = await start(dataDir);
    await Promise.all([
      ensureDatabase(first.url('postgres'), 'sample'),
      ensureDatabase(first.url('postgres'), 'sample'),
    ]);
    await ask(first, 'create table kept (n int); insert into kept values (1)');
    await first.stop();

    const second = await start(dataDir);
    await ask(second, 'insert into kept values (2)');
    process.kill(second.pid, 'SIGKILL');
    expect(await second.exited).toMatchObject({ signal: 'SIGKILL' });
    writeFileSync(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n0\n5432\n/tmp\n\n0 0\nready\n`);

    const third = await start(dataDir);
    expect(await ask(third, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }]);
    const settings = await ask(
      third,
      `select current_setting('fsync') as fsync, current_setting('listen_addresses') as tcp`,
    );
    expect(settings).toEqual([{ fsync: 'on', tcp: '' }]);
  });

  it('refuses a second starter while the first lives', { timeout: patience }, async () => {
    const dataDir = newPlace();
    await start(dataDir);
    await expect(start(dataDir)).rejects.toThrow('Another process of Carnet');
  });

  it('replaces the server that a killed starter left', { timeout: patience }, async () => {
    const dataDir = newPlace();
    const module = fileURLToPath(new URL('./start-embedded-postgres.ts', import.meta.url));
    const program = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
      const quiet = { debug() {}, info() {}, warn() {}, error() {}, with: () => quiet };
      await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: quiet });
      process.stdout.write('up');`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => starter.stdout.once('data', resolve));
    const left = runningPostmaster(dataDir)?.pid ?? 0;
    starter.kill('SIGKILL');
    await new Promise((resolve) => starter.once('exit', resolve));
    expect(isAlive(left)).toBe(true);

    const next = await start(dataDir);
    expect(isAlive(left)).toBe(false);
    expect(next.pid).not.toBe(left);
  });

  it.runIf(process.getuid?.() === 0)(
    'as root, keeps data that its own user cannot reach elsewhere',
    { timeout: patience },
    async () => {
      const dataDir = newPlace();
      await start(dataDir);
      expect(lstatSync(dataDir).isSymbolicLink()).toBe(true);
      expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true);
    },
  );
});
