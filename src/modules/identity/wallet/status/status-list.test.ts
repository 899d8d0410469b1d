import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { statusAt, statusReference, unpackStatusList } from './status-list.ts';

const packed = (text: string) => Buffer.from(text, 'base64url');

describe('a status list', () => {
  it.each<[number, string, readonly number[]]>([
    [1, 'eNrbuRgAAhcBXQ', [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]],
    [2, 'eNo76fITAAPfAgc', [1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]],
  ])('of %i bits is that of the example (draft-ietf-oauth-status-list, 4)', async (bits, lst, statuses) => {
    const list = await unpackStatusList(bits, packed(lst));
    if (list === undefined) throw new Error('is no list');
    expect(statuses.map((_, idx) => statusAt(list, idx))).toEqual(statuses);
    expect(statusAt(list, statuses.length)).toBeUndefined();
    expect(statusAt(list, Number.MAX_SAFE_INTEGER)).toBeUndefined();
  });

  it.each([
    [4, [0x21, 0xf3], [1, 2, 3, 15]],
    [8, [0x21, 0xf3], [0x21, 0xf3]],
  ])('of %i bits', async (bits, bytes, statuses) => {
    const list = await unpackStatusList(bits, deflateSync(Uint8Array.from(bytes)));
    if (list === undefined) throw new Error('is no list');
    expect(statuses.map((_, idx) => statusAt(list, idx))).toEqual(statuses);
  });

  it.each<[string, unknown, Uint8Array]>([
    ['of three bits', 3, deflateSync(Buffer.of(1))],
    ['of a text of bits', '1', deflateSync(Buffer.of(1))],
    ['of no bits', undefined, deflateSync(Buffer.of(1))],
    ['that is not packed', 1, Buffer.of(1, 2, 3)],
    ['that ends early', 1, deflateSync(Buffer.alloc(5_000, 7)).subarray(0, -6)],
    ['that is a bomb', 1, deflateSync(Buffer.alloc(4_194_305))],
  ])('is none %s', async (_what, bits, bytes) => {
    expect(await unpackStatusList(bits, bytes)).toBeUndefined();
  });

  it('is referred to by a whole number and an address', () => {
    expect(statusReference(0, 'https://a.example/1')).toEqual({ idx: 0, uri: 'https://a.example/1' });
    for (const idx of [-1, 1.5, '1', undefined, Number.NaN, 2 ** 53]) {
      expect(statusReference(idx, 'https://a.example/1')).toBeUndefined();
    }
    for (const uri of ['', 'a', 1, undefined, `https://a.example/${'a'.repeat(2_100)}`]) {
      expect(statusReference(0, uri)).toBeUndefined();
    }
  });
});
