import { hash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { Digest, DigestTable } from './digest-table.ts';
import type { FoundFile } from './list-files.ts';
import { headOf } from './read-file.ts';

/** What an import has done so far, on disk. It is there from the first write to the last, and gone after. */
export interface Journal {
  /** Did an earlier run of the same import leave something in it? */
  readonly resumes: boolean;
  /** Entries of the file that are dealt with, counted from its start; Infinity for a file that is done. */
  doneOf(fileKey: string): number;
  markDone(fileKey: string, entries: number): void;
  /** Remembers what was written, for telling repeats after an interruption. */
  remember(key: Digest, content: number): void;
  /** Closes it: gone when the import is `complete`, kept otherwise. */
  close(complete: boolean): void;
}

const headLength = 64 * 1024;
const recordLength = 16;

/** A file is the same when its path, size, time of change and first 64 kB are. */
export async function keyOf(file: FoundFile): Promise<string> {
  const head = hash('sha256', await headOf(file.path, headLength));
  return hash('sha256', `${resolve(file.path)}|${file.size}|${file.modified}|${head}`).slice(0, 32);
}

/**
 * Opens the journal of the import of these paths, with what an interrupted run of the same import left in it. When any
 * of the files has changed since, it is another import and begins anew. Writing is not forced to the disk: what the
 * journal misses is imported again, which changes nothing.
 */
export function openJournal(
  stateDir: string,
  paths: readonly string[],
  fileKeys: readonly string[],
  remembered: DigestTable,
): Journal {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  const ofPaths = `import-${shortHash(paths.map((path) => resolve(path)))}`;
  const name = `${ofPaths}-${shortHash(fileKeys)}`;
  for (const other of readdirSync(stateDir)) {
    if (other.startsWith(`${ofPaths}-`) && !other.startsWith(name)) rmSync(join(stateDir, other), { force: true });
  }
  const entriesPath = join(stateDir, `${name}.journal`);
  const writtenPath = join(stateDir, `${name}.written`);
  const done = readDone(entriesPath);
  readWritten(writtenPath, remembered);
  const resumes = done.size > 0 || remembered.size() > 0;
  const written = openSync(writtenPath, 'a', 0o600);
  let closed = false;
  return {
    resumes,
    doneOf: (fileKey) => done.get(fileKey) ?? 0,
    markDone(fileKey, entries) {
      if (closed || entries <= (done.get(fileKey) ?? 0)) return;
      done.set(fileKey, entries);
      const count = entries === Number.POSITIVE_INFINITY ? 'all' : String(entries);
      appendFileSync(entriesPath, `${fileKey} ${count}\n`, { mode: 0o600 });
    },
    remember(key, content) {
      writeSync(written, new Uint8Array(Uint32Array.of(...key, content).buffer));
    },
    close(complete) {
      if (closed) return;
      closed = true;
      closeSync(written);
      if (!complete) return;
      rmSync(entriesPath, { force: true });
      rmSync(writtenPath, { force: true });
    },
  };
}

function readDone(path: string): Map<string, number> {
  const done = new Map<string, number>();
  if (!existsSync(path)) return done;
  const lines = readFileSync(path, 'utf8').split('\n');
  // The last line may have been cut by a crash.
  for (const line of lines.slice(0, -1)) {
    const [key, count] = line.split(' ');
    if (key !== undefined && /^(?:\d+|all)$/.test(count ?? '')) {
      done.set(key, count === 'all' ? Number.POSITIVE_INFINITY : Number(count));
    }
  }
  return done;
}

function readWritten(path: string, remembered: DigestTable): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const whole = bytes.length - (bytes.length % recordLength);
  const words = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + whole));
  for (let at = 0; at < words.length; at += 4) {
    remembered.put([words[at] ?? 0, words[at + 1] ?? 0, words[at + 2] ?? 0], words[at + 3] ?? 0);
  }
}

function shortHash(texts: readonly string[]): string {
  return hash('sha256', texts.join('\n')).slice(0, 16);
}
