import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { DesignationRow } from './contract.ts';
import { terminologyMigrations } from './migrations.ts';
import { readDesignations } from './read-designations.ts';
import { createTerminology } from './terminology.ts';

const system = 'urn:example:codes';
let db: Database;
let close: () => Promise<void>;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  expect(await migrate(db, terminologyMigrations)).toMatchObject({ ok: true });
});
afterAll(() => close());

describe('a terminology', () => {
  it('knows the built-in designations from the start', async () => {
    const terminology = await createTerminology({ db });
    expect(terminology.designate('http://snomed.info/sct', '46635009', ['pt'])).toEqual({
      display: 'Diabetes tipo 1',
      language: 'pt',
    });
  });

  it('tries each language in turn, exact first, then its shorter forms', async () => {
    const terminology = await createTerminology({ db });
    await terminology.load([
      { system, code: 'a', language: 'de', display: 'Sonnabend' },
      { system, code: 'a', language: 'de-AT', display: 'Samstag' },
      { system, code: 'a', language: 'en', display: 'Saturday' },
    ]);
    const name = (...languages: string[]) => terminology.designate(system, 'a', languages);
    expect(name('de-AT')).toEqual({ display: 'Samstag', language: 'de-AT' });
    expect(name('de-at')).toEqual({ display: 'Samstag', language: 'de-AT' });
    expect(name('de-CH-1996')).toEqual({ display: 'Sonnabend', language: 'de' });
    expect(name('fr', 'en-GB', 'de')).toEqual({ display: 'Saturday', language: 'en' });
    expect(name('fr')).toBeUndefined();
    expect(name('not a tag', '')).toBeUndefined();
    expect(terminology.designate(system, '__proto__', ['en'])).toBeUndefined();
  });

  it('replaces a designation, keeps it over a restart, and shows it to other processes after a refresh', async () => {
    const here = await createTerminology({ db });
    const elsewhere = await createTerminology({ db });
    await here.load([{ system: 'http://snomed.info/sct', code: '46635009', language: 'pt', display: 'DM1' }]);
    expect(here.designate('http://snomed.info/sct', '46635009', ['pt'])?.display).toBe('DM1');
    expect(elsewhere.designate('http://snomed.info/sct', '46635009', ['pt'])?.display).toBe('Diabetes tipo 1');
    expect(await elsewhere.refresh()).toEqual({ added: 1 });
    expect(elsewhere.designate('http://snomed.info/sct', '46635009', ['pt'])?.display).toBe('DM1');
    expect(await elsewhere.refresh()).toEqual({ added: 0 });
    const restarted = await createTerminology({ db });
    expect(restarted.designate('http://snomed.info/sct', '46635009', ['pt'])?.display).toBe('DM1');
  });

  it('loads many rows in batches, the last of equal keys winning, and refuses what does not fit', async () => {
    const terminology = await createTerminology({ db });
    function* rows(): Generator<DesignationRow> {
      for (let n = 0; n < 12_000; n += 1) yield { system, code: `n${n}`, language: 'en', display: `number ${n}` };
      yield { system, code: 'n1', language: 'en', display: 'one' };
      yield { system, code: 'n1', language: 'en', display: 'uno' };
      yield { system, code: 'bad', language: 'klingon tongue', display: 'x' };
      yield { system, code: 'bad', language: 'en', display: 'x\0y' };
      yield { system, code: 'bad', language: 'en', display: '' };
      yield { system, code: 'bad', language: 'en', display: 'x'.repeat(3000) };
    }
    expect(await terminology.load(rows())).toEqual({ loaded: 12_002, refused: 4 });
    expect(terminology.designate(system, 'n11999', ['en'])?.display).toBe('number 11999');
    expect(terminology.designate(system, 'n1', ['en'])?.display).toBe('uno');
    expect(terminology.designate(system, 'bad', ['en'])).toBeUndefined();
    expect((await createTerminology({ db })).designate(system, 'n11999', ['en'])?.display).toBe('number 11999');
  });
});

describe('a file of designations', () => {
  const folder = mkdtempSync(join(tmpdir(), 'designations-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const read = async (name: string, content: string | Buffer) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    const refused: [number, string][] = [];
    const rows = await Array.fromAsync(
      readDesignations(path, { refused: (line, reason) => void refused.push([line, reason]) }),
    );
    return { rows, refused };
  };
  const row = { system: 'urn:s', code: 'c', language: 'fr', display: 'Mal, dit «"le"»' };

  it('is read as CSV, with or without a header', async () => {
    const line = 'urn:s,c,fr,"Mal, dit «""le""»"';
    expect(await read('a.csv', `\uFEFFsystem,code,language,display\r\n${line}\r\n`)).toEqual({
      rows: [row],
      refused: [],
    });
    expect(await read('b.csv', `${line}\n\n${line}`)).toEqual({ rows: [row, row], refused: [] });
    expect(await read('c.csv', `a,b,c\nurn:s,c,fr,"open\nurn:s,c,fr,"x"y\n${line},\n,c,fr,d`)).toEqual({
      rows: [],
      refused: [1, 2, 3, 4, 5].map((n) => [n, 'malformed']),
    });
  });

  it('is read as NDJSON, packed or not', async () => {
    const line = JSON.stringify(row);
    expect(await read('a.ndjson', `${line}\n{"system":1}\n{`)).toEqual({
      rows: [row],
      refused: [
        [2, 'malformed'],
        [3, 'malformed'],
      ],
    });
    expect(await read('a.ndjson.gz', gzipSync(line))).toEqual({ rows: [row], refused: [] });
  });

  it('fails with the cause when it cannot be read', async () => {
    await expect(Array.fromAsync(readDesignations(join(folder, 'absent.csv')))).rejects.toThrow('ENOENT');
    await expect(read('broken.csv.gz', 'not packed')).rejects.toThrow();
  });
});
