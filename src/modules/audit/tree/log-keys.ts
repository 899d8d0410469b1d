import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { keepOrMakeSecret } from '#kernel';
import { type NoteSigner, noteSigner } from './signed-note.ts';

/** With which a node signs the heads of its own log, and as a witness those of its peers'. */
export interface LogKeys {
  readonly log: NoteSigner;
  readonly witness: NoteSigner;
}

/**
 * The keys as they stand in the keys directory, made on the first start. `name` is the node's in the world, an address
 * without its scheme. It is kept with the keys: a log is known by it for ever, wherever the node moves.
 */
export async function prepareLogKeys(options: { readonly keysDir: string; readonly name: string }): Promise<LogKeys> {
  const { keysDir } = options;
  const name = (await keepOrMakeSecret(join(keysDir, 'audit-log.name'), () => `${options.name}\n`)).trim();
  const keyIn = async (file: string) => createPrivateKey(await keepOrMakeSecret(join(keysDir, file), newKey));
  return {
    log: noteSigner(`${name}/log`, 'signature', await keyIn('audit-log.pem')),
    // Of its own: what a witness signs does not tell its name (c2sp.org/tlog-cosignature).
    witness: noteSigner(`${name}/witness`, 'cosignature', await keyIn('audit-witness.pem')),
  };
}

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
