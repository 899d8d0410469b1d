import { type Definition, openShelf, type Shelf } from '../definitions.ts';

/** An ElementDefinition, as far as validation reads it. */
export interface ElementDefinition {
  readonly id?: string;
  readonly path: string;
  readonly sliceName?: string;
  readonly min?: number;
  readonly max?: string;
  readonly contentReference?: string;
  readonly type?: readonly {
    readonly code: string;
    readonly profile?: readonly string[];
    readonly _profile?: readonly ({
      readonly extension?: readonly {
        readonly url: string;
        readonly valueString?: string;
        readonly valueUri?: string;
      }[];
    } | null)[];
    readonly targetProfile?: readonly string[];
    readonly aggregation?: readonly ('contained' | 'referenced' | 'bundled')[];
    readonly extension?: readonly { readonly url: string; readonly valueUrl?: string }[];
  }[];
  readonly slicing?: {
    readonly discriminator?: readonly { readonly type: string; readonly path: string }[];
    readonly ordered?: boolean;
    readonly rules: 'open' | 'closed' | 'openAtEnd';
  };
  readonly constraint?: readonly ConstraintDefinition[];
  readonly binding?: { readonly strength: string; readonly valueSet?: string; readonly extension?: unknown };
  readonly maxLength?: number;
  readonly extension?: unknown;
  readonly [other: string]: unknown;
}

export interface ConstraintDefinition {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  readonly expression?: string;
  readonly source?: string;
  readonly extension?: readonly { readonly url: string; readonly valueBoolean?: boolean }[];
}

export interface StructureDefinition {
  readonly resourceType: string;
  readonly url: string;
  readonly version?: string;
  readonly name: string;
  readonly kind: 'resource' | 'complex-type' | 'primitive-type' | 'logical';
  readonly abstract?: boolean;
  readonly type: string;
  readonly baseDefinition?: string;
  readonly derivation?: 'specialization' | 'constraint';
  readonly snapshot?: { readonly element: readonly ElementDefinition[] };
  readonly differential?: { readonly element: readonly ElementDefinition[] };
  readonly context?: readonly { readonly type: string; readonly expression: string }[];
  readonly contextInvariant?: readonly string[];
}

/** Where validation finds what profiles, extensions and value sets are called by. */
export interface Definitions {
  /** By canonical address, with `|version` or without. */
  find(canonical: string): Definition | undefined;
}

const shelfNames = [
  'profiles-resources',
  'profiles-types',
  'extension-definitions',
  'profiles-others',
  'valuesets',
  'v3-codesystems',
  'search-parameters',
  'conceptmaps',
  'v2-tables',
];

/** The definitions of R4 itself, each file opened when first needed. */
export function coreDefinitions(): Definitions {
  const shelves = new Map<string, Shelf>();
  const found = new Map<string, Definition>();
  return {
    find(canonical) {
      const url = canonical.split('|', 1)[0] ?? canonical;
      const known = found.get(url);
      if (known !== undefined) return known;
      for (const name of shelfNames) {
        let shelf = shelves.get(name);
        if (shelf === undefined) {
          shelf = openShelf(name);
          shelves.set(name, shelf);
        }
        const definition = shelf.read(url);
        if (definition !== undefined) {
          found.set(url, definition);
          return definition;
        }
      }
      // Nothing is kept of an address that is none of R4's: resources may name as many as they like.
      return undefined;
    },
  };
}

/** Further definitions before those of `base`: the newest version answers where none is named. */
export function withDefinitions(base: Definitions, more: readonly Definition[]): Definitions {
  const byCanonical = new Map<string, Definition>();
  for (const definition of more) {
    const { url, version } = definition as { readonly url?: unknown; readonly version?: unknown };
    if (typeof url !== 'string') continue;
    const before = byCanonical.get(url) as { readonly version?: string } | undefined;
    if (before === undefined || String(version ?? '') >= (before.version ?? '')) byCanonical.set(url, definition);
    if (typeof version === 'string') byCanonical.set(`${url}|${version}`, definition);
  }
  return {
    find(canonical) {
      const own = byCanonical.get(canonical);
      if (own !== undefined) return own;
      const [url = canonical, version] = canonical.split('|');
      // A version that is not there gives way to the one that is.
      return byCanonical.get(url) ?? base.find(version === undefined ? url : canonical);
    },
  };
}

export function structureDefinition(definitions: Definitions, canonical: string): StructureDefinition | undefined {
  const found = definitions.find(canonical);
  return found?.resourceType === 'StructureDefinition' ? (found as unknown as StructureDefinition) : undefined;
}

const core = 'http://hl7.org/fhir/StructureDefinition/';

/** The canonical address of a type's own definition. */
export function canonicalOfType(type: string): string {
  return /^https?:/.test(type) ? type : core + type;
}
