import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { DesignationRow } from './contract.ts';
import { terminologyMigrations } from './migrations.ts';
import { createTerminology, type SharedTerminology } from './terminology.ts';

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
    await terminology.prepare([{ system }]);
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
    const sct = 'http://snomed.info/sct';
    const name = (of: SharedTerminology) => of.designate(sct, '46635009', ['pt'])?.display;
    const here = await createTerminology({ db });
    const elsewhere = await createTerminology({ db });
    await here.load([{ system: sct, code: '46635009', language: 'pt', display: 'DM1' }]);
    await here.prepare([{ system: sct }]);
    expect([name(here), name(elsewhere)]).toEqual(['DM1', 'Diabetes tipo 1']);
    // Of a code system that nobody asked for here, nothing is brought into memory.
    expect(await elsewhere.refresh()).toEqual({ added: 0 });
    await elsewhere.prepare([{ coding: [{ system: sct }] }]);
    expect(name(elsewhere)).toBe('DM1');
    await here.load([{ system: sct, code: '46635009', language: 'pt', display: 'Diabetes 1' }]);
    expect([name(here), name(elsewhere)]).toEqual(['Diabetes 1', 'DM1']);
    expect(await elsewhere.refresh()).toEqual({ added: 1 });
    expect(name(elsewhere)).toBe('Diabetes 1');
    expect(await elsewhere.refresh()).toEqual({ added: 0 });
    const restarted = await createTerminology({ db });
    await restarted.prepare([{ system: sct }]);
    expect(name(restarted)).toBe('Diabetes 1');
  });

  it('reads the names of a code system when they are first asked for, and of no other', async () => {
    const asked: string[] = [];
    const watched: Database = {
      ...db,
      query: (text, values) => {
        asked.push(`${text} ${values?.join(' ') ?? ''}`);
        return db.query(text, values);
      },
    };
    const terminology = await createTerminology({ db: watched });
    const readings = () => asked.filter((text) => /select system, code, language, display/.test(text));
    expect(readings()).toEqual([]);
    // Who has not prepared is answered by what is there, and by the names a moment later.
    expect(terminology.designate(system, 'a', ['de'])).toBeUndefined();
    await expect.poll(() => terminology.designate(system, 'a', ['de'])?.display).toBe('Sonnabend');
    await terminology.prepare([{ system }, { system: 'urn:example:without-names' }]);
    expect(readings()).toEqual([expect.stringContaining(system)]);
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
    await terminology.prepare([{ system }]);
    expect(terminology.designate(system, 'n11999', ['en'])?.display).toBe('number 11999');
    expect(terminology.designate(system, 'n1', ['en'])?.display).toBe('uno');
    expect(terminology.designate(system, 'bad', ['en'])).toBeUndefined();
    const restarted = await createTerminology({ db });
    await restarted.prepare([{ system }]);
    expect(restarted.designate(system, 'n11999', ['en'])?.display).toBe('number 11999');
  });
});
