import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { keepOrMakeSecret } from '#kernel';
import { type NoteSigner, noteSigner } from './signed-note.ts';

/** With which a node signs the heads of its own log, and as a witness those of its peers'. */
export interface LogKeys {
  /** As it was when the keys were prepared. */
  readonly log: NoteSigner;
  readonly witness: NoteSigner;
  /** The log's key of this moment, and the one that is to follow it where a rotation is under way. */
  logNow(): Promise<readonly NoteSigner[]>;
  /** The key that is to follow; made where there is none. */
  nextLog(): Promise<NoteSigner>;
  /** The key that was to follow is the log's from now on, and the one before is gone. */
  promoteNext(): Promise<void>;
}

/**
 * The keys as they stand in the keys directory, made on the first start. `name` is the node's in the world, an address
 * without its scheme. It is kept with the keys: a log is known by it for ever, wherever the node moves.
 */
export async function prepareLogKeys(options: { readonly keysDir: string; readonly name: string }): Promise<LogKeys> {
  const { keysDir } = options;
  const name = (await keepOrMakeSecret(join(keysDir, 'audit-log.name'), () => `${options.name}\n`)).trim();
  const path = (file: string) => join(keysDir, file);
  const keyIn = async (file: string) => createPrivateKey(await keepOrMakeSecret(path(file), newKey));
  const logSigner = (key: KeyObject) => noteSigner(`${name}/log`, 'signature', key);
  const readNext = () => readFile(path(nextFile), 'utf8').catch(() => undefined);
  return {
    log: logSigner(await keyIn(logFile)),
    // Of its own: what a witness signs does not tell its name (c2sp.org/tlog-cosignature).
    witness: noteSigner(`${name}/witness`, 'cosignature', await keyIn('audit-witness.pem')),
    async logNow() {
      const next = await readNext();
      return [await keyIn(logFile), ...(next === undefined ? [] : [createPrivateKey(next)])].map(logSigner);
    },
    nextLog: async () => logSigner(await keyIn(nextFile)),
    promoteNext: async () => {
      await rename(path(nextFile), path(logFile));
    },
  };
}

const logFile = 'audit-log.pem';
const nextFile = 'audit-log.next.pem';

function newKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
