import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consistencyProof, type HashOf, inclusionProof, leafHash, nodeHash, rootOf } from './merkle.ts';
import { edgeTiles, hashesIn, openEdge, type Tile } from './tiles.ts';

const leaves = Array.from({ length: 70_000 }, (_, n) => leafHash(String(n)));
const known = new Map<string, Buffer>();
const hashOf: HashOf = ({ level, index }) => {
  if (level === 0) return leaves[index] as Buffer;
  const key = `${level}/${index}`;
  const hash =
    known.get(key) ??
    nodeHash(hashOf({ level: level - 1, index: index * 2 }), hashOf({ level: level - 1, index: index * 2 + 1 }));
  known.set(key, hash);
  return hash;
};

test('a tree that grows in steps has the root that it would have at once, and goes on from its kept tiles', () => {
  const steps = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(steps, (lengths) => {
      const kept = new Map<string, Tile>();
      let size = 0;
      for (const length of lengths) {
        const next = Math.min(size + length, leaves.length);
        const at = edgeTiles(size).map(({ level, index }) => kept.get(`${level}/${index}`) as Tile);
        const edge = openEdge(size, at);
        edge.append(Buffer.concat(leaves.slice(size, next)));
        for (const tile of edge.takeChanged()) kept.set(`${tile.level}/${tile.index}`, tile);
        size = next;
        expect(edge.size).toBe(size);
        expect(rootOf(size, edge.hashOf).equals(rootOf(size, hashOf))).toBe(true);
      }
      const read = hashesIn((level, index) => kept.get(`${level}/${index}`)?.hashes);
      expect(inclusionProof(size - 1, size, read)).toEqual(inclusionProof(size - 1, size, hashOf));
      expect(consistencyProof(1, size, read)).toEqual(consistencyProof(1, size, hashOf));
    }),
    { numRuns: 15 },
  );
});

test('a tile that is shorter than the size of the tree asks for is refused', () => {
  expect(() => openEdge(3, [{ level: 0, index: 0, hashes: Buffer.alloc(64) }])).toThrow(/0\/0/);
  expect(() => openEdge(300, [])).toThrow(/0\/1/);
  expect(() => hashesIn(() => Buffer.alloc(32))({ level: 1, index: 0 })).toThrow(/0\/0/);
});
