/**
 * How values cross the wire, as text. The server infers every parameter's type from the statement, so a text is one
 * prepared statement whatever values come.
 *
 * | JavaScript | becomes |
 * |---|---|
 * | null, undefined | null |
 * | string | itself; for `json` and `jsonb` it must be JSON text already |
 * | number, bigint, boolean | its text |
 * | Date | timestamptz with milliseconds |
 * | Uint8Array | bytea |
 * | Array | an array of any of these, nested for more dimensions |
 * | other objects | JSON text |
 */
export function encodeValue(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return encodeArray(value);
  return encodeScalar(value);
}

function encodeScalar(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
    case 'bigint':
      return String(value);
    case 'object':
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) {
        return `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`;
      }
      return JSON.stringify(value);
    default:
      throw new TypeError(`A ${typeof value} cannot be a parameter of a statement`);
  }
}

const bareElement = /^[A-Za-z0-9_.:+-]+$/;

function encodeArray(values: readonly unknown[]): string {
  let text = '{';
  for (let index = 0; index < values.length; index++) {
    const value = values[index];
    if (index > 0) text += ',';
    if (value === null || value === undefined) text += 'null';
    else if (typeof value === 'number' || typeof value === 'bigint') text += value;
    else if (Array.isArray(value)) text += encodeArray(value);
    else text += quoteElement(encodeScalar(value));
  }
  return `${text}}`;
}

function quoteElement(text: string): string {
  if (bareElement.test(text) && text.toLowerCase() !== 'null') return text;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** A safe integer as number; beyond that a bigint, so that nothing is rounded in silence. */
function decodeBigint(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** A one-dimensional array literal of the server (`{a,"b c",NULL}`). */
function decodeArray<T>(text: string, element: (text: string) => T): (T | null)[] {
  const found: (T | null)[] = [];
  let at = 1;
  while (at < text.length && text[at] !== '}') {
    if (text[at] === '"') {
      let value = '';
      for (at += 1; text[at] !== '"'; at++) {
        if (text[at] === '\\') at += 1;
        value += text[at];
      }
      at += 1;
      found.push(element(value));
    } else {
      let end = at;
      while (text[end] !== ',' && text[end] !== '}') end += 1;
      const value = text.slice(at, end);
      found.push(value === 'NULL' ? null : element(value));
      at = end;
    }
    if (text[at] === ',') at += 1;
  }
  return found;
}

const asText = (text: string) => text;
const asDate = (text: string) =>
  new Date(text.includes('T') ? text : text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00'));
const asBytes = (text: string) => Buffer.from(text.slice(2), 'hex');
const asBoolean = (text: string) => text === 't';
const asJson = (text: string): unknown => JSON.parse(text);
const arrayOf = (element: (text: string) => unknown) => (text: string) => decodeArray(text, element);

/** Object ids of pg_type to the function that reads their text; types that are not here arrive as text. */
export const decoders: Readonly<Record<number, (text: string) => unknown>> = {
  16: asBoolean,
  17: asBytes,
  20: decodeBigint,
  21: Number,
  23: Number,
  26: Number,
  114: asJson,
  700: Number,
  701: Number,
  1184: asDate,
  3802: asJson,
  199: arrayOf(asJson),
  1000: arrayOf(asBoolean),
  1001: arrayOf(asBytes),
  1005: arrayOf(Number),
  1007: arrayOf(Number),
  1009: arrayOf(asText),
  1015: arrayOf(asText),
  1016: arrayOf(decodeBigint),
  1021: arrayOf(Number),
  1022: arrayOf(Number),
  1185: arrayOf(asDate),
  2951: arrayOf(asText),
  3807: arrayOf(asJson),
};
