import { SaxesParser } from 'saxes';

/** Elements of a small message by where they stand: names with the prefix that the reader gives their namespace. */
export interface XmlElements {
  /** The text of the one element there; undefined where there is none, an empty one, or several. */
  text(path: string): string | undefined;
  /** An attribute without a namespace of the one element there. */
  attribute(path: string, name: string): string | undefined;
  /** How many elements there are. */
  count(path: string): number;
}

const longestMessage = 65_536;
const deepest = 32;

interface Read {
  text: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads a message whole; `prefixes` by namespace, anything else is `?`. No DTD is read, so that no entity but those of XML
 * itself is there. Undefined for what is no XML, longer than 64 kB or deeper than 32 levels.
 */
export function readXml(xml: string, prefixes: Readonly<Record<string, string>>): XmlElements | undefined {
  if (xml.length > longestMessage || xml.includes('<!DOCTYPE')) return undefined;
  const found = new Map<string, Read[]>();
  const open: { readonly path: string; readonly read: Read }[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (open.length >= deepest) parser.fail('too deep');
    const name = `${Object.hasOwn(prefixes, uri) ? prefixes[uri] : '?'}:${local}`;
    const path = open.length === 0 ? name : `${open.at(-1)?.path}/${name}`;
    const plain = Object.values(attributes).filter((each) => each.uri === '');
    const read = { text: '', attributes: Object.fromEntries(plain.map((each) => [each.local, each.value])) };
    open.push({ path, read });
    found.set(path, [...(found.get(path) ?? []), read]);
  });
  const add = (piece: string) => {
    const last = open.at(-1);
    if (last !== undefined) last.read.text += piece;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => void open.pop());
  try {
    parser.write(xml).close();
  } catch {
    return undefined;
  }
  const only = (path: string): Read | undefined => {
    const [one, ...others] = found.get(path) ?? [];
    return others.length > 0 ? undefined : one;
  };
  return {
    text: (path) => only(path)?.text.trim() || undefined,
    attribute: (path, name) => {
      const attributes = only(path)?.attributes ?? {};
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    },
    count: (path) => found.get(path)?.length ?? 0,
  };
}

/** A text inside of an element as canonical XML has it (Canonical XML 1.0, 2.3), without what XML cannot say. */
export function xmlText(text: string): string {
  return sayable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The same inside of an attribute, between double quotes. */
export function xmlAttribute(text: string): string {
  return sayable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function sayable(text: string): string {
  return text.replaceAll(/\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]/gu, '');
}
