import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { createTerminology, type SharedTerminology, terminologyMigrations } from '#terminology';
import { readCall, runCall, type Said } from './terminology.ts';

const folder = mkdtempSync(join(tmpdir(), 'carnet-terminology-'));
let test: Awaited<ReturnType<typeof openTestDatabase>>;
let terminology: SharedTerminology;

beforeAll(async () => {
  test = await openTestDatabase();
  expect(await migrate(test.db, terminologyMigrations)).toMatchObject({ ok: true });
  terminology = await createTerminology({ db: test.db });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await test.close();
});

async function run(...args: readonly string[]): Promise<Said> {
  const call = readCall(args);
  return typeof call === 'string' ? { code: 2, trouble: call } : runCall(terminology, call);
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('carnet terminology', () => {
  it('imports versions, tells which one is in use, switches, takes back and removes', async () => {
    const url = 'urn:example:codes';
    const first = write('first.csv', 'code,display,fr\na,Animal,animal\n,nothing,\nb,Cat,chat\n');
    const second = write('second.csv', 'code,display\na,Beast\n');
    const imported = await run('import', first, '--system', url, '--version', '1', '--language', 'en');
    expect(imported.code).toBe(0);
    expect(imported.output).toContain(`${url} 1: 2 concepts, 2 designations; in use`);
    expect(imported.output).toContain('1 passed over (no-code), first at first.csv:3');
    const told = await run('import', second, '--system', url, '--version', '2', '--json');
    expect(JSON.parse(told.output ?? '')).toMatchObject({ format: 'csv', systems: [{ version: '2', inUse: false }] });

    expect((await run('use', url, '2')).output).toContain('2 is in use, instead of 1');
    expect((await run('list')).output).toMatch(/urn:example:codes\n {2}\* 2 .* 1 concepts .*\n {4}1 .* 2 concepts/);
    expect((await run('undo', url)).output).toContain('1 is in use again, instead of 2');
    const unknown = await run('use', url, '9');
    expect(JSON.stringify(unknown)).toContain('carnet terminology list');
    expect(await run('remove', url, '1')).toMatchObject({ code: 1, trouble: expect.stringContaining('in use') });
    expect(await run('remove', url, '2')).toMatchObject({ code: 0 });
    expect(JSON.parse((await run('list', '--json')).output ?? '')).toMatchObject([
      { url, version: '1', inUse: true, concepts: 2 },
    ]);
  });

  it('loads names of codes and counts what it passes over', async () => {
    const path = write('names.csv', `urn:s,a,fr,chat\nurn:s,a\nurn:s,b,not a tag,x\nurn:s,c,fr,${'x'.repeat(2_001)}\n`);
    const { output } = await run('load', path);
    expect(output).toContain('1 designations for codes of any code system');
    expect(output).toContain('2 passed over (language), first at names.csv:2, names.csv:3');
    expect(output).toContain('1 passed over (too-long)');
    await terminology.prepare([{ system: 'urn:s' }]);
    expect(terminology.designate('urn:s', 'a', ['fr'])?.display).toBe('chat');
  });

  it('says what it does not understand', async () => {
    expect((await run()).code).toBe(2);
    expect((await run('use', 'urn:example:codes')).trouble).toContain('use <url> <version>');
    expect((await run('import', join(folder, 'absent'))).trouble).toContain('Not there');
    expect((await run('import', write('x.csv', 'a,b\n'), '--encoding', 'ebcdic')).code).toBe(2);
    const unknown = await run('import', write('noise.xyz', 'nothing that is known'));
    expect(unknown).toMatchObject({ code: 1, trouble: expect.stringContaining('None of the known layouts fits') });
  });
});
