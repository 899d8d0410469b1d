import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bytes on the way to somewhere, in a file without a name, which is gone when its process is, however that ends. */
export interface Spool {
  write(bytes: Uint8Array): Promise<void>;
  /** What was written, in pieces of `size` bytes. */
  pieces(size: number): AsyncIterable<Buffer>;
  close(): Promise<void>;
}

export async function openSpool(folder = tmpdir()): Promise<Spool> {
  const path = join(folder, `carnet-${randomUUID()}`);
  const file: FileHandle = await open(path, 'wx+', 0o600);
  await rm(path);
  let length = 0;
  return {
    async write(bytes) {
      let written = 0;
      while (written < bytes.length) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, length);
        written += bytesWritten;
        length += bytesWritten;
      }
    },
    async *pieces(size) {
      for (let from = 0; from < length; from += size) {
        const piece = Buffer.allocUnsafe(Math.min(size, length - from));
        let read = 0;
        while (read < piece.length) {
          const { bytesRead } = await file.read(piece, read, piece.length - read, from + read);
          if (bytesRead === 0) throw new Error('The spool is shorter than what was written to it');
          read += bytesRead;
        }
        yield piece;
      }
    },
    close: () => file.close(),
  };
}
