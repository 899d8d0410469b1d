import { createHmac, hash } from 'node:crypto';

/**
 * A 64-bit key of a few words, as the decimal text of a PostgreSQL bigint. Cut from SHA-256, so that nobody finds two
 * searches with one key by chance. The words that recur (codes, systems, one bundle's references) are remembered.
 */
export function keyOf(...words: readonly string[]): string {
  const place = placeOf(recent, words);
  if (place.key !== undefined) return place.key;
  const key = known(earlier, words) ?? hash('sha256', words.join('\u0000'), 'buffer').readBigInt64BE(0).toString();
  if (words.every((word) => word.length <= longestRemembered)) {
    place.key = key;
    remembered += 1;
    if (remembered >= mostRemembered) {
      earlier = recent;
      recent = {};
      remembered = 0;
    }
  }
  return key;
}

/** A tree of words: to follow it costs less than to join the words, since most of them are names known beforehand. */
interface Place {
  key?: string;
  next?: Map<string, Place>;
}

const longestRemembered = 200;
const mostRemembered = 20_000;
/** What was asked for lately, and what before that: a flood of words that come once leaves the frequent ones known. */
let recent: Place = {};
let earlier: Place = {};
let remembered = 0;

function placeOf(root: Place, words: readonly string[]): Place {
  let place = root;
  for (const word of words) {
    place.next ??= new Map();
    let next = place.next.get(word);
    if (next === undefined) {
      next = {};
      if (word.length <= longestRemembered) place.next.set(word, next);
    }
    place = next;
  }
  return place;
}

function known(root: Place, words: readonly string[]): string | undefined {
  let place: Place | undefined = root;
  for (const word of words) {
    place = place.next?.get(word);
    if (place === undefined) return undefined;
  }
  return place.key;
}

/** A token with its system ('' where it has none). */
export function tokenKey(type: string, param: string, system: string, code: string): string {
  return keyOf('t', type, param, system, code);
}

/** A token whatever its system. */
export function codeKey(type: string, param: string, code: string): string {
  return keyOf('c', type, param, code);
}

/** Types whose identifiers, telephone numbers and addresses of mail name a person. */
const personTypes: ReadonlySet<string> = new Set(['Patient', 'Person', 'RelatedPerson']);
const namingParams: ReadonlySet<string> = new Set(['identifier', 'identifier:of-type', 'telecom', 'phone', 'email']);

/** Does a token of this parameter name a person, so that a hash that anybody can make would be as good as the token? */
export function namesPerson(type: string, param: string): boolean {
  return param.endsWith(':identifier') || (personTypes.has(type) && namingParams.has(param));
}

/** As `tokenKey`, or as `codeKey` without a system, for who has the secret alone. */
export function secretKey(
  secret: Uint8Array,
  type: string,
  param: string,
  { system, code }: { readonly system?: string | undefined; readonly code: string },
): string {
  const words = system === undefined ? ['c', type, param, code] : ['t', type, param, system, code];
  return createHmac('sha256', secret).update(words.join('\u0000')).digest().readBigInt64BE(0).toString();
}

export function referenceKey(type: string, param: string, target: string, id: string): string {
  return keyOf('r', type, param, target, id);
}

/** A reference to elsewhere, or a URI. */
export function uriKey(type: string, param: string, uri: string): string {
  return keyOf('u', type, param, uri);
}

/** A URI or an address above it, part by part of its path. */
export function belowKey(type: string, param: string, uri: string): string {
  return keyOf('b', type, param, uri);
}

const mostSteps = 16;

/** An address and those above it: `http://a/b/c`, `http://a/b`, `http://a`. */
export function withAddressesAbove(uri: string): readonly string[] {
  const found: string[] = [];
  let address = uri.replace(/\/+$/, '');
  while (address !== '' && !address.endsWith(':') && found.length < mostSteps) {
    found.push(address);
    const slash = address.lastIndexOf('/');
    if (slash === -1) break;
    address = address.slice(0, slash).replace(/\/+$/, '');
  }
  return found;
}

/** Mark: some token of this system. */
export function systemMark(type: string, param: string, system: string): string {
  return keyOf('s', type, param, system);
}

/** Mark: the parameter has a value. */
export function presenceMark(type: string, param: string): string {
  return keyOf('p', type, param);
}

/**
 * What stands together in one repetition of an element: the words of each part one after the other, each part `c`, code
 * (a token whatever its system), `t`, system, code, `r`, type, id or `u`, address.
 */
export function compositeKey(type: string, param: string, words: readonly string[]): string {
  return keyOf('m', type, param, ...words);
}

/** The name of quantities that stand beside tokens in one repetition. */
export function compositeParam(type: string, param: string, words: readonly string[]): string {
  return `${param}$${compositeKey(type, param, words)}`;
}

/** Key: other resources stand inside of this one. */
export const containerKey = keyOf('k');

/** What a contained resource is called in the tables; no resource has such an id. */
export function containedName(containerType: string, containerId: string, id: string): string {
  return `${containerType}/${containerId}#${id}`;
}
