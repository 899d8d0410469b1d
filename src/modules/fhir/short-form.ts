import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definitionsFolder } from './definitions.ts';
import type { StatedConstraint, TypeEntry } from './type-table.ts';

/** What is taken from the StructureDefinition of a type. */
export interface ShortType {
  readonly tables: readonly Omit<TypeEntry, 'byName'>[];
  readonly constraints: readonly (readonly [path: string, stated: readonly StatedConstraint[]])[];
}

/** By the name of the type. */
export type ShortForm = Readonly<Record<string, ShortType>>;

const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

/** Named for the definitions and for the code that shortens them, so that a file of other ones is never read. */
function fileOf(): string {
  const definitions = join(definitionsFolder, '../../../package.json');
  const code = new URL('type-table.ts', import.meta.url);
  const digest = createHash('sha256').update(readFileSync(definitions)).update(readFileSync(code)).digest('hex');
  return join(packages, '.cache', 'carnet', `types-${digest.slice(0, 32)}.json`);
}

/** The types that are kept on disk; none where they are not. */
export function readShortForm(): ShortForm {
  try {
    return JSON.parse(readFileSync(fileOf(), 'utf8')) as ShortForm;
  } catch {
    // It spares time and nothing else: what cannot be read is made from the definitions.
    return {};
  }
}

/** Puts the types where other processes find them; a file is there whole or not at all. */
export function keepShortForm(types: ShortForm): void {
  const file = fileOf();
  try {
    mkdirSync(dirname(file), { recursive: true });
    // JSON has no infinity, but a number that is read as one.
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(types).replaceAll('"max":null', '"max":1e999'));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // Whoever may not write beside the packages reads the definitions each time.
  }
}
