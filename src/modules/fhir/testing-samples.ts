import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where the shared test input lies, relative to the project. Tests that need it skip themselves, by name, without it. */
const sharedData = join(import.meta.dirname, '../../../../shared/data');
export const sharedDataPresent = existsSync(sharedData);

/** Files of a folder of the shared test input whose names end so, in alphabetical order. */
export function samples(folder: string, ...endings: readonly string[]): readonly string[] {
  if (!sharedDataPresent) return [];
  return readdirSync(join(sharedData, folder))
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => join(sharedData, folder, name));
}

/** The text of a sample, unpacked where it is gzipped. */
export function sampleText(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
}
