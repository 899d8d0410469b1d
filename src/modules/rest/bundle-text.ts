import type { StoredVersion } from '#records';
import { etagOf } from './answer.ts';

export interface BundleLink {
  readonly relation: 'self' | 'first' | 'next';
  readonly url: string;
}

/**
 * A Bundle as text around the stored texts of its resources, which are not parsed: what is answered is what was stored,
 * to the last digit.
 */
export function bundleText(bundle: {
  readonly type: 'searchset' | 'history' | 'transaction-response' | 'batch-response';
  readonly total?: number | undefined;
  readonly links?: readonly BundleLink[];
  readonly entries: readonly string[];
}): string {
  const { type, total, links, entries } = bundle;
  let head = `{"resourceType":"Bundle","type":"${type}"`;
  if (total !== undefined) head += `,"total":${total}`;
  if (links !== undefined) head += `,"link":${JSON.stringify(links)}`;
  // The entries, which are long, are copied together once.
  return entries.length === 0 ? `${head}}` : `${head},"entry":[${entries.join(',')}]}`;
}

export function matchEntry(baseUrl: string, stored: StoredVersion): string {
  const inside = stored.contained === undefined ? '' : `#${stored.contained.id}`;
  return `{"fullUrl":"${baseUrl}/${stored.type}/${stored.id}${inside}","resource":${stored.text},"search":{"mode":"match"}}`;
}

/** What a search gives along with its matches (R4 search.html#include). */
export function includeEntry(baseUrl: string, stored: StoredVersion): string {
  return `{"fullUrl":"${baseUrl}/${stored.type}/${stored.id}","resource":${stored.text},"search":{"mode":"include"}}`;
}

export function historyEntry(baseUrl: string, stored: StoredVersion): string {
  const address = `${stored.type}/${stored.id}`;
  const [method, url, status] = stored.deleted
    ? ['DELETE', address, '204']
    : stored.version === 1
      ? ['POST', stored.type, '201']
      : ['PUT', address, '200'];
  const resource = stored.deleted ? '' : `"resource":${stored.text},`;
  const response = { status, etag: etagOf(stored), lastModified: stored.updated.toISOString() };
  return `{"fullUrl":"${baseUrl}/${address}",${resource}"request":${JSON.stringify({ method, url })},"response":${JSON.stringify(response)}}`;
}
