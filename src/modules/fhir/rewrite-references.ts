import { colonAfter, decode, endOfString } from './json-text.ts';
import type { Resource } from './resource.ts';

/** Members whose `urn:` value is a name of its own and not a link to the entry that happens to bear it. */
const notLinks: ReadonlySet<string> = new Set(['value', 'system', 'display', 'text']);

const narrativeLink = /\b(href|src)=(["'])(urn:(?:uuid|oid):[^"']*)\2/g;

/**
 * Replaces the links of a resource that `map` knows, as a transaction does when it gives entries their addresses
 * (FHIR R4, http.html#trules): every `Reference.reference`, elements of type uri, url, canonical, oid and uuid that hold
 * the whole `urn:uuid:` or `urn:oid:` of an entry, and links in narrative. Text and object say the same afterwards, and
 * all else stays as it was written; where nothing changes, both are handed back as they are.
 */
export function rewriteReferences(
  source: string,
  resource: Resource,
  map: (reference: string) => string | undefined,
): { readonly source: string; readonly resource: Resource } {
  const mayLink = source.includes('"reference"') || source.includes('urn:') || source.includes('\\u00');
  // A Bundle inside a transaction is a document or message of its own, perhaps signed: its links lead to its own entries.
  if (!mayLink || resource.resourceType === 'Bundle') return { source, resource };
  let text = '';
  let copied = 0;
  let key = '';
  for (let at = source.indexOf('"'); at !== -1; at = source.indexOf('"', at + 1)) {
    const end = endOfString(source, at);
    if (end === -1) break;
    if (colonAfter(source, end) !== -1) {
      key = source.slice(at + 1, end);
      if (key.includes('\\')) key = decode(key);
    } else {
      const changed = rewritten(key, source, at + 1, end, map);
      if (changed !== undefined) {
        text += source.slice(copied, at) + JSON.stringify(changed);
        copied = end + 1;
      }
    }
    at = end;
  }
  if (copied === 0) return { source, resource };
  const whole = text + source.slice(copied);
  return { source: whole, resource: JSON.parse(whole) as Resource };
}

function rewritten(
  key: string,
  source: string,
  start: number,
  end: number,
  map: (reference: string) => string | undefined,
): string | undefined {
  if (key === 'reference') return map(plain(source, start, end));
  if (key === 'div') {
    const div = plain(source, start, end);
    if (!div.includes('urn:')) return undefined;
    const mended = div.replace(narrativeLink, (whole, attribute: string, quote: string, link: string) => {
      const target = map(link);
      return target === undefined
        ? whole
        : `${attribute}=${quote}${target.replaceAll('&', '&amp;').replaceAll(quote, '%22')}${quote}`;
    });
    return mended === div ? undefined : mended;
  }
  if (notLinks.has(key)) return undefined;
  if (source.startsWith('urn:uuid:', start) || source.startsWith('urn:oid:', start)) {
    return map(plain(source, start, end));
  }
  return undefined;
}

function plain(source: string, start: number, end: number): string {
  const raw = source.slice(start, end);
  return raw.includes('\\') ? decode(raw) : raw;
}
