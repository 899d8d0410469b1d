import { isObject } from '../json-value.ts';
import type { Told } from './at-once.ts';

/**
 * Rules of R4 that each Bundle, Period or date is asked, by their expression: where one of these is true the rule holds;
 * where it is false the rule is evaluated. `%resource` in a rule of Bundle is that Bundle.
 */
export const toldByText: ReadonlyMap<string, Told> = new Map<string, Told>([
  // bdl-3
  [
    "entry.all(request.exists() = (%resource.type = 'batch' or %resource.type = 'transaction' or %resource.type = 'history'))",
    noEntryHas('request', ['batch', 'transaction', 'history']),
  ],
  // bdl-4
  [
    "entry.all(response.exists() = (%resource.type = 'batch-response' or %resource.type = 'transaction-response' or %resource.type = 'history'))",
    noEntryHas('response', ['batch-response', 'transaction-response', 'history']),
  ],
  // bdl-7
  [
    "(type = 'history') or entry.where(fullUrl.exists()).select(fullUrl&resource.meta.versionId).isDistinct()",
    hasDistinctEntries,
  ],
  // per-1
  ['start.hasValue().not() or end.hasValue().not() or (start <= end)', isInOrder],
]);

/** The same of primitives: vs-1. */
export const toldOfTexts: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['($this as dateTime).toString().length() >= 8', (value) => value.length >= 8],
]);

/** In a Bundle of another type no entry has what belongs to these. */
function noEntryHas(member: string, types: readonly string[]): Told {
  const withThem: ReadonlySet<unknown> = new Set(types);
  return ({ type, entry }) =>
    typeof type === 'string' &&
    !withThem.has(type) &&
    Array.isArray(entry) &&
    entry.every((one) => isObject(one) && one[member] === undefined);
}

function hasDistinctEntries({ entry }: Readonly<Record<string, unknown>>): boolean {
  if (!Array.isArray(entry)) return false;
  const seen = new Set<string>();
  for (const one of entry) {
    if (!isObject(one) || typeof one.fullUrl !== 'string') return false;
    const meta = isObject(one.resource) ? one.resource.meta : undefined;
    const version = isObject(meta) ? meta.versionId : undefined;
    if (version !== undefined && typeof version !== 'string') return false;
    seen.add(one.fullUrl + (version ?? ''));
  }
  return seen.size === entry.length;
}

const day = 'YYYY-MM-DD'.length;
const second = 'YYYY-MM-DDThh:mm:ss'.length;

/** Texts of one precision and one zone are in the order of their times. */
function isInOrder({ start, end }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof start === 'string' &&
    typeof end === 'string' &&
    start.length === end.length &&
    (start.length <= day || (start.length > second && start.slice(second) === end.slice(second))) &&
    start <= end
  );
}
