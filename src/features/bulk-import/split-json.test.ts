import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonSplitter, createLineSplitter, type Piece } from './split-json.ts';

const plenty = 1024 * 1024;

function split(text: string | Uint8Array, sizes: readonly number[] = [plenty], maxPiece = plenty) {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const splitter = createJsonSplitter(maxPiece);
  const pieces: Piece[] = [];
  let from = 0;
  for (let turn = 0; from < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    // A chunk is overwritten once it is pushed, as a reader does that has one buffer.
    const chunk = Uint8Array.from(bytes.subarray(from, from + size));
    pieces.push(...splitter.push(chunk));
    chunk.fill(0x78);
    from += size;
  }
  return { pieces, end: splitter.end() };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');
const entriesOf = (pieces: readonly Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'entry' ? [textOf(piece.bytes)] : []));
const shellOf = (pieces: readonly Piece[]) =>
  pieces.flatMap((piece) => (piece.kind === 'shell' ? [textOf(piece.bytes)] : []))[0];

const strings = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('}]"\\', 'entry', '\u2028\\"', '"entry":[', '\ud83d\ude00é'),
);
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    strings,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      strings.filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
})).value;
const bundles = fc.record({
  before: fc.dictionary(
    strings.filter((key) => key !== 'entry' && key !== '__proto__'),
    values,
    { maxKeys: 3 },
  ),
  entry: fc.option(fc.array(values, { maxLength: 8 }), { nil: undefined }),
  indent: fc.constantFrom(0, 2),
  sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
});

describe('splitting JSON', () => {
  it('finds the entries and the shell of any Bundle, however its bytes are cut', () => {
    fc.assert(
      fc.property(bundles, ({ before, entry, indent, sizes }) => {
        const object = { ...before, ...(entry !== undefined && { entry }), type: 'batch' };
        const { pieces, end } = split(JSON.stringify(object, undefined, indent), sizes);
        expect(end.ok).toBe(true);
        expect(entriesOf(pieces).map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(entry ?? [])));
        const shell = JSON.parse(shellOf(pieces) ?? '');
        expect(shell).toEqual(JSON.parse(JSON.stringify({ ...object, ...(entry !== undefined && { entry: [] }) })));
      }),
      { numRuns: 400 },
    );
  });

  it('hands the text of an entry out as it was written', () => {
    const { pieces } = split('{"entry": [ {"value" : 1.50, "s":"\\u00e9 }"} ,{}\n] , "resourceType":"Bundle"}', [3]);
    expect(entriesOf(pieces)).toEqual(['{"value" : 1.50, "s":"\\u00e9 }"}', '{}']);
    expect(JSON.parse(shellOf(pieces) ?? '')).toEqual({ entry: [], resourceType: 'Bundle' });
  });

  it('knows the member `entry` by its escapes too, and takes no other `entry` for it', () => {
    expect(entriesOf(split('{"\\u0065ntry":[1,2]}').pieces)).toEqual(['1', '2']);
    expect(
      entriesOf(split('{"a":{"entry":[1]},"b":"entry","c":[["entry",[2]]],"entry":{"entry":[3]}}').pieces),
    ).toEqual([]);
  });

  it('gives the whole entries before a cut, and says that the end is missing', () => {
    const whole = JSON.stringify({ type: 'batch', entry: [{ a: 1 }, { b: '}' }, { c: 3 }] });
    for (let length = 1; length < whole.length; length++) {
      const { pieces, end } = split(whole.slice(0, length), [7]);
      expect(end.ok).toBe(false);
      expect(shellOf(pieces)).toBeUndefined();
      expect(['{"a":1}', '{"b":"}"}', '{"c":3}'].slice(0, entriesOf(pieces).length)).toEqual(entriesOf(pieces));
    }
  });

  it('drops what is longer than the limit and goes on after it', () => {
    const { pieces, end } = split(`{"entry":[{"a":1},{"b":"${'x'.repeat(200)}"},{"c":3}]}`, [16], 64);
    expect(pieces.map(({ kind }) => kind)).toEqual(['entry', 'oversized', 'entry', 'shell']);
    expect(end.ok).toBe(true);
  });

  it.each(['', '   ', '[]', '{"a":1', '{"entry":[}', 'null', '{"a":1]'])('finds no object in %j', (text) => {
    expect(split(text).end.ok).toBe(false);
  });

  it('tells when something follows the object', () => {
    expect(split('{"a":1}\n{"a":2}\n').pieces.map(({ kind }) => kind)).toEqual(['shell', 'more']);
    expect(split('{"a":1}\n{"a":2}\n', [1]).pieces.map(({ kind }) => kind)).toEqual(['shell', 'more']);
    expect(split('\ufeff {"a":1} \n').end.ok).toBe(true);
  });
});

describe('splitting lines', () => {
  it('hands out every line that is not blank with its number, however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary' }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        (raw, size) => {
          const lines = raw.map((line) => line.replaceAll('\n', ''));
          const bytes = Buffer.from(lines.join('\n'));
          const splitter = createLineSplitter(plenty);
          const found = [];
          for (let from = 0; from < bytes.length; from += size) {
            const chunk = Uint8Array.from(bytes.subarray(from, from + size));
            found.push(...splitter.push(chunk));
            chunk.fill(0x78);
          }
          found.push(...splitter.end());
          const expected = lines.flatMap((line, index) =>
            /[^ \t\r]/.test(line) ? [[index, Buffer.from(line).toString()]] : [],
          );
          expect(found.flatMap((line) => (line.kind === 'line' ? [[line.index, textOf(line.bytes)]] : []))).toEqual(
            expected,
          );
        },
      ),
    );
  });
});
