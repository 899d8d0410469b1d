import type { Queryable, Transaction } from '#db';
import type { CodeSystemHeader } from '../concepts.ts';
import { compareVersions } from '../engine/versions.ts';

/** A version of a code system that was imported. */
export interface KeptVersion {
  readonly url: string;
  /** Empty where the code system has none. */
  readonly version: string;
  readonly header: CodeSystemHeader;
  /** The packed content; another one where the version was imported again. */
  readonly content: number;
  /** The layout that it was imported from. */
  readonly format: string;
  readonly concepts: number;
  readonly designations: number;
  /** Bytes of the packed content. */
  readonly size: number;
  readonly imported: Date;
  readonly inUse: boolean;
}

/**
 * A ValueSet, a ConceptMap, a NamingSystem, or a CodeSystem that supplements another, that came with an import; its text
 * is read when it is asked for.
 */
export interface KeptDefinition {
  readonly url: string;
  readonly version: string;
  readonly type: string;
  readonly title: string | null;
  /** Of a CodeSystem: the canonical of the one that it adds to. */
  readonly supplements: string | null;
  /** Tells it from what stood under the same address before. */
  readonly stamp: string;
}

/** What was imported, as of one moment. */
export interface Catalogue {
  readonly revision: number;
  /** By address and then by version: the one in use first, then the newest. */
  readonly systems: ReadonlyMap<string, readonly KeptVersion[]>;
  /** Newest first. */
  readonly definitions: ReadonlyMap<string, readonly KeptDefinition[]>;
}

export const emptyCatalogue: Catalogue = { revision: 0, systems: new Map(), definitions: new Map() };

const versionsSql = `
  select v.url, v.version, v.header, v.content, v.format, v.concepts, v.designations, v.imported, c.size,
         v.version is not distinct from (
           select u.version from terminology_use u where u.url = v.url and u.undone is null order by u.id desc limit 1
         ) as in_use
    from terminology_version v join terminology_content c on c.id = v.content`;

const definitionsSql = `
  select url, version, type, title, supplements, extract(epoch from imported)::text as stamp from terminology_definition`;

interface VersionRow extends Omit<KeptVersion, 'header' | 'inUse'> {
  readonly header: string;
  readonly in_use: boolean;
}

/** Adds one to the revision: the first statement of every transaction that changes what was imported. */
export async function noteChange(tx: Transaction): Promise<void> {
  await tx.query('update terminology_catalogue set revision = revision + 1', []);
}

export async function readCatalogue(on: Queryable): Promise<Catalogue> {
  // Read first: what comes after may be newer, and is then read once more.
  const [now] = await on.query<{ revision: number }>('select revision from terminology_catalogue', []);
  const [versions, definitions] = await Promise.all([
    on.query<VersionRow>(versionsSql, []),
    on.query<KeptDefinition>(definitionsSql, []),
  ]);
  const kept = versions.map(
    ({ header, in_use: inUse, ...row }): KeptVersion => ({
      ...row,
      header: JSON.parse(header) as CodeSystemHeader,
      inUse,
    }),
  );
  return {
    revision: now?.revision ?? 0,
    systems: grouped(kept, (one, other) => Number(other.inUse) - Number(one.inUse) || newest(one, other)),
    definitions: grouped(definitions, newest),
  };
}

function newest(one: { readonly version: string }, other: { readonly version: string }): number {
  return compareVersions(other.version, one.version);
}

function grouped<Kept extends { readonly url: string }>(
  all: readonly Kept[],
  order: (one: Kept, other: Kept) => number,
): ReadonlyMap<string, readonly Kept[]> {
  const byUrl = Map.groupBy(all, ({ url }) => url);
  for (const some of byUrl.values()) some.sort(order);
  return byUrl;
}
