import { type Functions, ofValues } from '../frame.ts';
import { FhirPathError } from '../syntax.ts';
import { type Collection, type Item, nothing, singleInteger, singleString, truth } from '../values.ts';

type WithText = (text: string, ...args: readonly string[]) => Item | Collection | undefined;

/** A function of one string and of strings; empty where any of them is. */
function ofStrings(name: string, count: number, apply: WithText): Functions[string] {
  return ofValues(count, count, (input, values) => {
    const text = singleString(input, name);
    const args = values.map((value) => singleString(value, name));
    if (text === undefined || args.includes(undefined)) return nothing;
    const result = apply(text, ...(args as string[]));
    if (result === undefined) return nothing;
    return Array.isArray(result)
      ? (result as Collection)
      : typeof result === 'boolean'
        ? truth(result)
        : [result as Item];
  });
}

const longestText = 1_000_000;
const patterns = new Map<string, RegExp>();

/** A regular expression as FHIRPath means it: a dot is any character, a line's end too. */
function pattern(text: string, flags: string): RegExp {
  const key = `${flags}/${text}`;
  const known = patterns.get(key);
  if (known !== undefined) {
    known.lastIndex = 0;
    return known;
  }
  try {
    const made = new RegExp(text, `s${flags}`);
    if (patterns.size >= 1_000) patterns.clear();
    patterns.set(key, made);
    return made;
  } catch {
    throw new FhirPathError('The regular expression cannot be read.');
  }
}

const html: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const fromHtml: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
};

function encoding(name: string): 'base64' | 'base64url' | 'hex' {
  if (name === 'base64' || name === 'hex') return name;
  if (name === 'urlbase64') return 'base64url';
  throw new FhirPathError(`There is no encoding ${name}; there are base64, urlbase64 and hex.`);
}

function padded(bytes: Buffer): string {
  const text = bytes.toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

function decoded(text: string, name: string): string | undefined {
  const how = encoding(name);
  if (how === 'hex' && (!/^[0-9a-fA-F]*$/.test(text) || text.length % 2 !== 0)) return undefined;
  return Buffer.from(text, how).toString('utf8');
}

/** FHIRPath, String Manipulation. */
export const strings: Functions = {
  indexOf: ofStrings('indexOf', 1, (text, part = '') => text.indexOf(part)),
  lastIndexOf: ofStrings('lastIndexOf', 1, (text, part = '') => text.lastIndexOf(part)),
  substring: ofValues(1, 2, (input, [start = [], length]) => {
    const text = singleString(input, 'substring');
    const from = singleInteger(start, 'substring');
    if (text === undefined || from === undefined || from < 0 || from >= text.length) return nothing;
    const count = length === undefined ? undefined : singleInteger(length, 'substring');
    return [count === undefined ? text.slice(from) : text.slice(from, from + Math.max(0, count))];
  }),
  startsWith: ofStrings('startsWith', 1, (text, part = '') => text.startsWith(part)),
  endsWith: ofStrings('endsWith', 1, (text, part = '') => text.endsWith(part)),
  contains: ofStrings('contains', 1, (text, part = '') => text.includes(part)),
  upper: ofStrings('upper', 0, (text) => text.toUpperCase()),
  lower: ofStrings('lower', 0, (text) => text.toLowerCase()),
  replace: ofStrings('replace', 2, (text, part = '', by = '') => {
    const size = text.length + (part === '' ? text.length + 1 : text.length / part.length) * by.length;
    if (size > longestText) throw new FhirPathError('The text grows longer than the node accepts.');
    return text.replaceAll(part, () => by);
  }),
  matches: ofStrings('matches', 1, (text, form = '') => pattern(form, 'u').test(text)),
  matchesFull: ofStrings('matchesFull', 1, (text, form = '') => pattern(`^(?:${form})$`, 'u').test(text)),
  replaceMatches: ofStrings('replaceMatches', 2, (text, form = '', by = '') =>
    form === '' ? text : text.replace(pattern(form, 'gu'), by.replace(/\$\{(\w+)\}/g, '$<$1>')),
  ),
  length: ofStrings('length', 0, (text) => text.length),
  toChars: ofStrings('toChars', 0, (text) => [...text]),
  trim: ofStrings('trim', 0, (text) => text.trim()),
  split: ofStrings('split', 1, (text, by = '') => text.split(by)),
  join: ofValues(0, 1, (input, [separator]) => {
    if (input.length === 0) return nothing;
    const between = separator === undefined ? '' : (singleString(separator, 'join') ?? '');
    return [input.map((item) => singleString([item], 'join') ?? '').join(between)];
  }),
  encode: ofStrings('encode', 1, (text, name = '') => {
    const how = encoding(name);
    return how === 'base64url' ? padded(Buffer.from(text, 'utf8')) : Buffer.from(text, 'utf8').toString(how);
  }),
  decode: ofStrings('decode', 1, (text, name = '') => decoded(text, name)),
  escape: ofStrings('escape', 1, (text, target) => {
    if (target === 'html') return text.replace(/[&<>"']/g, (found) => html[found] ?? found);
    return target === 'json' ? JSON.stringify(text).slice(1, -1) : undefined;
  }),
  unescape: ofStrings('unescape', 1, (text, target) => {
    if (target === 'html') return text.replace(/&(?:amp|lt|gt|quot|apos|#39);/g, (found) => fromHtml[found] ?? found);
    if (target !== 'json') return undefined;
    try {
      return String(JSON.parse(`"${text}"`));
    } catch {
      return undefined;
    }
  }),
};
