import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepOrMakeSecret } from '#kernel';

const keyBytes = 32;

/** A secret key of the node by its name: the same for all its processes, made on the first start. */
export async function nodeKey(
  keysDir: string,
  name: 'cursor' | 'subscription' | 'watch' | 'health-link',
): Promise<Uint8Array> {
  const text = await keepOrMakeSecret(join(keysDir, `${name}.key`), () => randomBytes(keyBytes).toString('base64'));
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes) {
    throw new Error(`The file ${name}.key in the keys directory is damaged: delete it and start again.`);
  }
  return key;
}

/** The password of the mail server, where the operator has put one there. */
export function smtpPassword(keysDir: string): { readonly password?: string } {
  const path = join(keysDir, 'smtp.password');
  return existsSync(path) ? { password: readFileSync(path, 'utf8').trim() } : {};
}
