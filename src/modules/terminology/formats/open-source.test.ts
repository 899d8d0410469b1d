import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { ImportSource, SourceFile } from './format.ts';
import { conceptFormats, countRefusals, recogniseFormat } from './index.ts';
import { openSource } from './open-source.ts';
import { table } from './table.ts';
import { readAll, sourceOf } from './testing-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'sources-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Entry {
  readonly path: string;
  readonly content: string | Buffer;
  readonly method?: number;
  readonly size?: number;
  readonly flags?: number;
  readonly crc?: number;
}

/** A zip archive; with `wide` sizes and offsets stand in extra fields of 64 bits. */
function zipOf(entries: readonly Entry[], { wide = false, end = true } = {}): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content, method = 8, size, flags = 0, crc } of entries) {
    const plain = Buffer.from(content);
    const packed = method === 8 ? deflateRawSync(plain) : plain;
    const name = Buffer.from(path);
    const unpacked = size ?? plain.length;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const extra = Buffer.alloc(wide ? 28 : 0);
    if (wide) {
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(24, 2);
      extra.writeBigUInt64LE(BigInt(unpacked), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
      extra.writeBigUInt64LE(BigInt(offset), 20);
    }
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(flags, 8);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(crc ?? crc32(plain), 16);
    entry.writeUInt32LE(wide ? 0xffffffff : packed.length, 20);
    entry.writeUInt32LE(wide ? 0xffffffff : unpacked, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt16LE(extra.length, 30);
    entry.writeUInt32LE(wide ? 0xffffffff : offset, 42);
    locals.push(local, name, packed);
    directory.push(entry, name, extra);
    offset += 30 + name.length + packed.length;
  }
  const listing = Buffer.concat(directory);
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt32LE(listing.length, 12);
  record.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, listing, ...(end ? [record] : [])]);
}

async function opened(name: string, content: Buffer | string): Promise<ImportSource> {
  const path = join(folder, name);
  writeFileSync(path, content);
  const source = await openSource(path);
  if (!source.ok) throw new Error(source.fault.issues[0]?.text);
  return source.value;
}

async function textOf(file: SourceFile | undefined): Promise<string> {
  const chunks = file === undefined ? [] : await Array.fromAsync(file.open());
  return Buffer.concat(chunks).toString('utf8');
}

describe('a source', () => {
  it('is a file, packed or not, that can be read twice', async () => {
    const plain = await opened('a.csv', 'code\nä');
    expect(await Promise.all(plain.files.map(textOf))).toEqual(['code\nä']);
    expect(plain.bytesRead()).toBe(7);
    const packed = await opened('a.csv.gz', gzipSync('code\nä'));
    expect(packed.files.map(({ path }) => path)).toEqual(['a.csv']);
    const archive = await opened('a.tar.gz', gzipSync('tar'));
    expect(archive.files.map(({ path }) => path)).toEqual(['a.tar.gz']);
    expect([await textOf(packed.files[0]), await textOf(packed.files[0])]).toEqual(['code\nä', 'code\nä']);
  });

  it('is a folder with what is below it, links not followed', async () => {
    mkdirSync(join(folder, 'release/inner'), { recursive: true });
    writeFileSync(join(folder, 'release/b.txt'), 'b');
    writeFileSync(join(folder, 'release/inner/a.txt'), 'a');
    symlinkSync('/etc', join(folder, 'release/link'));
    const source = await openSource(join(folder, 'release'));
    expect(source.ok && source.value.files.map(({ path }) => path)).toEqual(['b.txt', 'inner/a.txt']);
  });

  it.each([false, true])('is a zip archive, stored or deflated (64 bits: %s)', async (wide) => {
    const source = await opened(
      'a.zip',
      zipOf(
        [
          { path: 'folder/', content: '' },
          { path: 'folder/a.txt', content: 'deflated ü' },
          { path: 'b.txt', content: 'stored', method: 0 },
          { path: 'empty.txt', content: '', method: 0 },
        ],
        { wide },
      ),
    );
    expect(source.files.map(({ path }) => path)).toEqual(['folder/a.txt', 'b.txt', 'empty.txt']);
    expect(await Promise.all(source.files.map(textOf))).toEqual(['deflated ü', 'stored', '']);
    await source.close();
  });

  it('passes over names that lead out of the archive', async () => {
    const paths = ['../up.txt', '/root.txt', 'a/../../b.txt', 'c:\\x.txt', 'back\\slash.txt', 'fine..txt'];
    const source = await opened('paths.zip', zipOf(paths.map((path) => ({ path, content: 'x' }))));
    expect(source.files.map(({ path }) => path)).toEqual(['fine..txt']);
    await source.close();
  });

  it.each([
    ['no archive', Buffer.from('PK? no')],
    ['an archive without its end', zipOf([{ path: 'a', content: 'x' }], { end: false })],
    ['an encrypted one', zipOf([{ path: 'a', content: 'x', flags: 1 }])],
    ['another way of packing', zipOf([{ path: 'a', content: 'x', method: 12 }])],
    ['one that unpacks to far more than it is', zipOf([{ path: 'a', content: Buffer.alloc(50_000_000) }])],
  ])('refuses %s', async (_, bytes) => {
    await expect(opened('bad.zip', bytes)).rejects.toThrow(/archive/);
  });

  it.each([
    ['is longer than the directory says', { path: 'a.csv', content: 'code\n'.repeat(100), size: 7 }],
    ['is shorter', { path: 'a.csv', content: 'code\nx\n', size: 70 }],
    ['has another check sum', { path: 'a.csv', content: 'code\nx\n', crc: 1 }],
  ])('stops at an entry that %s', async (_, entry) => {
    const source = await opened('lying.zip', zipOf([entry]));
    const { refusals } = await readAll(table, source, { url: 'http://example.org/x' });
    expect(refusals.at(-1)?.reason).toBe('broken');
    await source.close();
  });

  it('is refused where there is nothing', async () => {
    expect(await openSource(join(folder, 'absent'))).toMatchObject({ fault: { code: 'terminology.malformed' } });
  });
});

describe('the layouts', () => {
  it('have a name each, and recognise nothing in what is none of them', async () => {
    expect(new Set(conceptFormats.map(({ name }) => name)).size).toBe(conceptFormats.length);
    for (const [name, text] of [
      ['readme.txt', 'Nothing to see.'],
      ['a.json', '{"resourceType":"Patient"}'],
      ['a.xml', '<a/>'],
      ['a.csv', ''],
    ] as const) {
      expect(await recogniseFormat(sourceOf(name, { [name]: text })), name).toBeUndefined();
    }
    const found = await recogniseFormat(sourceOf('x.csv', { 'x.csv': 'code,display\na,A' }));
    expect(found?.name).toBe('csv');
  });

  it('are refused by what they pass over, counted with the first places', () => {
    const { refused, counts, isBroken } = countRefusals();
    for (let line = 1; line <= 8; line += 1) refused({ file: 'a', line, reason: 'no-code' });
    expect(isBroken()).toBe(false);
    refused({ file: 'b', line: 1, reason: 'broken' });
    expect(isBroken()).toBe(true);
    expect(counts()).toEqual([
      { reason: 'no-code', count: 8, first: [1, 2, 3, 4, 5].map((line) => ({ file: 'a', line })) },
      { reason: 'broken', count: 1, first: [{ file: 'b', line: 1 }] },
    ]);
  });
});
