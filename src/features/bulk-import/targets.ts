import { resourceTypes } from '#fhir';
import type { Address } from './address.ts';
import { createDigestTable, digestOf } from './digest-table.ts';

/** Where the entries of one Bundle go: from the fullUrl by which others refer to an entry to its address at this node. */
export interface Targets {
  /** `isThere`: a conditional create whose match is at the node already. */
  put(fullUrl: string, address: Address, isThere: boolean): void;
  get(fullUrl: string): (Address & { readonly isThere: boolean }) | undefined;
}

const blockSize = 64 * 1024;
/** Words below it are the number of a type, and the id is the uuid of the fullUrl; others are a place in the blocks. */
const firstPlace = 1024;

/**
 * Holds a few dozen bytes per entry, so that a Bundle of a million fits: the fullUrl as a digest, and, as most ids are
 * the uuid of the fullUrl, of these nothing but the type. Other addresses stand one behind the other in blocks of bytes.
 */
export function createTargets(most: number): Targets {
  const table = createDigestTable(most);
  const numbers = new Map(resourceTypes.map((type, number) => [type, number]));
  const blocks: Buffer[] = [];
  let free = blockSize;

  /** A record is the number of the type, whether it is there, the length of the id, and the id. */
  const keep = (number: number, isThere: boolean, id: string): number => {
    if (free + 3 + id.length > blockSize) {
      blocks.push(Buffer.alloc(blockSize));
      free = 0;
    }
    const block = blocks.at(-1) as Buffer;
    const place = (blocks.length - 1) * blockSize + free;
    block.set([number, isThere ? 1 : 0, id.length], free);
    block.write(id, free + 3, 'latin1');
    free += 3 + id.length;
    return firstPlace + place;
  };

  return {
    put(fullUrl, { type, id }, isThere) {
      const number = numbers.get(type);
      if (number === undefined) return;
      const isUuid = fullUrl === `urn:uuid:${id}` && !isThere;
      table.put(digestOf(fullUrl), isUuid ? number : keep(number, isThere, id));
    },
    get(fullUrl) {
      const found = table.get(digestOf(fullUrl));
      if (found === undefined) return undefined;
      if (found < firstPlace) {
        return { type: resourceTypes[found] ?? '', id: fullUrl.slice('urn:uuid:'.length), isThere: false };
      }
      const place = found - firstPlace;
      const block = blocks[Math.floor(place / blockSize)] as Buffer;
      const from = place % blockSize;
      const [number = 0, isThere, length = 0] = block.subarray(from, from + 3);
      const id = block.toString('latin1', from + 3, from + 3 + length);
      return { type: resourceTypes[number] ?? '', id, isThere: isThere === 1 };
    },
  };
}
