import type { CareCategory } from '#fhir';
import type { StoredVersion } from './contract.ts';

/** A version as the tables have it. */
export interface VersionRow {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: number;
  readonly deleted: boolean;
  readonly category: CareCategory;
  /** Null where there are none. */
  readonly labels: readonly string[] | null;
  readonly text: string;
}

export const versionColumnNames = [
  'compartment',
  'type',
  'id',
  'version',
  'updated',
  'deleted',
  'category',
  'labels',
  'text',
] as const;

/** The columns of a VersionRow, of the table called `row`. */
export function versionColumns(row: string): string {
  return versionColumnNames.map((column) => `${row}.${column}`).join(', ');
}

/** The same and the bytes of a packed text, for pages that are bounded by what they come to. */
export function sizedColumns(row: string): string {
  return `${versionColumns(row)}, ${row}.size`;
}

export function toStored(row: VersionRow): StoredVersion {
  return {
    type: row.type,
    id: row.id,
    version: row.version,
    updated: new Date(row.updated),
    deleted: row.deleted,
    text: row.text,
    compartment: row.compartment,
    category: row.category,
    ...(row.labels === null ? {} : { labels: row.labels }),
  };
}
