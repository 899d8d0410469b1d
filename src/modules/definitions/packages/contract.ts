import type { Database } from '#db';
import type { Clock, Outcome } from '#kernel';
import type { HeldPackage } from '../contract.ts';
import type { PackageRegistry } from './registry.ts';
import type { MissingPackage } from './resolve-dependencies.ts';

export interface PackagesOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Where the lock file is written. */
  readonly lockFile: string;
  /** Where packages are fetched by name; from nowhere where it is left out. */
  readonly registry?: PackageRegistry;
}

export interface AddRequest {
  /** Paths of `.tgz` files or of folders of them, and names for the registry: `name#version`, `name#1.1.x`, `name`. */
  readonly sources: readonly string[];
  /** Only what the lock file names, all of it, byte for byte. */
  readonly locked?: boolean;
}

export interface AddReport {
  readonly added: readonly HeldPackage[];
  /** `name#version` of those that were there already. */
  readonly unchanged: readonly string[];
  /** What packages of the node build on and is not there, whoever brought them. */
  readonly missing: readonly MissingPackage[];
  /** Canonical addresses that the added packages name and nobody here defines: what names them is judged without them. */
  readonly unknown: { readonly profiles: readonly string[]; readonly valueSets: readonly string[] };
}

export interface RemoveReport {
  readonly removed: HeldPackage;
  /** `name#version` of those that built on it. */
  readonly broken: readonly string[];
  /** `name#version` of those that nobody asked for by name, and nothing builds on any more. */
  readonly idle: readonly string[];
}

/**
 * The packages of a node, changed whole or not at all, one change after the other in all processes; the lock file tells of
 * each change when it is done.
 */
export interface Packages {
  /**
   * Faults: `package.not-found`, `package.malformed`, `package.fhir-version`, `package.version` (what cannot be pinned),
   * `package.differs` (another archive of the same name and version is there), `package.lock`, `package.registry`.
   */
  add(request: AddRequest): Promise<Outcome<AddReport>>;
  list(): Promise<readonly HeldPackage[]>;
  /** What packages build on and is not there. */
  missing(): Promise<readonly MissingPackage[]>;
  /** By `name#version`, or `name` where there is one version. `package.in-use` where another builds on it, unless `force`. */
  remove(name: string, options?: { readonly force?: boolean }): Promise<Outcome<RemoveReport>>;
  /** Has this version meant where a canonical address names none, or takes that back. */
  pin(name: string, pinned: boolean): Promise<Outcome<HeldPackage>>;
}
