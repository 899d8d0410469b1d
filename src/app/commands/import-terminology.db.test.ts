import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs, jobMigrations, migrate, prepareQueue } from '#db';
import { openTestDatabase } from '#db/testing';
import { silentLog } from '#kernel';
import { createTerminology, type ImportOptions, type SharedTerminology, terminologyMigrations } from '#terminology';
import { importByJob } from './import-terminology.ts';

const url = 'urn:example:many';
const concepts = 20_000;

describe('an import of codes by a job', () => {
  const folder = mkdtempSync(join(tmpdir(), 'carnet-import-job-'));
  const path = join(folder, 'many.csv');
  let test: Awaited<ReturnType<typeof openTestDatabase>>;
  let terminology: SharedTerminology;

  beforeAll(async () => {
    const rows = Array.from({ length: concepts }, (_, place) => `c${place},Concept ${place}`);
    writeFileSync(path, ['code,display', ...rows, ''].join('\n'));
    test = await openTestDatabase();
    expect(await migrate(test.db, [...jobMigrations, ...terminologyMigrations])).toMatchObject({ ok: true });
    expect(await prepareQueue(test.db)).toMatchObject({ ok: true });
    terminology = await createTerminology({ db: test.db });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.close();
  });

  const open = () => createJobs({ db: test.db, log: silentLog });
  const versions = async () => (await terminology.versions()).map(({ version }) => version);
  const told = (version: string): ImportOptions => ({ url, version, language: 'en' });

  it('tells how far it is, and what came of it', async () => {
    const seen: number[] = [];
    const report = await importByJob(open(), terminology.import)(path, {
      ...told('1'),
      progress: ({ bytesRead }) => seen.push(bytesRead),
    });
    expect(report).toMatchObject({ ok: true, value: { systems: [{ url, version: '1', concepts, inUse: true }] } });
    expect(seen.length).toBeGreaterThan(0);
    const [job] = await open().list({ limit: 1 });
    expect(job).toMatchObject({ kind: 'terminology-import', state: 'done', attempts: 1, owner: 'operator' });
    expect(job?.progress.done).toBe(job?.progress.total);
    expect(job?.progress.words).toBe(`${concepts} rows`);
  });

  it('is taken up where its process stopped, and leaves nothing of what was half done', async () => {
    const first = open();
    let halfway = () => {};
    const isHalfway = new Promise<void>((resolve) => {
      halfway = resolve;
    });
    const slowly = (from: string, options?: ImportOptions) =>
      terminology.import(from, {
        ...options,
        progress(now) {
          options?.progress?.(now);
          halfway();
          // Until the process has been told to stop.
          for (const end = Date.now() + 50; Date.now() < end; );
        },
      });
    const interrupted = importByJob(first, slowly)(path, told('2')).catch(() => 'gone');
    await isHalfway;
    await first.stop();
    expect(await versions()).toEqual(['1']);
    const report = await importByJob(open(), terminology.import)(path, told('2'));
    expect(report).toMatchObject({ ok: true, value: { systems: [{ version: '2', concepts, replaced: false }] } });
    const jobs = await open().list({ kind: 'terminology-import', limit: 10 });
    expect(jobs.map(({ state, attempts }) => [state, attempts])).toEqual([
      ['done', 2],
      ['done', 1],
    ]);
    expect(await interrupted).toMatchObject({ ok: true });
  });

  it('is cancelled by who began it', async () => {
    const stop = new AbortController();
    const cancelling = (from: string, options?: ImportOptions) =>
      terminology.import(from, {
        ...options,
        progress: () => stop.abort(),
      });
    const report = await importByJob(open(), cancelling, stop.signal)(path, told('3'));
    expect(report).toMatchObject({ ok: false, fault: { code: 'terminology.import-cancelled' } });
    expect(await versions()).not.toContain('3');
  });

  it('tells why files are refused', async () => {
    const none = join(folder, 'none.bin');
    writeFileSync(none, 'nothing that is known');
    const report = await importByJob(open(), terminology.import)(none);
    expect(report).toMatchObject({ ok: false, fault: { code: 'terminology.malformed' } });
  });
});
