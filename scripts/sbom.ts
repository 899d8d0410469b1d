import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type LockFile, nameAt, resolveFrom } from './lock-file.ts';
import { licencesRead } from './sbom-licences.ts';

/** A component of a CycloneDX 1.6 bill of materials. */
export interface Component {
  readonly type: 'application' | 'library';
  readonly 'bom-ref': string;
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly scope?: 'required' | 'optional' | 'excluded';
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
  readonly licenses?: readonly Licence[];
  readonly purl: string;
}

export type Licence =
  | { readonly license: { readonly id: string } | { readonly name: string } }
  | { readonly expression: string };

export interface BillOfMaterials {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/**
 * What Carnet is made of, as CycloneDX 1.6 (ECMA-424), from the lock file alone. The same lock file gives the same bytes:
 * the serial number is made from its digest and there is no time in it. What only builds and tests has scope `excluded`.
 */
export function billOfMaterials(lock: LockFile): BillOfMaterials {
  const { packages } = lock;
  const components = new Map<string, Component>();
  const dependsOn = new Map<string, Set<string>>();
  for (const path of Object.keys(packages)) {
    const component = componentAt(lock, path);
    const { 'bom-ref': ref } = component;
    const known = components.get(ref);
    // A package can be installed at several places; it is as required as the most required of them.
    if (known === undefined || rank(component) > rank(known)) components.set(ref, component);
    const refs = dependsOn.get(ref) ?? new Set();
    dependsOn.set(ref, refs);
    for (const name of askedBy(packages[path] ?? {}, path === '')) {
      const found = resolveFrom(packages, path, name);
      if (found !== undefined) refs.add(refOf(lock, found));
    }
  }
  const root = componentAt(lock, '');
  components.delete(root['bom-ref']);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(lock))}`,
    version: 1,
    metadata: { component: root },
    components: [...components.values()].sort(byRef),
    dependencies: [...dependsOn]
      .map(([ref, refs]) => ({ ref, dependsOn: [...refs].sort() }))
      .sort((one, other) => (one.ref < other.ref ? -1 : 1)),
  };
}

function componentAt(lock: LockFile, path: string): Component {
  const locked = lock.packages[path] ?? {};
  const fullName = path === '' ? lock.name : (locked.name ?? nameAt(path));
  const [group, name] = fullName.startsWith('@') ? (fullName.split('/') as [string, string]) : [undefined, fullName];
  const ref = refOf(lock, path);
  const licence = licenceOf(fullName, locked.license);
  return {
    type: path === '' ? 'application' : 'library',
    'bom-ref': ref,
    ...(group === undefined ? {} : { group }),
    name,
    version: locked.version ?? lock.version,
    ...(path === ''
      ? {}
      : { scope: locked.dev === true ? 'excluded' : locked.optional || locked.devOptional ? 'optional' : 'required' }),
    ...(locked.integrity === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hexOf(locked.integrity) }] }),
    ...(licence === undefined ? {} : { licenses: [licence] }),
    purl: ref,
  };
}

/** The package URL (purl-spec, type npm), by which components are told apart. */
function refOf(lock: LockFile, path: string): string {
  const locked = lock.packages[path];
  const name = path === '' ? lock.name : (locked?.name ?? nameAt(path));
  const version = locked?.version ?? lock.version;
  return `pkg:npm/${name.replace('@', '%40')}@${version.replaceAll('+', '%2B')}`;
}

function licenceOf(name: string, stated: string | undefined): Licence | undefined {
  const read = licencesRead[name];
  if (read?.id !== undefined) return { license: { id: read.id } };
  if (read?.name !== undefined) return { license: { name: read.name } };
  if (stated === undefined) return undefined;
  if (/ (OR|AND|WITH) /.test(stated)) return { expression: stated };
  return { license: stated.startsWith('SEE ') ? { name: stated } : { id: stated } };
}

function askedBy(locked: LockFile['packages'][string], root: boolean): readonly string[] {
  const { dependencies, optionalDependencies, peerDependencies, devDependencies } = locked;
  return Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
    ...(root ? devDependencies : {}),
  });
}

function rank({ scope }: Component): number {
  return ['excluded', 'optional', 'required'].indexOf(scope ?? 'required');
}

function byRef(one: Component, other: Component): number {
  return one['bom-ref'] < other['bom-ref'] ? -1 : 1;
}

function hexOf(integrity: string): string {
  return Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
}

/** A UUID from a digest (RFC 9562, version 8). */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** `npm run sbom`: writes `dist/carnet.cdx.json`. */
if (import.meta.main) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as LockFile;
  const bill = billOfMaterials(lock);
  const path = join(root, 'dist', 'carnet.cdx.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(bill, null, 2)}\n`);
  console.log(`dist/carnet.cdx.json: ${bill.components.length} components`);
}
