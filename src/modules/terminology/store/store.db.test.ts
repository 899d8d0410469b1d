import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { CodeSystemHeader, ConceptRow, TerminologySource } from '../concepts.ts';
import type { MapRow } from '../formats/index.ts';
import { terminologyMigrations } from '../migrations.ts';
import { createTerminology, type TerminologyOptions } from '../terminology.ts';
import { composeConceptMap } from './compose-concept-map.ts';
import { composeSupplement } from './compose-supplement.ts';
import { keepDefinition } from './definition-memory.ts';
import { keepContent } from './keep-content.ts';

let db: Database;
let close: () => Promise<void>;
const folder = mkdtempSync(join(tmpdir(), 'terminology-'));

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  expect(await migrate(db, terminologyMigrations)).toMatchObject({ ok: true });
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await close();
});

const open = (options: Partial<TerminologyOptions> = {}) => createTerminology({ db, ...options });

function header(url: string, version: string): CodeSystemHeader {
  return { resourceType: 'CodeSystem', id: 'x', url, version, language: 'en', content: 'complete' };
}

function keep(url: string, version: string, concepts: Iterable<ConceptRow> | AsyncIterable<ConceptRow>, use = false) {
  return keepContent(db, { header: header(url, version), concepts, format: 'test', use });
}

/** Asks until nothing is outstanding, as an operation does. */
async function content(source: TerminologySource, url: string, version?: string) {
  const found = source.content(url, version);
  if (found !== undefined) return found;
  await Promise.all(source.loading());
  return source.content(url, version);
}

async function countOf(table: string): Promise<number> {
  const [row] = await db.query<{ count: number }>(`select count(*)::int as count from ${table}`, []);
  return row?.count ?? -1;
}

describe('versions of a code system', () => {
  it('stand side by side; the one in use is meant where none is named, and a switch is seen elsewhere and undone', async () => {
    const url = 'urn:example:side';
    const here = await open();
    const elsewhere = await open();
    expect(await keep(url, '1.9', [{ code: 'a', display: 'old' }])).toMatchObject({ inUse: true, concepts: 1 });
    expect(await keep(url, '1.10', [{ code: 'a', display: 'new' }, { code: 'b' }])).toMatchObject({ inUse: false });
    await elsewhere.refresh();
    const before = await elsewhere.source();
    expect(before.versions(url)).toEqual(['1.9', '1.10']);
    expect((await content(before, url))?.displayAt(0)).toBe('old');
    expect((await content(before, url, '1.10'))?.displayAt(0)).toBe('new');
    expect(before.content(url, '2')).toBeUndefined();
    expect(before.find(url)).toMatchObject({ resourceType: 'CodeSystem', version: '1.9' });

    expect(await here.use(url, '1.10')).toEqual({ ok: true, value: { version: '1.10', former: '1.9' } });
    await elsewhere.refresh();
    expect(before.versions(url)).toEqual(['1.9', '1.10']);
    const after = await elsewhere.source();
    expect(after.versions(url)).toEqual(['1.10', '1.9']);
    expect(after.content(url)?.displayAt(0)).toBe('new');

    expect(await elsewhere.undo(url)).toEqual({ ok: true, value: { version: '1.9', former: '1.10' } });
    await here.refresh();
    expect((await here.source()).versions(url)).toEqual(['1.9', '1.10']);
    expect(await here.undo(url)).toMatchObject({ ok: false, fault: { code: 'terminology.no-former-version' } });
    expect(await here.use(url, '3')).toMatchObject({ ok: false, fault: { code: 'terminology.unknown-version' } });
  });

  it('go away one by one, the one in use last', async () => {
    const url = 'urn:example:gone';
    const terminology = await open();
    for (const version of ['1', '2', '3']) await keep(url, version, [{ code: version }], true);
    expect(await terminology.remove(url, '3')).toMatchObject({ ok: false, fault: { code: 'terminology.in-use' } });
    expect(await terminology.remove(url, '2')).toMatchObject({ ok: true });
    expect(await terminology.remove(url, '2')).toMatchObject({ fault: { code: 'terminology.unknown-version' } });
    expect(await terminology.undo(url)).toEqual({ ok: true, value: { version: '1', former: '3' } });
    expect(await terminology.remove(url, '3')).toMatchObject({ ok: true });
    expect(await terminology.remove(url, '1')).toMatchObject({ ok: true });
    expect((await terminology.source()).versions(url)).toEqual([]);
    expect(await countOf(`terminology_use where url = '${url}'`)).toBe(0);
  });

  it('replace themselves when they are imported again, in use or not, and leave no bytes behind', async () => {
    const url = 'urn:example:again';
    const terminology = await open();
    await keep(url, '1', [{ code: 'a', display: 'first' }]);
    await terminology.refresh();
    expect((await content(await terminology.source(), url))?.displayAt(0)).toBe('first');
    const contents = await countOf('terminology_content');
    expect(await keep(url, '1', [{ code: 'a', display: 'second' }])).toMatchObject({ replaced: true, inUse: true });
    expect(await countOf('terminology_content')).toBe(contents);
    await terminology.refresh();
    expect((await content(await terminology.source(), url))?.displayAt(0)).toBe('second');
  });

  it('are not there before they are whole, and leave nothing when they break off', async () => {
    const url = 'urn:example:broken';
    const terminology = await open();
    const counts = () => Promise.all(['terminology_content', 'terminology_content_part'].map(countOf));
    const before = await counts();
    async function* breaking(): AsyncGenerator<ConceptRow> {
      for (let n = 0; n < 3_000; n += 1) yield { code: String(n), definition: 'x'.repeat(1_000) };
      await terminology.refresh();
      expect((await terminology.source()).versions(url)).toEqual([]);
      throw new Error('the disk is gone');
    }
    await expect(keep(url, '1', breaking())).rejects.toThrow('the disk is gone');
    expect(await counts()).toEqual(before);
    expect(await keep(url, '1', [{ code: 'a' }])).toMatchObject({ replaced: false, inUse: true });
  });

  it('may be imported by two at once: one of them stays, whole', async () => {
    const url = 'urn:example:twice';
    function* many(display: string) {
      for (let n = 0; n < 2_000; n += 1) yield { code: String(n), display, definition: display.repeat(200) };
    }
    const both = await Promise.all([keep(url, '1', many('one')), keep(url, '1', many('two'))]);
    expect(both.filter((kept) => kept?.replaced)).toHaveLength(1);
    const terminology = await open();
    const kept = await content(await terminology.source(), url);
    expect(kept?.count).toBe(2_000);
    expect(kept?.displayAt(1_999)).toBe(kept?.displayAt(0));
    expect((await terminology.versions()).filter((one) => one.url === url)).toHaveLength(1);
  });
});

