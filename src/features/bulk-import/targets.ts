import { resourceTypes } from '#fhir';
import type { Address } from './address.ts';
import { createDigestTable, digestOf } from './digest-table.ts';

/** Where the entries of one Bundle go: from the fullUrl by which others refer to an entry to its address at this node. */
export interface Targets {
  put(fullUrl: string, address: Address, isThere: boolean): void;
  get(fullUrl: string): (Address & { readonly isThere: boolean }) | undefined;
}

const bytesPerBlock = 64 * 1024;
const there = 0x8000;

/**
 * Holds a few dozen bytes per entry, so that a Bundle of a million fits: the fullUrl as a digest, the type as a number,
 * the id as bytes. A `urn:uuid:` whose uuid is the id itself, as most are, keeps no id at all.
 */
export function createTargets(most: number): Targets {
  const table = createDigestTable(most);
  const types = new Map(resourceTypes.map((type, number) => [type, number + 1]));
  const blocks: Buffer[] = [];
  let free = bytesPerBlock;

  const keep = (id: string): number => {
    const length = Buffer.byteLength(id);
    if (free + length + 1 > bytesPerBlock) {
      blocks.push(Buffer.alloc(bytesPerBlock));
      free = 0;
    }
    const block = blocks.at(-1) as Buffer;
    const at = (blocks.length - 1) * bytesPerBlock + free;
    block[free] = length;
    block.write(id, free + 1);
    free += length + 1;
    return at + 1;
  };
  const recall = (at: number): string => {
    const block = blocks[Math.floor((at - 1) / bytesPerBlock)] as Buffer;
    const from = (at - 1) % bytesPerBlock;
    return block.toString('latin1', from + 1, from + 1 + (block[from] ?? 0));
  };

  return {
    put(fullUrl, { type, id }, isThere) {
      const number = types.get(type);
      if (number === undefined) return;
      table.put(digestOf(fullUrl), number | (isThere ? there : 0), fullUrl === `urn:uuid:${id}` ? 0 : keep(id));
    },
    get(fullUrl) {
      const found = table.get(digestOf(fullUrl));
      if (found === undefined) return undefined;
      const type = resourceTypes[(found[0] & ~there) - 1];
      if (type === undefined) return undefined;
      const id = found[1] === 0 ? fullUrl.slice('urn:uuid:'.length) : recall(found[1]);
      return { type, id, isThere: (found[0] & there) !== 0 };
    },
  };
}
