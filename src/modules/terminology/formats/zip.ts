import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { fail, type Outcome, ok } from '#kernel';

/** A file in a zip archive. */
export interface ZipEntry {
  readonly path: string;
  readonly packedSize: number;
  /** Unpacked bytes. Throws where the entry is damaged, or is not what the directory says of it. */
  open(progress: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

const endRecord = { signature: 0x06054b50, size: 22 } as const;
const endRecord64 = { signature: 0x06064b50, size: 56 } as const;
const locator64 = { signature: 0x07064b50, size: 20 } as const;
const directoryEntry = { signature: 0x02014b50, size: 46 } as const;
const localHeader = { signature: 0x04034b50, size: 30 } as const;
const longestComment = 0xffff;
const stored = 0;
const deflated = 8;

/** A release of SNOMED CT has some 100 files of up to 1 GB; text packs to a twentieth. */
const limits = {
  entries: 20_000,
  directoryBytes: 20_000_000,
  unpackedBytes: 20e9,
  ratio: 200,
  freeBytes: 10e6,
} as const;

interface Place {
  readonly method: number;
  readonly crc: number;
  readonly packedSize: number;
  readonly size: number;
  readonly headerOffset: number;
}

/**
 * Reads the directory of a zip archive (PKWARE APPNOTE 6.3, zip64 included): what is stored or deflated. Passed over are
 * folders and names that lead out of the archive. Fault `terminology.malformed` where it is no archive, is encrypted, or
 * unpacks to more than a terminology has any need of.
 */
export async function readZipDirectory(file: FileHandle): Promise<Outcome<readonly ZipEntry[]>> {
  const { size: fileSize } = await file.stat();
  const directory = await findDirectory(file, fileSize);
  if (directory === undefined)
    return fail('terminology.malformed', 'The file is no zip archive, or its end is missing.');
  const entries: ZipEntry[] = [];
  let unpacked = 0;
  for (let at = 0, seen = 0; at + directoryEntry.size <= directory.length; seen += 1) {
    if (directory.readUInt32LE(at) !== directoryEntry.signature) break;
    if (seen >= limits.entries) return fail('terminology.malformed', 'The archive has more files than are read.');
    const nameLength = directory.readUInt16LE(at + 28);
    const extraLength = directory.readUInt16LE(at + 30);
    const nameEnd = at + directoryEntry.size + nameLength;
    const path = directory.toString('utf8', at + directoryEntry.size, nameEnd);
    const place = placeOf(directory, at, directory.subarray(nameEnd, nameEnd + extraLength));
    const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
    at = nameEnd + extraLength + directory.readUInt16LE(at + 32);
    if (!isInside(path)) continue;
    if (encrypted || (place.method !== stored && place.method !== deflated)) {
      return fail('terminology.malformed', 'The archive is encrypted, or packed by a method that is not read.');
    }
    unpacked += place.size;
    if (unpacked > limits.unpackedBytes || place.size > place.packedSize * limits.ratio + limits.freeBytes) {
      return fail('terminology.malformed', 'The archive unpacks to more than is read.');
    }
    entries.push({ path, packedSize: place.packedSize, open: (progress) => unpack(file, place, progress) });
  }
  return ok(entries);
}

/** A file below the archive's root: no folder, nothing absolute, no way up, no way around on other systems. */
function isInside(path: string): boolean {
  if (path === '' || path.endsWith('/') || path.startsWith('/')) return false;
  return !/[\\\0:]/.test(path) && !path.split('/').includes('..');
}

async function findDirectory(file: FileHandle, fileSize: number): Promise<Buffer | undefined> {
  const tailSize = Math.min(fileSize, endRecord.size + longestComment);
  const tailStart = fileSize - tailSize;
  const tail = await readAt(file, tailStart, tailSize);
  let end = (tail?.length ?? 0) - endRecord.size;
  while (end >= 0 && tail?.readUInt32LE(end) !== endRecord.signature) end -= 1;
  if (tail === undefined || end < 0) return undefined;
  let size = tail.readUInt32LE(end + 12);
  let offset = tail.readUInt32LE(end + 16);
  const locator = end - locator64.size;
  if (locator >= 0 && tail.readUInt32LE(locator) === locator64.signature) {
    const record = await readAt(file, Number(tail.readBigUInt64LE(locator + 8)), endRecord64.size);
    if (record?.readUInt32LE(0) !== endRecord64.signature) return undefined;
    size = Number(record.readBigUInt64LE(40));
    offset = Number(record.readBigUInt64LE(48));
  }
  return size > limits.directoryBytes ? undefined : readAt(file, offset, size);
}

/** What the directory says of an entry; sizes beyond 32 bits stand in the extra field 0x0001, in this order. */
function placeOf(directory: Buffer, at: number, extra: Buffer): Place {
  let long: Buffer = Buffer.alloc(0);
  for (let field = 0; field + 4 <= extra.length; field += 4 + extra.readUInt16LE(field + 2)) {
    if (extra.readUInt16LE(field) === 1) long = extra.subarray(field + 4, field + 4 + extra.readUInt16LE(field + 2));
  }
  let used = 0;
  const wide = (short: number) => {
    if (short !== 0xffffffff || used + 8 > long.length) return short;
    used += 8;
    return Number(long.readBigUInt64LE(used - 8));
  };
  const size = wide(directory.readUInt32LE(at + 24));
  const packedSize = wide(directory.readUInt32LE(at + 20));
  const headerOffset = wide(directory.readUInt32LE(at + 42));
  return {
    method: directory.readUInt16LE(at + 10),
    crc: directory.readUInt32LE(at + 16),
    size,
    packedSize,
    headerOffset,
  };
}

async function* unpack(file: FileHandle, place: Place, progress: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const header = await readAt(file, place.headerOffset, localHeader.size);
  if (header?.readUInt32LE(0) !== localHeader.signature) throw new Error('The archive is damaged.');
  if (place.packedSize === 0) return;
  const start = place.headerOffset + localHeader.size + header.readUInt16LE(26) + header.readUInt16LE(28);
  const packed = async function* () {
    const range = { start, end: start + place.packedSize - 1, autoClose: false, highWaterMark: 256 * 1024 };
    for await (const chunk of file.createReadStream(range) as AsyncIterable<Buffer>) {
      progress(chunk.length);
      yield chunk;
    }
  };
  // The error of a pipeline reaches who iterates its last stream.
  const chunks: AsyncIterable<Buffer> =
    place.method === stored ? packed() : pipeline(packed, createInflateRaw({ chunkSize: 256 * 1024 }), () => {});
  let size = 0;
  let crc = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > place.size) throw new Error('An entry of the archive is longer than its directory says.');
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== place.size || crc !== place.crc) throw new Error('An entry of the archive is damaged.');
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer | undefined> {
  // An archive may name any place.
  if (!Number.isSafeInteger(position)) return undefined;
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return bytesRead === length ? buffer : undefined;
}