describe('contents in memory', () => {
  it('are read once for all who ask, and make room for others when nobody has them in hands', async () => {
    function* large(): Generator<ConceptRow> {
      for (let n = 0; n < 1_500; n += 1) yield { code: String(n), definition: 'y'.repeat(1_000) };
    }
    const urls = ['urn:example:large-1', 'urn:example:large-2', 'urn:example:large-3'] as const;
    for (const url of urls) await keep(url, '1', large());
    const terminology = await open({ memory: 4_000_000, inHands: 0 });
    const source = await terminology.source();
    expect(source.content(urls[0])).toBeUndefined();
    expect(source.content(urls[0])).toBeUndefined();
    await Promise.all(source.loading());
    expect(source.loading()).toEqual([]);
    const first = source.content(urls[0]);
    expect(first?.count).toBe(1_500);
    await content(source, urls[1]);
    expect(source.content(urls[0])).toBe(first);
    await content(source, urls[2]);
    expect(source.content(urls[1])).toBeUndefined();
    expect(source.content(urls[0])).toBe(first);

    const holding = await open({ memory: 1, inHands: 60_000 });
    const held = await holding.source();
    for (const url of urls) await content(held, url);
    expect(urls.map((url) => held.content(url)?.count)).toEqual([1_500, 1_500, 1_500]);
    await holding.refresh();
    expect(urls.map((url) => held.content(url)?.count)).toEqual([1_500, 1_500, 1_500]);

    const tight = await open({ memory: 1, inHands: 0 });
    const last = await tight.source();
    for (const url of urls) await content(last, url);
    await tight.refresh();
    expect(urls.map((url) => last.content(url)?.count)).toEqual([undefined, undefined, 1_500]);
  });

  it('resolve to nothing where the version goes away meanwhile', async () => {
    const url = 'urn:example:meanwhile';
    await keep(url, '1', [{ code: 'a' }]);
    const terminology = await open();
    const source = await terminology.source();
    expect(source.content(url)).toBeUndefined();
    await (await open()).remove(url, '1');
    await Promise.all(source.loading());
    const late = await terminology.source();
    await terminology.refresh();
    expect(await content(late, url)).toBeUndefined();
    expect((await terminology.source()).versions(url)).toEqual([]);
  });
});

