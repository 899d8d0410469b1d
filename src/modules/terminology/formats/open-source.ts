import { createReadStream } from 'node:fs';
import { open, opendir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail, type Outcome, ok } from '#kernel';
import type { ImportSource, SourceFile } from './format.ts';
import { readZipDirectory } from './zip.ts';

const limits = { files: 20_000, depth: 12, unpackedBytes: 20e9 } as const;

/**
 * Opens what an operator has: a folder (its files at any depth; symbolic links are not followed), a zip archive, or a
 * file; `.gz` is unpacked on the way. Fault `terminology.malformed` where there is nothing to read, or too much.
 */
export async function openSource(path: string): Promise<Outcome<ImportSource>> {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) return fail('terminology.malformed', 'There is no such file or folder.');
  let read = 0;
  const progress = (bytes: number) => {
    read += bytes;
  };
  const source = (files: readonly SourceFile[], close = async () => {}): Outcome<ImportSource> => ({
    ok: true,
    value: { name: basename(path), files, bytesRead: () => read, close },
  });

  if (entry.isDirectory()) {
    const found = await filesBelow(path, progress);
    return found.ok ? source(found.value) : found;
  }
  if (!entry.isFile()) return fail('terminology.malformed', 'It is neither a file nor a folder.');
  if (!/\.zip$/i.test(path)) return source([fileOf(path, basename(path), entry.size, progress)]);

  const archive = await open(path, 'r');
  const entries = await readZipDirectory(archive);
  if (!entries.ok) {
    await archive.close();
    return entries;
  }
  const files = entries.value.map((one) => ({
    path: one.path,
    size: one.packedSize,
    open: () => one.open(progress),
  }));
  return source(files, () => archive.close());
}

async function filesBelow(root: string, progress: (bytes: number) => void): Promise<Outcome<readonly SourceFile[]>> {
  const files: SourceFile[] = [];
  const folders = [{ below: '', depth: 1 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    if (folder.depth > limits.depth) return fail('terminology.malformed', 'The folders nest deeper than is read.');
    for await (const entry of await opendir(join(root, folder.below))) {
      const below = folder.below === '' ? entry.name : `${folder.below}/${entry.name}`;
      if (entry.isDirectory()) folders.push({ below, depth: folder.depth + 1 });
      else if (entry.isFile()) {
        const { size } = await stat(join(root, below));
        files.push(fileOf(join(root, below), below, size, progress));
      }
      if (files.length > limits.files) return fail('terminology.malformed', 'There are more files than are read.');
    }
  }
  return ok(files.sort((one, other) => (one.path < other.path ? -1 : 1)));
}

function fileOf(path: string, name: string, size: number, progress: (bytes: number) => void): SourceFile {
  const packed = async function* () {
    for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
      progress(chunk.length);
      yield chunk;
    }
  };
  // A packed tar archive is a package, which is read as it is.
  if (!/(?<!\.tar)\.gz$/i.test(path)) return { path: name, size, open: packed };
  return { path: name.slice(0, -'.gz'.length), size, open: () => unpacked(packed) };
}

async function* unpacked(packed: () => AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of pipeline(
    packed,
    createGunzip({ chunkSize: 256 * 1024 }),
    () => {},
  ) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.unpackedBytes) throw new Error('The file unpacks to more than is read.');
    yield chunk;
  }
}
