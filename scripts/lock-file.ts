/** A package of `package-lock.json` (lockfileVersion 3) as far as it is looked at here. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface LockFile {
  readonly name: string;
  readonly version: string;
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const folder = 'node_modules/';

/** The name of a package from the path under which it is installed: `node_modules/a/node_modules/@b/c` is `@b/c`. */
export function nameAt(path: string): string {
  return path.slice(path.lastIndexOf(folder) + folder.length);
}

/** Where Node finds `name` from the package at `path`: below it, or in a folder above. */
export function resolveFrom(packages: LockFile['packages'], path: string, name: string): string | undefined {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf(folder) - 1))) {
    const found = `${at === '' ? '' : `${at}/`}${folder}${name}`;
    if (packages[found] !== undefined) return found;
    if (at === '') return undefined;
  }
}

/**
 * What of a lock file cannot be trusted, in words; empty where all is well. Each package must come from a registry with a
 * digest that npm checks: not from git, a tarball somewhere, a folder or plain http, and with no install script but those
 * that are known and never run.
 */
export function lockFileFaults(lock: LockFile, scriptsNeverRun: readonly RegExp[]): readonly string[] {
  const faults: string[] = [];
  if (lock.lockfileVersion !== 3) faults.push('The lock file is not of version 3.');
  for (const [path, locked] of Object.entries(lock.packages)) {
    const asked = { ...locked.dependencies, ...locked.optionalDependencies, ...locked.devDependencies };
    for (const [name, wanted] of Object.entries(asked)) {
      if (!isRange(wanted)) faults.push(`${path || 'package.json'} asks for ${name} from outside of a registry.`);
    }
    if (path === '') continue;
    const { resolved, integrity, link, version } = locked;
    if (link === true) faults.push(`${path} is a link.`);
    if (resolved !== undefined && !resolved.startsWith('https://')) faults.push(`${path} does not come over https.`);
    if (integrity === undefined || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)) {
      faults.push(`${path} has no SHA-512 digest.`);
    }
    if (version === undefined || !/^\d+\.\d+\.\d+/.test(version)) faults.push(`${path} has no exact version.`);
    if (locked.hasInstallScript === true && !scriptsNeverRun.some((known) => known.test(nameAt(path)))) {
      faults.push(`${path} brings an install script.`);
    }
  }
  return faults;
}

/** A range of versions, or another name of the same registry (`npm:`). */
function isRange(wanted: string): boolean {
  return wanted === '' || /^(npm:(@[\w.-]+\/)?[\w.-]+@)?[\d^~<>=*vx| .\w+-]+$/.test(wanted);
}
