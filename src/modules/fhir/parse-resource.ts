import { fail, type Outcome } from '#kernel';
import { parseJson } from './parse-json.ts';
import type { Resource } from './resource.ts';

export interface ParseLimits {
  /** Of the text in UTF-8. */
  readonly maxBytes?: number;
  /** Objects and arrays within each other (JSON), elements within each other (XML). */
  readonly maxDepth?: number;
}

const defaultBytes = 16 * 1024 * 1024;
const defaultDepth = 64;

/**
 * Reads the text of one resource. Refuses with `body.too-large`, `body.too-deep`, `body.malformed` (with line and
 * column, never with content) and `structure.unknown-type`. What the elements hold is for `checkStructure` to judge.
 */
export function parseResource(text: string, format: 'json' | 'xml', limits: ParseLimits = {}): Outcome<Resource> {
  const maxBytes = limits.maxBytes ?? defaultBytes;
  // No UTF-16 unit takes more than three bytes, so that most texts need not be measured.
  if (text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)) {
    return fail('body.too-large', `The body is larger than ${maxBytes} bytes.`);
  }
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (format === 'xml') return fail('body.media-type', 'XML is not read yet; send JSON.');
  return parseJson(plain, limits.maxDepth ?? defaultDepth);
}

/**
 * Bytes of a request or file as text. Refuses with `body.encoding` what is not valid UTF-8 (FHIR R4, json.html and
 * xml.html: UTF-8 SHALL be used); a byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array): Outcome<string> {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return fail('body.encoding', 'The body is not valid UTF-8.');
  }
}

/** JSON text that says the same as the resource. */
export function sourceOf(resource: Resource): string {
  return JSON.stringify(resource);
}
