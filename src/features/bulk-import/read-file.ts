import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { decodeText, parseResource, sourceOf } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';

/**
 * The bytes of a file, unpacked where it is gzipped, and how far in the file the reading has come. A chunk is good until
 * the next is asked for: what is to stay must be copied.
 */
export interface OpenFile {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the file as it lies on disk that are read by now. */
  readonly position: () => number;
}

const chunkSize = 256 * 1024;

/** Opens a file for reading from the start; gzip is known by its first two bytes. Throws what the file system throws. */
export async function openFile(path: string): Promise<OpenFile> {
  const head = await headOf(path, 2);
  if (head[0] !== 0x1f || head[1] !== 0x8b) return openPlain(path);
  const file = createReadStream(path, { highWaterMark: chunkSize });
  const unpacked = createGunzip({ chunkSize });
  file.on('error', (problem) => unpacked.destroy(problem));
  unpacked.on('close', () => file.destroy());
  return { chunks: file.pipe(unpacked), position: () => file.bytesRead };
}

/** One buffer for the whole file, so that memory does not follow its length. */
function openPlain(path: string): OpenFile {
  let position = 0;
  async function* chunks() {
    const file = await open(path);
    try {
      const buffer = Buffer.alloc(chunkSize);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, chunkSize, position);
        if (bytesRead === 0) return;
        position += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
  return { chunks: chunks(), position: () => position };
}

/** The first bytes of a file as they lie on disk. */
export async function headOf(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export type FileForm = 'json' | 'xml' | 'other';

/** JSON, XML or neither, by the first character that is not white space. */
export async function formOf(path: string): Promise<FileForm> {
  const { chunks } = await openFile(path);
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d) continue;
      if (byte === 0xef || byte === 0xbb || byte === 0xbf) continue;
      return byte === 0x7b ? 'json' : byte === 0x3c ? 'xml' : 'other';
    }
  }
  return 'other';
}

/** The whole file as bytes, unpacked; fails with `body.too-large` beyond `most`. */
export async function readWhole(path: string, most: number): Promise<Outcome<Uint8Array>> {
  const { chunks } = await openFile(path);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > most) return fail('body.too-large', `It is larger than ${most} bytes.`);
    parts.push(Buffer.from(chunk));
  }
  return ok(Buffer.concat(parts, length));
}

/** An XML file as the JSON text of its resource; undefined where it is XML but not of FHIR. */
export async function xmlAsJson(path: string, most: number): Promise<Outcome<string | undefined>> {
  const bytes = await readWhole(path, most);
  if (!bytes.ok) return bytes;
  const text = decodeText(bytes.value);
  if (!text.ok) return text;
  if (!text.value.includes('http://hl7.org/fhir')) return ok(undefined);
  const resource = parseResource(text.value, 'xml', { maxBytes: most });
  return resource.ok ? ok(sourceOf(resource.value)) : resource;
}
