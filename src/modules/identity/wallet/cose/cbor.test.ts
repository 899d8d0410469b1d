import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cbor, CborRefused, readCbor, writeCbor } from './cbor.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Examples of RFC 8949, appendix A, of what is read here. */
const examples: readonly (readonly [string, Cbor])[] = [
  ['00', 0],
  ['17', 23],
  ['1818', 24],
  ['1903e8', 1000],
  ['1a000f4240', 1_000_000],
  ['1b000000e8d4a51000', 1_000_000_000_000],
  ['20', -1],
  ['3903e7', -1000],
  ['f4', false],
  ['f5', true],
  ['f6', null],
  ['f7', undefined],
  ['c11a514b67b0', { tag: 1, value: 1_363_896_240 }],
  ['d818456449455446', { tag: 24, value: hex('6449455446') }],
  ['4401020304', hex('01020304')],
  ['62c3bc', 'ü'],
  ['83010203', [1, 2, 3]],
  [
    'a201020304',
    new Map([
      [1, 2],
      [3, 4],
    ]),
  ],
  [
    'a26161016162820203',
    new Map<string, Cbor>([
      ['a', 1],
      ['b', [2, 3]],
    ]),
  ],
];

describe('messages of CBOR', () => {
  it.each(examples)('%s is read and written as it was', (bytes, value) => {
    expect(readCbor(hex(bytes))).toEqual(value);
    expect(Buffer.from(writeCbor(value)).toString('hex')).toBe(bytes);
  });

  it('has numbers with a point', () => {
    expect(readCbor(hex('fa47c35000'))).toBe(100_000);
    expect(readCbor(hex('fb3ff199999999999a'))).toBe(1.1);
  });

  it.each([
    ['nothing', ''],
    ['more than one', '0000'],
    ['a number that could be shorter', '1817'],
    ['a number of eight bytes that could be shorter', '1b00000000ffffffff'],
    ['a number that is not safe', '1bffffffffffffffff'],
    ['a length that is not told', '5f42010243030405ff'],
    ['a list without an end', '9fff'],
    ['a reserved length', '1c'],
    ['bytes that are not there', '5affffffff00'],
    ['a list longer than its bytes', '9affffffff'],
    ['a map longer than its bytes', 'bb0000000fffffffff'],
    ['a key that comes twice', 'a201000100'],
    ['a key that is a list', 'a1800000'],
    ['a text that is no text', '61ff'],
    ['a simple value that nobody has named', 'f8ff'],
    ['half a number', 'f97e00'],
    ['a break', 'ff'],
    ['seventeen levels', `${'81'.repeat(17)}00`],
    ['ten thousand levels', '81'.repeat(10_000)],
    ['ten thousand tags', `${'c6'.repeat(10_000)}00`],
    ['more items than a credential has', `9a00004e20${'00'.repeat(20_000)}`],
  ])('refuses %s', (_what, bytes) => {
    expect(() => readCbor(hex(bytes))).toThrow(CborRefused);
  });

  it('sets nothing aside for what is only announced', () => {
    const before = process.memoryUsage().heapUsed;
    for (let round = 0; round < 1_000; round++) expect(() => readCbor(hex('9bffffffffff'))).toThrow(CborRefused);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50_000_000);
  });

  it('reads what it writes, and writes what it reads', () => {
    const { value } = fc.letrec<{ value: Cbor }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Cbor>(null, undefined, true, false),
        fc.maxSafeInteger(),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        fc.array(tie('value'), { maxLength: 5 }),
        fc
          .array(fc.tuple(fc.oneof(fc.string(), fc.maxSafeInteger()), tie('value')), { maxLength: 5 })
          .map((all) => new Map(all)),
        fc.record({ tag: fc.maxSafeNat(), value: tie('value') }),
      ),
    }));
    fc.assert(
      fc.property(value, (each) => {
        const bytes = writeCbor(each);
        const read = readCbor(bytes);
        expect(Buffer.from(writeCbor(read)).equals(bytes)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads any bytes, or refuses them in its own words', () => {
    const random = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      // Valid messages that lost or changed a byte come further than noise.
      fc.tuple(fc.constantFrom(...examples), fc.nat(), fc.nat(255)).map(([[bytes], at, byte]) => {
        const changed = hex(bytes + bytes);
        changed[at % changed.length] = byte;
        return changed;
      }),
    );
    fc.assert(
      fc.property(random, (bytes) => {
        try {
          const read = readCbor(bytes);
          // Numbers with a point are read and not written.
          if (!Buffer.from(bytes).some((byte) => byte === 0xfa || byte === 0xfb)) {
            expect(Buffer.from(writeCbor(read)).equals(bytes)).toBe(true);
          }
        } catch (failure) {
          expect(failure).toBeInstanceOf(CborRefused);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
