import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { fail, type Outcome, ok } from '#kernel';

export type CursorValue = string | number | boolean;

/**
 * Page links that tell nothing and cannot be altered: the place where a page ended, encrypted and authenticated
 * (AES-256-GCM) together with the search that it belongs to.
 */
export interface Cursors {
  seal(search: string, place: readonly CursorValue[]): string;
  /** `search.bad-cursor` where the text was altered, belongs to another search or is none at all. */
  open(search: string, cursor: string, length: number): Outcome<readonly CursorValue[]>;
}

const ivLength = 12;
const tagLength = 16;
const longestCursor = 4_000;

export function createCursors(key: Uint8Array): Cursors {
  if (key.length !== 32) throw new Error('The cursor key has 32 bytes');
  const nextIv = randomIvs();
  return {
    seal(search, place) {
      const iv = nextIv();
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(search));
      const body = Buffer.concat([cipher.update(JSON.stringify(place), 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(search, cursor, length) {
      const place = cursor.length <= longestCursor ? unseal(key, search, cursor) : undefined;
      if (!Array.isArray(place) || place.length !== length) {
        return fail('search.bad-cursor', 'The page link was altered or belongs to another search.');
      }
      return ok(place);
    },
  };
}

/** Random initialisation vectors, each given once; asking the system for many at a time costs far less. */
function randomIvs(): () => Buffer {
  const pool = Buffer.alloc(ivLength * 256);
  let at = pool.length;
  return () => {
    if (at === pool.length) {
      randomFillSync(pool);
      at = 0;
    }
    at += ivLength;
    return Buffer.from(pool.subarray(at - ivLength, at));
  };
}

function unseal(key: Uint8Array, search: string, cursor: string): unknown {
  try {
    const bytes = Buffer.from(cursor, 'base64url');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivLength), { authTagLength: tagLength });
    decipher.setAAD(Buffer.from(search)).setAuthTag(bytes.subarray(ivLength, ivLength + tagLength));
    const text = decipher.update(bytes.subarray(ivLength + tagLength), undefined, 'utf8') + decipher.final('utf8');
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