describe('a source', () => {
  it('has what R4 defines where nothing else is there, in the version of R4 alone', async () => {
    const source = await (await open()).source();
    const url = 'http://hl7.org/fhir/administrative-gender';
    expect(source.versions(url)).toEqual(['4.0.1']);
    expect(source.content(url)?.indexOf('female')).toBeGreaterThanOrEqual(0);
    expect(source.content(url, '4.0.1')).toBe(source.content(url));
    expect(source.find(url, '5.0.0')).toBeUndefined();
    expect(source.content('http://snomed.info/sct')).toBeUndefined();
    expect(source.versions('urn:nobody')).toEqual([]);
    const units = source.content('http://unitsofmeasure.org');
    expect(units?.indexOf('mg/dL')).toBeGreaterThanOrEqual(0);
    expect(units?.indexOf('mg//dL')).toBe(-1);
  });
});

describe('operations', () => {
  it('are answered from what was imported, also right after the start', async () => {
    const url = 'urn:example:asked';
    await keep(url, '1', [{ code: 'a', display: 'Asked', designations: [{ language: 'fr', value: 'Demandé' }] }]);
    const { perform } = await open();
    const parameters = {
      resourceType: 'Parameters',
      parameter: [
        { name: 'system', valueUri: url },
        { name: 'code', valueCode: 'a' },
      ],
    };
    const { status, resource } = await perform('CodeSystem/$lookup', {
      parameters: parameters as never,
      languages: [],
    });
    expect(status).toBe(200);
    expect(resource.parameter).toContainEqual({ name: 'display', valueString: 'Asked' });
  });
});

describe('definitions that come with an import', () => {
  async function* each<Row>(...rows: readonly Row[]): AsyncGenerator<Row> {
    yield* rows;
  }
  const settled = async <T>(source: TerminologySource, ask: () => T): Promise<T> => {
    ask();
    await Promise.all(source.loading());
    return ask();
  };

  it('are found by address and version: maps with their rows, supplements beside what they add to', async () => {
    const map = await composeConceptMap({
      header: { resourceType: 'ConceptMap', id: 'm', url: 'urn:example:map', version: '2' } as never,
      source: 'urn:a',
      target: 'urn:b',
      rows: each<MapRow>(
        { source: 'x', target: 'y', equivalence: 'equivalent', targetDisplay: 'Y' },
        { source: 'z', equivalence: 'unmatched' },
        { source: 'x', target: 'w', equivalence: 'wider' },
      ),
    });
    const supplement = await composeSupplement(
      { ...header('urn:example:more', '1'), content: 'supplement', supplements: 'urn:a|7' } as CodeSystemHeader,
      each<ConceptRow>({
        code: 'x',
        designations: [{ language: 'pt', value: 'xis' }],
        properties: [
          { code: 'p', type: 'boolean', value: 'true' },
          { code: 'q', type: 'integer', value: '4' },
          { code: 'r', type: 'code', value: 'c' },
        ],
      }),
    );
    if (!map.ok || !supplement.ok) throw new Error('composed');
    await keepDefinition(db, { ...map.value, version: '1' }, 'test');
    await keepDefinition(db, { ...map.value, title: 'old' }, 'test');
    await keepDefinition(db, map.value, 'test');
    await keepDefinition(db, supplement.value, 'test');
    const terminology = await open();
    expect(await terminology.definitions()).toMatchObject([
      { url: 'urn:example:map', version: '2', type: 'ConceptMap', title: null },
      { url: 'urn:example:map', version: '1', type: 'ConceptMap' },
      { url: 'urn:example:more', version: '1', type: 'CodeSystem', supplements: 'urn:a|7' },
    ]);
    const source = await terminology.source();
    expect(source.versions('urn:example:map')).toEqual(['2', '1']);
    const found = await settled(source, () => source.find('urn:example:map', '2'));
    expect(found).toEqual(map.value);
    expect(found?.group).toEqual([
      {
        source: 'urn:a',
        target: 'urn:b',
        element: [
          {
            code: 'x',
            target: [
              { code: 'y', display: 'Y', equivalence: 'equivalent' },
              { code: 'w', equivalence: 'wider' },
            ],
          },
          { code: 'z', target: [{ equivalence: 'unmatched' }] },
        ],
      },
    ]);
    expect(await settled(source, () => source.conceptMaps?.())).toEqual([map.value]);
    expect(await settled(source, () => source.supplements('urn:a', '7'))).toMatchObject([
      {
        concept: [
          {
            code: 'x',
            designation: [{ language: 'pt', value: 'xis' }],
            property: [
              { code: 'p', valueBoolean: true },
              { code: 'q', valueInteger: 4 },
              { code: 'r', valueCode: 'c' },
            ],
          },
        ],
      },
    ]);
    expect(source.supplements('urn:a', '8')).toEqual([]);
    expect(source.supplements('urn:b')).toEqual([]);
  });
});

