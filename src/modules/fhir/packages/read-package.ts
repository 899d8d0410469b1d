import { gunzipSync } from 'node:zlib';
import { fail, type Outcome, ok } from '#kernel';
import type { Definition } from '../definitions.ts';

/** A FHIR package (https://confluence.hl7.org/display/FHIR/NPM+Package+Specification) as it is read. */
export interface FhirPackage {
  readonly name: string;
  readonly version: string;
  /** Names and versions of the packages that it builds on. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Versions of FHIR that it is for; empty where it does not say. */
  readonly fhirVersions: readonly string[];
  readonly title?: string;
  /** The address below which its definitions are. */
  readonly canonical?: string;
  readonly definitions: readonly Definition[];
}

/** Bytes of a package, unpacked; the largest that are published have some 300 MB. */
const mostBytes = 1_000_000_000;
const blockSize = 512;
/** Bytes of an entry that tells the name of the next; names of files are shorter. */
const longestName = 65_536;

/**
 * Reads a `.tgz`. Examples and what is no JSON are passed over. Fault `package.malformed` where it is no FHIR package,
 * with what is wrong.
 */
export function readPackage(bytes: Uint8Array): Outcome<FhirPackage> {
  let tar: Buffer;
  try {
    tar = gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch {
    return fail('package.malformed', 'The file is no gzip archive, or unpacks to more than the node accepts.');
  }
  let manifest: Record<string, unknown> | undefined;
  const definitions: Definition[] = [];
  for (const { path, content } of filesOf(tar)) {
    const [folder, name, ...inside] = path.replace(/^\.\//, '').split('/');
    if (folder !== 'package' || name === undefined || inside.length > 0 || !name.endsWith('.json')) continue;
    const value = parsed(content);
    if (name === 'package.json') manifest = value;
    else if (typeof value?.resourceType === 'string') definitions.push(value as Definition);
  }
  const { name, version, dependencies, title, canonical } = manifest ?? {};
  if (typeof name !== 'string' || typeof version !== 'string') {
    return fail('package.malformed', 'The archive has no package/package.json with name and version.');
  }
  return ok({
    name,
    version,
    dependencies: textsOf(dependencies),
    fhirVersions: Object.values(textsOf(manifest?.fhirVersions ?? manifest?.['fhir-version-list'])),
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof canonical === 'string' ? { canonical } : {}),
    definitions,
  });
}

/** The members that are texts. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parsed(content: Buffer): Record<string, unknown> | undefined {
  try {
    return JSON.parse(content.toString('utf8').replace(/^\ufeff/, '')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** The files of a tar archive: POSIX ustar, with the long names of pax and GNU. */
function* filesOf(tar: Buffer): Generator<{ readonly path: string; readonly content: Buffer }> {
  let longName: string | undefined;
  for (let at = 0; at + blockSize <= tar.length; ) {
    const header = tar.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) return;
    const size = Number.parseInt(textAt(header, 124, 12).trim(), 8);
    if (!Number.isSafeInteger(size) || size < 0) return;
    const content = tar.subarray(at + blockSize, at + blockSize + size);
    const kind = String.fromCharCode(header[156] ?? 0);
    if ((kind === 'L' || kind === 'x') && size > longestName) return;
    at += blockSize + Math.ceil(size / blockSize) * blockSize;
    if (kind === 'L') longName = textAt(content, 0, content.length);
    else if (kind === 'x') longName = /\d+ path=([^\n]*)\n/.exec(content.toString('utf8'))?.[1] ?? longName;
    else {
      const prefix = textAt(header, 345, 155);
      const short = textAt(header, 0, 100);
      if (kind === '0' || kind === '\0')
        yield { path: longName ?? (prefix === '' ? short : `${prefix}/${short}`), content };
      longName = undefined;
    }
  }
}

function textAt(bytes: Buffer, from: number, length: number): string {
  const text = bytes.toString('utf8', from, from + length);
  const end = text.indexOf('\0');
  return end === -1 ? text : text.slice(0, end);
}
