import { type CareCategory, careCategoryOf, compartmentOf, extractIndex, securityLabelsOf } from '#fhir';
import type { Outcome } from '#kernel';
import type { Unit, Write, WriteResult } from '../contract.ts';
import type { IndexState } from '../index-catalogue.ts';
import { type IndexRows, indexRowsOf, noIndexRows } from '../index-rows.ts';
import { keyOf } from '../keys.ts';

/** A write with everything that can be known before its resource is locked. */
export interface PreparedWrite {
  readonly write: Write;
  readonly compartment: string;
  readonly category: CareCategory;
  /** Codes of its security labels. */
  readonly labels: readonly string[];
  readonly rows: IndexRows;
  /** Serialises conditional creates of the same criteria. */
  readonly condition?: string;
}

export interface PendingUnit<Entry> {
  readonly unit: Unit<Entry>;
  /** For the index as it is in `index`. */
  writes: readonly PreparedWrite[];
  index: IndexState;
  /** Characters of JSON that wait in it. */
  readonly size: number;
  /** An id that should be new was there already: look before writing. */
  careful: boolean;
  attempts: number;
  settle(outcome: Outcome<readonly WriteResult[]>): void;
  throws(reason: unknown): void;
}

export function prepareWrite(write: Write, { parameters, secret }: IndexState): PreparedWrite {
  const { resource, source, type, id } = write;
  if (write.op === 'delete') return { write, compartment: '', category: 'unassigned', labels: [], rows: noIndexRows };
  if (resource === undefined || source === undefined) throw new Error(`A ${write.op} needs a resource and its source`);
  if (resource.resourceType !== type) throw new Error('The resource is not of the type that is written');
  return {
    write,
    compartment: compartmentOf(resource, id).patient ?? '',
    category: careCategoryOf(resource, id),
    labels: securityLabelsOf(resource),
    rows: indexRowsOf(resource, extractIndex(resource, parameters), secret),
    ...(write.unlessFound === undefined
      ? {}
      : { condition: keyOf('condition', write.unlessFound.type, write.unlessFound.canonical) }),
  };
}
