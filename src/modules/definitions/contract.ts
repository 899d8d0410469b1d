import type { Definition, Definitions } from '#fhir';

/** Resource types that count as definitions of a node, from wherever they come. */
export const definitionTypes = [
  'StructureDefinition',
  'ValueSet',
  'CodeSystem',
  'ConceptMap',
  'NamingSystem',
  'Questionnaire',
] as const;

export type DefinitionType = (typeof definitionTypes)[number];

/** The project's own, those of a package, or those that were written over REST. What R4 itself defines is in none of them. */
export type DefinitionOrigin =
  | { readonly kind: 'own' }
  | { readonly kind: 'package'; readonly name: string; readonly version: string }
  | { readonly kind: 'written'; readonly id: string };

/** What is told of a definition without opening it. */
export interface HeldDefinition {
  readonly resourceType: DefinitionType;
  readonly url: string;
  readonly version?: string;
  readonly id: string;
  readonly title?: string;
  readonly origin: DefinitionOrigin;
  /** SHA-256 of its text in hexadecimal: what is made of it may be kept under this name. */
  readonly digest: string;
  /** Characters of its text. */
  readonly length: number;
  /** Of a StructureDefinition. */
  readonly structure?: { readonly type: string; readonly kind: string; readonly derivation?: string };
  /** Of a CodeSystem: its `content`, what it supplements, and how many concepts stand in it at all depths. */
  readonly codes?: { readonly content: string; readonly supplements?: string; readonly concepts: number };
}

/** A package as the node holds it. */
export interface HeldPackage {
  readonly name: string;
  readonly version: string;
  readonly title?: string;
  /** The address below which its definitions are. */
  readonly canonical?: string;
  /** The address of its ImplementationGuide, where it has one. */
  readonly guide?: string;
  /** As in the lock file and in npm: `sha512-` and the digest of the archive in base64. */
  readonly integrity: string;
  /** Where it came from: the name of a file, or the registry. */
  readonly source: string;
  /** Asked for by name, and not only because another builds on it. */
  readonly requested: boolean;
  /** Its version is meant where a canonical names none and several versions are there. */
  readonly pinned: boolean;
  readonly added: Date;
  /** What it says that it builds on: names to versions or ranges. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** Which versions of those are here; what is missing is not in it. */
  readonly resolved: Readonly<Record<string, string>>;
  /** Definitions that it brought. */
  readonly definitions: number;
}

/**
 * The definitions of a node at one moment: it never changes, and everything in it is answered at once from memory. Parsed
 * resources are kept for as long as they are asked for.
 */
export interface DefinitionSet extends Definitions {
  /** Another whenever anything is held otherwise: caches of what was compiled from a set go by it. */
  readonly revision: string;
  /**
   * By canonical address. `url|version` is that version or none; `url|1.1` and `url|1.1.x` the newest that begins so;
   * `url` the version in use: that of a pinned package, else the newest. What R4 defines is found too, whatever version
   * is named, where nothing else here is of that address; the types of R4 are never anything else than R4's own.
   */
  find(canonical: string): Definition | undefined;
  /** The versions that are held of an address, the one in use first, then the newest first; those of R4 are not listed. */
  versions(url: string): readonly string[];
  /** What is held under an address, in the order of `versions`; what has no version is last. */
  held(url: string): readonly HeldDefinition[];
  /** Everything that is held, by type and then by address; the one in use of each first. */
  list(type: DefinitionType): readonly HeldDefinition[];
  /** Opens one. */
  read(held: HeldDefinition): Definition;
  /** CodeSystems that supplement an address, with or without its version. */
  supplements(url: string): readonly HeldDefinition[];
  readonly packages: readonly HeldPackage[];
  /** The set as it can be sent to another process. */
  readonly packed: PackedDefinitions;
}

/** Definitions in the form in which they are sent to another process: `definitionSet` makes a set of them. */
export interface PackedDefinitions {
  readonly revision: string;
  readonly packages: readonly HeldPackage[];
  readonly entries: readonly PackedDefinition[];
}

export interface PackedDefinition {
  readonly about: HeldDefinition;
  /** Its JSON text, compressed. */
  readonly packed: Uint8Array;
}

/** Which definitions a node holds. All processes of a node see a change within two seconds. */
export interface NodeDefinitions {
  /** At once where what is known is young enough; else the database is asked. */
  current(): DefinitionSet | Promise<DefinitionSet>;
  /** What was known last, for who cannot wait; empty but for the project's own before the first `current`. */
  latest(): DefinitionSet;
  /** This process has changed something: the next `current` asks anew. */
  forget(): void;
}

/** Definitions that were written over REST, as the record store tells of them. */
export interface WrittenDefinitions {
  /** Grows with every write of one of these types, deletions included; cheap. */
  revision(types: readonly DefinitionType[]): Promise<number>;
  /** All that are there and belong to nobody's record, in an order that stays. */
  list(types: readonly DefinitionType[]): Promise<readonly WrittenVersion[]>;
  /** Their JSON texts; undefined for what is gone by now. */
  texts(written: readonly WrittenVersion[]): Promise<readonly (string | undefined)[]>;
}

export interface WrittenVersion {
  readonly type: string;
  readonly id: string;
  readonly version: number;
}
