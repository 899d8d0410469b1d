import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

const deepest = 32;

/**
 * The files of the paths, folders walked to the bottom. The order is that of the paths, then of the names by code
 * point, but for what Synthea calls `hospitalInformation` and `practitionerInformation`: others refer to it by
 * identifier, so it comes first in its folder. Links inside folders are not followed, and hidden files are left out.
 */
export async function listFiles(paths: readonly string[]): Promise<readonly FoundFile[]> {
  const found: FoundFile[] = [];
  for (const path of paths) await walk(path, 0, found);
  const seen = new Set<string>();
  return found.filter(({ path }) => !seen.has(path) && seen.add(path));
}

async function walk(path: string, depth: number, found: FoundFile[]): Promise<void> {
  const about = depth === 0 ? await stat(path) : await lstat(path);
  if (about.isFile()) {
    found.push({ path, size: about.size, modified: about.mtimeMs });
    return;
  }
  if (!about.isDirectory() || depth > deepest) return;
  const names = (await readdir(path)).filter((name) => !name.startsWith('.'));
  names.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  for (const name of names) await walk(join(path, name), depth + 1, found);
}

function rank(name: string): number {
  return /^(?:hospital|practitioner)Information/.test(name) ? 0 : 1;
}
