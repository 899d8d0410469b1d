import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { keepOrMakeSecret } from '#kernel';

const keyBytes = 32;

/** The key that signs page cursors: the same for all processes of a node, made on the first start. */
export async function cursorKey(keysDir: string): Promise<Uint8Array> {
  const text = await keepOrMakeSecret(join(keysDir, 'cursor.key'), () => randomBytes(keyBytes).toString('base64'));
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes) {
    throw new Error('The file cursor.key in the keys directory is damaged: delete it and start again.');
  }
  return key;
}
