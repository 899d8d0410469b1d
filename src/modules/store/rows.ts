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
  'text',
] as const;

/** The columns of a VersionRow, of the table called `row`. */
export function versionColumns(row: string): string {
  return versionColumnNames.map((column) => `${row}.${column}`).join(', ');
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
  };
}
