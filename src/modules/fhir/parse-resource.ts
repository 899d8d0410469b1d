import { fail, type Issue, type Outcome, ok } from '#kernel';
import { parseJson } from './parse-json.ts';
import { parseXml } from './parse-xml.ts';
import type { Resource } from './resource.ts';

export interface ParseLimits {
  /** Of the text in UTF-8. */
  readonly maxBytes?: number;
  /** Objects and arrays within each other (JSON), elements within each other (XML). */
  readonly maxDepth?: number;
  /**
   * Called with what in XML has no place in a resource, which is then left out; where it is not given the first such thing
   * is the fault of the whole. JSON is read with what stands in it, for the validator to judge.
   */
  readonly passOver?: (issue: Issue) => void;
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
  const maxDepth = limits.maxDepth ?? defaultDepth;
  if (format === 'json') return parseJson(plain, maxDepth);
  const read = parseXml(plain, maxDepth, limits.passOver);
  if (!read.ok) return read;
  sources.set(read.value.resource, read.value.source);
  return ok(read.value.resource);
}

/** For resources that came as XML: JSON text with decimals as they were written, which a number cannot keep. */
const sources = new WeakMap<Resource, string>();

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Bytes of a request or file as text. Refuses with `body.encoding` what is not valid UTF-8 (FHIR R4, json.html and
 * xml.html: UTF-8 SHALL be used); a byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array): Outcome<string> {
  try {
    return { ok: true, value: utf8.decode(bytes) };
  } catch {
    return fail('body.encoding', 'The body is not valid UTF-8.');
  }
}

/** JSON text that says the same as the resource; where it was read from XML, with its decimals as they were written. */
export function sourceOf(resource: Resource): string {
  return sources.get(resource) ?? JSON.stringify(resource);
}
