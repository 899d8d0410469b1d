import { SaxesParser } from 'saxes';
import type { RefusalReason, SourceFile } from './format.ts';
import type { TextOptions } from './text-lines.ts';

/** An element with all that stands in it. */
export interface XmlElement {
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: readonly (XmlElement | string)[];
  readonly line: number;
}

export interface XmlLayout {
  /** Names of the elements that are given whole, wherever they stand (but not inside each other). */
  readonly take: readonly string[];
  /** Names of elements that are given when they begin, with their attributes and without content. */
  readonly open?: readonly string[];
  /** Characters of one element; where there may be more than usual. */
  readonly longest?: number;
}

const limits = { depth: 100, elementLength: 5_000_000, tokenLength: 1_000_000 } as const;
/** Names its grammar, and brings none of its own: the grammar is never fetched. */
const harmlessDoctype =
  /^\s*[\w.:-]+(\s+(SYSTEM\s+("[^"]*"|'[^']*')|PUBLIC\s+("[^"]*"|'[^']*')(\s+("[^"]*"|'[^']*'))?))?\s*$/;
const declaredEncoding = /^<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly content: (OpenElement | string)[];
  readonly line: number;
}

class Broken extends Error {}

/**
 * Elements of an XML file as it streams by. Entities other than the five of XML and document types with declarations are
 * refused as what is not well-formed is: as `broken`, with the line, and the file ends there. An element that is too long
 * or nests too deep is refused alone.
 */
export async function* elementsOf(
  file: SourceFile,
  layout: XmlLayout,
  { refused }: Pick<TextOptions, 'refused'>,
): AsyncGenerator<XmlElement> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const found: XmlElement[] = [];
  const take = new Set(layout.take);
  const open = new Set(layout.open);
  const stack: OpenElement[] = [];
  let depth = 0;
  let length = 0;
  let lastToken = 0;
  let problem: RefusalReason | undefined;
  const refuse = (reason: RefusalReason, line = parser.line) => refused({ file: file.path, line, reason });

  const token = (size: number) => {
    lastToken = parser.position;
    if (stack.length === 0) return;
    length += size;
    if (length > (layout.longest ?? limits.elementLength)) problem ??= 'too-long';
  };
  const text = (part: string) => {
    token(part.length);
    if (problem === undefined) stack.at(-1)?.content.push(part);
  };
  parser.on('error', () => {
    throw new Broken();
  });
  parser.on('doctype', (doctype) => {
    if (!harmlessDoctype.test(doctype)) throw new Broken();
  });
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > limits.depth) {
      if (stack.length === 0) throw new Broken();
      problem ??= 'too-deep';
    }
    const name = tag.name.slice(tag.name.indexOf(':') + 1);
    const attributes = tag.attributes as Record<string, string>;
    const taken = stack.length > 0 || take.has(name);
    if (open.has(name) && !taken) found.push({ name, attributes, content: [], line: parser.line });
    if (!taken) {
      lastToken = parser.position;
      return;
    }
    const element: OpenElement = { name, attributes, content: [], line: parser.line };
    if (problem === undefined) stack.at(-1)?.content.push(element);
    stack.push(element);
    token(name.length + Object.entries(attributes).reduce((sum, [key, value]) => sum + key.length + value.length, 0));
  });
  parser.on('closetag', () => {
    depth -= 1;
    lastToken = parser.position;
    const element = stack.pop();
    if (element === undefined || stack.length > 0) return;
    if (problem === undefined) found.push(element);
    else refuse(problem);
    problem = undefined;
    length = 0;
  });

  try {
    let decoder: TextDecoder | undefined;
    for await (const bytes of file.open()) {
      decoder ??= new TextDecoder(encodingOf(bytes), { fatal: true });
      parser.write(decoder.decode(bytes, { stream: true }));
      // What is never closed must not be collected for ever.
      if (parser.position - lastToken > limits.tokenLength) throw new Broken();
      yield* found.splice(0);
    }
    parser.write(decoder?.decode() ?? '').close();
  } catch {
    yield* found.splice(0);
    refuse('broken');
    return;
  }
  yield* found.splice(0);
}

/** By byte order mark, then by the declaration; what a decoder does not know is refused by it. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = Buffer.from(bytes.subarray(0, 200))
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '');
  return declaredEncoding.exec(start)?.[1] ?? 'utf-8';
}

/** The elements of this name right inside. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  const isNamed = (part: XmlElement | string): part is XmlElement => typeof part !== 'string' && part.name === name;
  return element?.content.filter(isNamed) ?? [];
}

/** The first element at a path of names. */
export function childOf(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((parent, name) => childrenOf(parent, name)[0], element);
}

/** All text inside, in order, white space folded; empty for none. */
export function textOf(element: XmlElement | undefined): string {
  const parts = (part: XmlElement | string): string =>
    typeof part === 'string' ? part : part.content.map(parts).join('');
  return element === undefined ? '' : parts(element).replaceAll(/\s+/g, ' ').trim();
}
