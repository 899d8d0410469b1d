import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Where the shared test input lies; suites that need it skip themselves, by name, without it. */
const sharedData = join(import.meta.dirname, '../../../shared/data');

/** The folders with FHIR R4 in them. */
export const folders = [
  'fhir-r4-examples',
  'eu-eps-fhir',
  'eu-hdr-fhir',
  'eu-lab-fhir',
  'eu-mpd-fhir',
  'ips-fhir',
  'openncp-cda-wave8',
  'openncp-schema-schematron',
  'openncp-soap-saml-audit',
  'openncp-transformation',
  'synthea',
] as const;

export const foldersPresent = folders.every((folder) => existsSync(join(sharedData, folder)));

/** One file of FHIR as it lies there. */
export interface SharedFile {
  /** Below the folder of shared data. */
  readonly name: string;
  readonly format: 'json' | 'xml';
  readonly text: string;
}

/** Everything below one folder that says of itself that it is FHIR, in the order of the names. */
export function sharedFiles(folder: string): readonly SharedFile[] {
  return filesBelow(folder).flatMap((name): readonly SharedFile[] => {
    const bytes = readFileSync(join(sharedData, name));
    const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '');
    if (/\.json(?:\.gz)?$/.test(name)) return /"resourceType"\s*:/.test(text) ? [{ name, format: 'json', text }] : [];
    return /\.xml$/.test(name) && text.includes('xmlns="http://hl7.org/fhir"') ? [{ name, format: 'xml', text }] : [];
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(sharedData, folder))
    .sort()
    .map((name) => `${folder}/${name}`)
    .flatMap((name) => (statSync(join(sharedData, name)).isDirectory() ? filesBelow(name) : [name]));
}

/** A number that stands as it was written: `1.50` is not `1.5`. */
export class WrittenNumber {
  readonly literal: string;
  constructor(literal: string) {
    this.literal = literal;
  }
}

export type Tree = null | boolean | string | WrittenNumber | readonly Tree[] | { readonly [name: string]: Tree };
export type TreeObject = { readonly [name: string]: Tree };

/** JSON with its numbers as they are written. Knows nothing of the node's own parser. */
export function readTree(text: string): Tree {
  const keep = (_key: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' ? new WrittenNumber(source ?? '') : value;
  // The third argument of a reviver (the text of a primitive) is not in TypeScript's library yet.
  return JSON.parse(text, keep as unknown as (key: string, value: unknown) => unknown) as Tree;
}

export function printTree(tree: Tree): string {
  if (tree instanceof WrittenNumber) return tree.literal;
  if (Array.isArray(tree)) return `[${tree.map(printTree).join(',')}]`;
  if (tree === null || typeof tree !== 'object') return JSON.stringify(tree);
  return `{${Object.entries(tree)
    .map(([name, value]) => `${JSON.stringify(name)}:${printTree(value)}`)
    .join(',')}}`;
}

export function isTreeObject(tree: Tree | undefined): tree is TreeObject {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !(tree instanceof WrittenNumber);
}

/** What of a resource is the author's: without the id and the stamps that are the node's own. */
export function authored(resource: TreeObject): TreeObject {
  const { id: _id, meta, ...rest } = resource;
  if (!isTreeObject(meta)) return rest;
  const { versionId: _version, lastUpdated: _updated, ...own } = meta;
  return Object.keys(own).length === 0 ? rest : { ...rest, meta: own };
}

/** One resource of the shared data under an id that no other of its type has. */
export interface SharedResource {
  /** File, and place in its Bundle. */
  readonly name: string;
  readonly type: string;
  readonly id: string;
  readonly tree: TreeObject;
  readonly text: string;
}

/**
 * The resources of JSON files: those in Bundles each by itself, and of Bundles those of type document and collection as a
 * whole too. An id that is missing, or taken by a resource of the same type with other content, is replaced.
 */
export function sharedResources(files: readonly SharedFile[]): readonly SharedResource[] {
  const taken = new Map<string, string>();
  const resources: SharedResource[] = [];
  const add = (name: string, tree: TreeObject) => {
    const { resourceType: type, id: own } = tree;
    if (typeof type !== 'string') return;
    const content = printTree(authored(tree));
    let id = typeof own === 'string' ? own : '';
    if (taken.get(`${type}/${id}`) === content) return;
    if (id === '' || taken.has(`${type}/${id}`)) id = hashOf(`${name} ${content}`).slice(0, 32);
    taken.set(`${type}/${id}`, content);
    const whole = { ...tree, id };
    resources.push({ name, type, id, tree: whole, text: printTree(whole) });
  };
  for (const { name, text } of files) {
    const tree = readTree(text);
    if (!isTreeObject(tree)) continue;
    const entries = tree.resourceType === 'Bundle' && Array.isArray(tree.entry) ? tree.entry : [];
    for (const [n, entry] of entries.entries()) {
      if (isTreeObject(entry) && isTreeObject(entry.resource)) add(`${name}#${n}`, entry.resource);
    }
    if (entries.length === 0 || tree.type === 'document' || tree.type === 'collection') add(name, tree);
  }
  return resources;
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same `count` of a list in every run, chosen by the hashes of their names. */
export function sampled<T>(list: readonly T[], count: number, nameOf: (one: T) => string): readonly T[] {
  if (list.length <= count) return list;
  const chosen = new Set(
    list
      .map((one) => ({ one, hash: hashOf(nameOf(one)) }))
      .sort((one, other) => (one.hash < other.hash ? -1 : 1))
      .slice(0, count)
      .map(({ one }) => one),
  );
  return list.filter((one) => chosen.has(one));
}

/** Calls `work` for each, several at a time. */
export async function eachOf<T>(
  list: readonly T[],
  atOnce: number,
  work: (one: T, n: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < list.length; n = next++) await work(list[n] as T, n);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
