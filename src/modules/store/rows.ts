import type { CareCategory } from '#fhir';
import type { StoredVersion } from './contract.ts';
import { labelsColumn, labelsOfText, unreadLabels } from './labels.ts';

/** A version as the tables have it. */
export interface VersionRow {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: number;
  readonly deleted: boolean;
  readonly category: CareCategory;
  /** Null where there are none; with `unreadLabels` where nobody has looked. */
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
  return versionColumnNames
    .map((column) => (column === 'labels' ? `${labelsColumn(row)} as labels` : `${row}.${column}`))
    .join(', ');
}

/** The same and the bytes of a packed text, for pages that are bounded by what they come to. */
export function sizedColumns(row: string): string {
  return `${versionColumns(row)}, ${row}.size`;
}

/** With the labels of its text where nobody has looked yet; of what is deleted there is none, and they stay unknown. */
export function toStored(row: VersionRow): StoredVersion {
  const labels = row.labels?.includes(unreadLabels) === true ? lookedUp(row) : row.labels;
  return {
    type: row.type,
    id: row.id,
    version: row.version,
    updated: new Date(row.updated),
    deleted: row.deleted,
    text: row.text,
    compartment: row.compartment,
    category: row.category,
    ...(labels === null || labels.length === 0 ? {} : { labels }),
  };
}

function lookedUp({ labels, text, updated, deleted }: VersionRow): readonly string[] {
  return deleted ? (labels ?? []) : labelsOfText(text, labels ?? [], new Date(updated));
}
