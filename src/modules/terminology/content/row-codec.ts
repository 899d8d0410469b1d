import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import type { GrowingBytes } from './growing.ts';

/** What designations, or properties, of many concepts have in common; a row names it by its number. */
export interface Kinds<Kind> {
  readonly list: readonly Kind[];
  numberOf(kind: Kind): number;
}

export type DesignationKind = Omit<ConceptDesignation, 'value'>;
export type PropertyKind = Omit<ConceptProperty, 'value'>;

export function growingKinds<Kind extends object>(): Kinds<Kind> {
  const list: Kind[] = [];
  const numbers = new Map<string, number>();
  return {
    list,
    numberOf(kind) {
      const key = JSON.stringify(kind);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, list.length);
      return list.push(kind) - 1;
    },
  };
}

/**
 * Writes what is known of a concept besides its code and its place: display, properties, definition, designations, in
 * this order; what is asked for most often comes first, so that the rest is not read.
 */
export function writeRow(
  to: GrowingBytes,
  row: ConceptRow,
  kinds: { readonly designations: Kinds<DesignationKind>; readonly properties: Kinds<PropertyKind> },
): void {
  const { code: _code, parents: _parents, display, definition, designations = [], properties = [], ...other } = row;
  to.optional(display);
  to.number(properties.length);
  for (const { value, ...kind } of properties) {
    to.number(kinds.properties.numberOf(kind));
    to.optional(kind.type === 'Coding' || typeof value !== 'string' ? JSON.stringify(value) : value);
  }
  to.optional(definition);
  to.number(designations.length);
  for (const { value, ...kind } of designations) {
    to.number(kinds.designations.numberOf(kind));
    to.optional(value);
  }
  to.optional(Object.keys(other).length === 0 ? undefined : JSON.stringify(other));
}

/** A place in packed rows that moves on as it is read from. */
export interface RowCursor {
  readonly bytes: Buffer;
  at: number;
}

function readNumber(cursor: RowCursor): number {
  let value = 0;
  let weight = 1;
  for (;;) {
    const byte = cursor.bytes[cursor.at++] ?? 0;
    if (byte < 128) return value + byte * weight;
    value += (byte - 128) * weight;
    weight *= 128;
  }
}

function readOptional(cursor: RowCursor): string | undefined {
  const length = readNumber(cursor);
  if (length === 0) return undefined;
  const start = cursor.at;
  cursor.at += length - 1;
  return cursor.bytes.toString('utf8', start, cursor.at);
}

function passOptional(cursor: RowCursor): void {
  const length = readNumber(cursor);
  if (length > 0) cursor.at += length - 1;
}

export const readDisplay = readOptional;

/** What is looked for in a row: kinds of properties, and the value that one of them has. */
export interface SoughtValue {
  readonly text: string;
  /** The text as it lies in rows. */
  readonly bytes: Buffer;
  /** For each kind: not asked for, a text, or a Coding of which the code counts. */
  readonly kinds: readonly (undefined | 'text' | 'Coding')[];
}

export function soughtValue(property: string, text: string, kinds: readonly PropertyKind[]): SoughtValue {
  const sought = kinds.map(({ code, type }) =>
    code !== property ? undefined : type === 'Coding' ? 'Coding' : ('text' as const),
  );
  return { text, bytes: Buffer.from(text), kinds: sought };
}

/** Whether a property has the value, from the start of a row; decodes nothing but Codings. */
export function hasValue(cursor: RowCursor, { text, bytes, kinds }: SoughtValue): boolean {
  passOptional(cursor);
  for (let rest = readNumber(cursor); rest > 0; rest -= 1) {
    const kind = kinds[readNumber(cursor)];
    if (kind === 'Coding') {
      const { code } = JSON.parse(readOptional(cursor) ?? '{}') as { readonly code?: string };
      if (code === text) return true;
      continue;
    }
    const length = readNumber(cursor) - 1;
    if (kind === 'text' && hasBytesAt(cursor.bytes, cursor.at, length, bytes)) return true;
    cursor.at += Math.max(length, 0);
  }
  return false;
}

/** Values are short: comparing them here costs less than asking the Buffer to. */
function hasBytesAt(bytes: Buffer, at: number, length: number, wanted: Buffer): boolean {
  if (length !== wanted.length) return false;
  for (let place = 0; place < length; place += 1) if (bytes[at + place] !== wanted[place]) return false;
  return true;
}

/** The designation whose kind has the lowest of `ranks`, the first of equals; undefined where no kind has a rank. */
export function readBestDesignation(cursor: RowCursor, ranks: readonly (number | undefined)[]): string | undefined {
  passOptional(cursor);
  for (let rest = readNumber(cursor); rest > 0; rest -= 1) {
    readNumber(cursor);
    passOptional(cursor);
  }
  passOptional(cursor);
  let best = Number.POSITIVE_INFINITY;
  let place = -1;
  for (let rest = readNumber(cursor); rest > 0; rest -= 1) {
    const rank = ranks[readNumber(cursor)];
    if (rank !== undefined && rank < best) {
      best = rank;
      place = cursor.at;
    }
    passOptional(cursor);
  }
  return place === -1 ? undefined : readOptional({ bytes: cursor.bytes, at: place });
}

/** Everything that `writeRow` wrote. */
export function readRow(
  cursor: RowCursor,
  kinds: { readonly designations: readonly DesignationKind[]; readonly properties: readonly PropertyKind[] },
): Omit<ConceptRow, 'code' | 'parents'> {
  const display = readOptional(cursor);
  const properties: ConceptProperty[] = [];
  for (let rest = readNumber(cursor); rest > 0; rest -= 1) {
    const kind = kinds.properties[readNumber(cursor)];
    const text = readOptional(cursor) ?? '';
    if (kind === undefined) continue;
    properties.push({ ...kind, value: kind.type === 'Coding' ? JSON.parse(text) : text });
  }
  const definition = readOptional(cursor);
  const designations: ConceptDesignation[] = [];
  for (let rest = readNumber(cursor); rest > 0; rest -= 1) {
    const kind = kinds.designations[readNumber(cursor)];
    designations.push({ ...kind, value: readOptional(cursor) ?? '' });
  }
  const other = readOptional(cursor);
  return {
    ...(display === undefined ? {} : { display }),
    ...(definition === undefined ? {} : { definition }),
    ...(designations.length === 0 ? {} : { designations }),
    ...(properties.length === 0 ? {} : { properties }),
    ...(other === undefined ? {} : (JSON.parse(other) as object)),
  };
}
