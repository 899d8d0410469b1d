import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keepOrMakeSecret } from '#kernel';
import { BrokenSeal } from './seal-text.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const lookEvery = 1_000;

/** A key of a person as it is kept: wrapped with the node key of a generation. */
export interface WrappedKey {
  readonly generation: number;
  readonly wrapped: Uint8Array;
}

/** The keys of a node that wrap the keys of persons: the file `persons.key` in its keys directory, newest first. */
export interface NodeKeys {
  /** With the newest generation. */
  wrap(person: string, key: Uint8Array): WrappedKey;
  /** Throws where the generation is not there (any more), or the wrapped key was changed. */
  unwrap(person: string, wrapped: WrappedKey): Uint8Array;
  newest(): number;
  /** What the index hashes tokens with that name a person. It stays when keys are rotated. */
  readonly indexSecret: Uint8Array | undefined;
  /** Looks at the file at once. */
  again(): void;
}

interface Generation {
  readonly generation: number;
  readonly key: string;
}

interface KeyFile {
  readonly generations: readonly Generation[];
  readonly index?: string;
}

function pathIn(keysDir: string): string {
  return join(keysDir, 'persons.key');
}

export function nodeKeysExist(keysDir: string): boolean {
  return existsSync(pathIn(keysDir));
}

/** Opens the keys, and makes the first on the first start. A change of the file is seen within a second. */
export async function openNodeKeys(keysDir: string): Promise<NodeKeys> {
  const path = pathIn(keysDir);
  await keepOrMakeSecret(path, () =>
    textOf({ generations: [freshGeneration(1)], index: randomBytes(keyBytes).toString('base64') }),
  );
  const { index } = readFile(path);
  let changed = statSync(path).mtimeMs;
  let generations = read(path);
  let looked = performance.now();
  const look = () => {
    looked = performance.now();
    const now = statSync(path).mtimeMs;
    if (now === changed) return;
    generations = read(path);
    changed = now;
  };
  const newest = () => {
    if (performance.now() - looked >= lookEvery) look();
    const [first] = generations;
    if (first === undefined) throw new Error('The file persons.key in the keys directory holds no key.');
    return first;
  };
  const keyOf = (generation: number) => generations.find((one) => one.generation === generation)?.key;
  return {
    newest: () => newest().generation,
    indexSecret: index === undefined ? undefined : Buffer.from(index, 'base64'),
    again: look,
    wrap(person, key) {
      const { generation, key: by } = newest();
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', by, iv, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(`person key ${generation} ${person}`));
      const sealed = cipher.update(key);
      cipher.final();
      return { generation, wrapped: Buffer.concat([iv, cipher.getAuthTag(), sealed]) };
    },
    unwrap(person, { generation, wrapped }) {
      let by = keyOf(generation);
      if (by === undefined) {
        look();
        by = keyOf(generation);
      }
      if (by === undefined) {
        throw new Error(
          `The keys directory does not have generation ${generation} of the keys that wrap those of persons.`,
        );
      }
      const decipher = createDecipheriv('aes-256-gcm', by, wrapped.subarray(0, ivBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(`person key ${generation} ${person}`));
      decipher.setAuthTag(wrapped.subarray(ivBytes, ivBytes + tagBytes));
      const key = decipher.update(wrapped.subarray(ivBytes + tagBytes));
      try {
        decipher.final();
      } catch {
        throw new BrokenSeal('The key of a person was changed, or is not where it belongs.');
      }
      return key;
    },
  };
}

/** Puts a new key before the others; resolves with its generation. */
export async function addGeneration(keysDir: string): Promise<number> {
  const { generations, ...others } = readFile(pathIn(keysDir));
  const generation = Math.max(...generations.map((one) => one.generation)) + 1;
  await replace(pathIn(keysDir), textOf({ generations: [freshGeneration(generation), ...generations], ...others }));
  return generation;
}

/** Destroys the generations before this one. */
export async function dropGenerationsBefore(keysDir: string, generation: number): Promise<void> {
  const { generations, ...others } = readFile(pathIn(keysDir));
  const kept = generations.filter((one) => one.generation >= generation);
  await replace(pathIn(keysDir), textOf({ generations: kept, ...others }));
}

function freshGeneration(generation: number): Generation {
  return { generation, key: randomBytes(keyBytes).toString('base64') };
}

function textOf(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function readFile(path: string): KeyFile {
  return JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
}

function read(path: string): readonly { readonly generation: number; readonly key: Buffer }[] {
  const found = readFile(path).generations.map(({ generation, key }) => ({
    generation,
    key: Buffer.from(key, 'base64'),
  }));
  if (found.length === 0 || found.some(({ key }) => key.length !== keyBytes)) {
    throw new Error('The file persons.key in the keys directory is damaged: put it back from your copy of the keys.');
  }
  return found;
}

/** Nobody reads half a file, and none is left without one. */
async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, text, { mode: 0o600, flush: true });
  await rename(draft, path);
}