describe('names of codes', () => {
  const url = 'urn:example:names';

  it('come from what was loaded, then from the version in use, each language in turn', async () => {
    await keep(url, '1', [
      { code: 'a', display: 'Saturday', designations: [{ language: 'fr', value: 'samedi' }] },
      { code: 'b', display: 'Sunday' },
    ]);
    const terminology = await open();
    const codes = [{ resourceType: 'Basic', code: { coding: [{ system: url, code: 'a' }] } }];
    await terminology.prepare(codes);
    const name = (code: string, ...languages: string[]) => terminology.designate(url, code, languages);
    expect(name('a', 'fr-BE', 'en')).toEqual({ display: 'samedi', language: 'fr' });
    expect(name('b', 'fr-BE', 'en')).toEqual({ display: 'Sunday', language: 'en' });
    expect(name('c', 'fr', 'en')).toBeUndefined();
    await terminology.load([{ system: url, code: 'a', language: 'fr', display: 'jour du repos' }]);
    await terminology.prepare(codes);
    expect(name('a', 'fr')?.display).toBe('jour du repos');
    expect(name('a', 'en')?.display).toBe('Saturday');
  });

  it('are there without waiting once somebody has asked', async () => {
    const terminology = await open();
    expect(terminology.designate(url, 'b', ['en'])).toBeUndefined();
    await terminology.prepare([{ deep: [{ system: url }] }]);
    expect(terminology.designate(url, 'b', ['en'])?.display).toBe('Sunday');
  });
});

describe('an import', () => {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };

  it('keeps a table of codes and tells what it passed over', async () => {
    const terminology = await open();
    const path = write('codes.csv', 'code,display,parent,fr\na,Animal,,animal\nb,Cat,a,chat\nb,Dog,a,chien\n,x,,\n');
    const url = 'urn:example:table';
    const told: number[] = [];
    const report = await terminology.import(path, {
      url,
      version: '1',
      progress: ({ concepts }) => void told.push(concepts),
    });
    expect(report).toMatchObject({
      ok: true,
      value: { format: 'csv', systems: [{ url, version: '1', concepts: 2, designations: 2, inUse: true }] },
    });
    expect(told.at(-1)).toBeGreaterThanOrEqual(2);
    const refused = report.ok ? report.value.refused : [];
    expect(refused.map(({ reason, count }) => [reason, count]).sort()).toEqual([
      ['duplicate', 1],
      ['no-code', 1],
    ]);
    const kept = await content(await terminology.source(), url);
    expect(kept?.isBelow(kept.indexOf('b'), kept.indexOf('a'))).toBe(true);
    expect(kept?.displayAt(kept.indexOf('b'))).toBe('Cat');
  });

  it('refuses what is in no known layout, what is not there, and a layout that does not exist', async () => {
    const terminology = await open();
    const malformed = { ok: false, fault: { code: 'terminology.malformed' } };
    expect(await terminology.import(write('noise.bin', '\u0001\u0002'))).toMatchObject(malformed);
    expect(await terminology.import(join(folder, 'absent'))).toMatchObject(malformed);
    expect(await terminology.import(folder, { format: 'none' })).toMatchObject(malformed);
    const path = write('more.csv', 'code,display\na,x\n');
    expect(await terminology.import(path, { url: 'x'.repeat(2_000) })).toMatchObject(malformed);
  });
});
