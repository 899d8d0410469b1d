import { hash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  consistencyProof,
  emptyRoot,
  type HashOf,
  includes,
  inclusionProof,
  isConsistent,
  leafHash,
  nodeHash,
  rootOf,
} from './merkle.ts';

const leaves = Array.from({ length: 300 }, (_, n) => leafHash(`entry ${n}`));
const hashOf: HashOf = ({ level, index }) =>
  level === 0
    ? (leaves[index] as Buffer)
    : nodeHash(hashOf({ level: level - 1, index: index * 2 }), hashOf({ level: level - 1, index: index * 2 + 1 }));

/** The definition of RFC 9162 section 2.1.1, word for word. */
function asDefined(from: number, to: number): Buffer {
  if (to - from === 1) return leaves[from] as Buffer;
  let half = 1;
  while (half * 2 < to - from) half *= 2;
  return nodeHash(asDefined(from, from + half), asDefined(from + half, to));
}

const size = fc.integer({ min: 1, max: leaves.length });

// The vectors of the reference implementation of Certificate Transparency (certificate-transparency-go, merkle trees).
const published: readonly (readonly [leaves: number, root: string])[] = [
  [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
  [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
  [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
  [4, 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7'],
  [5, '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4'],
  [6, '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef'],
  [7, 'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c'],
  [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
];
const publishedLeaves = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => hash('sha256', Buffer.from(`00${hex}`, 'hex'), 'buffer'));

test('roots are those of the published test vectors', () => {
  const of: HashOf = ({ level, index }) =>
    level === 0
      ? (publishedLeaves[index] as Buffer)
      : nodeHash(of({ level: level - 1, index: index * 2 }), of({ level: level - 1, index: index * 2 + 1 }));
  for (const [count, root] of published) expect(rootOf(count, of).toString('hex')).toBe(root);
  expect(emptyRoot.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('the root of any size is the one that the standard defines', () => {
  fc.assert(fc.property(size, (count) => rootOf(count, hashOf).equals(asDefined(0, count))));
});

test('a leaf is proved to be where it is, and nowhere else', () => {
  fc.assert(
    fc.property(size, fc.nat(), fc.nat(), (count, some, other) => {
      const [index, wrong] = [some % count, other % leaves.length];
      const tree = { size: count, root: rootOf(count, hashOf) };
      const proof = inclusionProof(index, count, hashOf);
      expect(includes(leaves[index] as Buffer, index, tree, proof)).toBe(true);
      if (wrong !== index) {
        expect(includes(leaves[wrong] as Buffer, index, tree, proof)).toBe(false);
        expect(includes(leaves[index] as Buffer, wrong, tree, proof)).toBe(false);
      }
      expect(includes(leaves[index] as Buffer, index, tree, [...proof, tree.root])).toBe(false);
      if (proof.length > 0) expect(includes(leaves[index] as Buffer, index, tree, proof.slice(1))).toBe(false);
    }),
  );
});

test('a tree is proved to begin with a former one, and with no other', () => {
  fc.assert(
    fc.property(size, size, fc.nat(), (one, other, spoilt) => {
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      const before = { size: first, root: rootOf(first, hashOf) };
      const after = { size: second, root: rootOf(second, hashOf) };
      const proof = consistencyProof(first, second, hashOf);
      expect(isConsistent(before, after, proof)).toBe(true);
      expect(isConsistent({ ...before, root: leafHash('another past') }, after, proof)).toBe(false);
      expect(isConsistent(before, { ...after, root: leafHash('another present') }, proof)).toBe(false);
      if (proof.length > 0) {
        const turned = proof.map((part, place) =>
          place === spoilt % proof.length ? leafHash(part.toString('hex')) : part,
        );
        expect(isConsistent(before, after, turned)).toBe(false);
        expect(isConsistent(before, after, proof.slice(1))).toBe(false);
      }
    }),
  );
});
