import { fail, type Outcome, ok } from '#kernel';
import { isInseeCode } from './strict-traits.ts';

/** What the datamatrix on a French health document says of a person (ANS, INS - Format datamatrix, version 2.2). */
export interface InsDatamatrix {
  /** S1: 13 characters and the key; whether the key holds is asked of `checkPersonIdentifier`. */
  readonly ins: string;
  /** S2: the object identifier of the domain of the INS, without `urn:oid:`. */
  readonly domain: string;
  /** S3: given names of birth, in capitals without accents, parted by spaces. */
  readonly givenNames: string;
  /** S4 */
  readonly birthName: string;
  /** S5 */
  readonly sex: 'female' | 'male';
  /** S6, as YYYY-MM-DD; the datamatrix has DD-MM-YYYY. Days and months that INSi does not know are 00 there. */
  readonly birthDate: string;
  /** S7: INSEE code of the commune or country of birth; not on every document. */
  readonly birthPlace?: string;
}

/** "IS", version 01 and 22 reserved zeros. */
const header = 'IS010000000000000000000000';
/** Group separator: ends a field that could be longer and is not the last. */
const groupSeparator = '\u001d';
const longestPayload = 400;

interface Field {
  readonly id: string;
  /** In characters. */
  readonly shortest: number;
  readonly longest: number;
  readonly form: RegExp;
  readonly formInWords: string;
  readonly optional?: true;
}

const name = /^[A-Z\d][A-Z\d '-]*$/;
const nameInWords = 'is a name in capitals without accents';

/** In the order in which they are written; they may be read in any. */
const fields: Readonly<Record<keyof InsDatamatrix, Field>> = {
  ins: {
    id: 'S1',
    shortest: 15,
    longest: 15,
    form: /^\d{5}(?:\d{2}|2[AB])\d{8}$/,
    formInWords: 'is an INS with its key',
  },
  domain: { id: 'S2', shortest: 19, longest: 20, form: /^\d[\d.]*\d$/, formInWords: 'is an object identifier' },
  givenNames: { id: 'S3', shortest: 1, longest: 100, form: name, formInWords: nameInWords },
  birthName: { id: 'S4', shortest: 1, longest: 100, form: name, formInWords: nameInWords },
  sex: { id: 'S5', shortest: 1, longest: 1, form: /^[FM]$/, formInWords: 'is F or M' },
  birthDate: { id: 'S6', shortest: 10, longest: 10, form: /^\d{2}-\d{2}-\d{4}$/, formInWords: 'is DD-MM-YYYY' },
  birthPlace: {
    id: 'S7',
    shortest: 5,
    longest: 5,
    form: /^[\dAB]{5}$/,
    formInWords: 'is an INSEE code',
    optional: true,
  },
};

const order = Object.entries(fields) as readonly (readonly [keyof InsDatamatrix, Field])[];

/**
 * Reads the payload of an INS datamatrix, whatever the order of its fields. Fault: `datamatrix.malformed`, which names the
 * field and what it must be, and never what it holds.
 */
export function readInsDatamatrix(payload: string): Outcome<InsDatamatrix> {
  if (payload.length > longestPayload) {
    return fail('datamatrix.malformed', `The payload has at most ${longestPayload} characters.`);
  }
  if (!payload.startsWith(header)) {
    return fail('datamatrix.malformed', 'The payload begins with IS01 and 22 zeros.');
  }
  const raw: { -readonly [name in keyof InsDatamatrix]?: string } = {};
  let at = header.length;
  while (at < payload.length) {
    const id = payload.slice(at, at + 2);
    const known = order.find(([, field]) => field.id === id);
    if (known === undefined) return fail('datamatrix.malformed', `At character ${at + 1} a field S1 to S7 begins.`);
    const [key, field] = known;
    if (raw[key] !== undefined) return malformed(field, 'stands there once');
    const from = at + 2;
    const mark = payload.indexOf(groupSeparator, from);
    const ended = mark >= 0 && mark - from <= field.longest;
    const to = ended ? mark : Math.min(from + field.longest, payload.length);
    const value = payload.slice(from, to);
    if (value.length < field.shortest) return malformed(field, lengthInWords(field));
    if (!field.form.test(value)) return malformed(field, field.formInWords);
    raw[key] = value;
    at = ended ? mark + 1 : to;
  }
  const missing = order.find(([key, field]) => raw[key] === undefined && field.optional === undefined);
  if (missing !== undefined) return malformed(missing[1], 'is there');
  return decoded(raw as Record<keyof InsDatamatrix, string>);
}

function decoded(raw: Record<keyof InsDatamatrix, string>): Outcome<InsDatamatrix> {
  const [day, month, year] = raw.birthDate.split('-');
  if (!isDate(Number(day), Number(month), Number(year))) return malformed(fields.birthDate, 'is a day of the calendar');
  if (raw.birthPlace !== undefined && !isInseeCode(raw.birthPlace)) {
    return malformed(fields.birthPlace, fields.birthPlace.formInWords);
  }
  const { birthPlace, ...others } = raw;
  return ok({
    ...others,
    givenNames: asInsiWrites(raw.givenNames),
    birthName: asInsiWrites(raw.birthName),
    sex: raw.sex === 'F' ? 'female' : 'male',
    birthDate: `${year}-${month}-${day}`,
    ...(birthPlace === undefined ? {} : { birthPlace }),
  });
}

/**
 * Writes the payload. Names become what INSi writes: capitals without accents. Fault: `datamatrix.malformed`, for what the
 * datamatrix cannot hold.
 */
export function writeInsDatamatrix(content: InsDatamatrix): Outcome<string> {
  const [year = '', month = '', day = ''] = content.birthDate.split('-');
  const encoded: Readonly<Record<keyof InsDatamatrix, string | undefined>> = {
    ins: content.ins,
    domain: content.domain,
    givenNames: asInsiWrites(content.givenNames),
    birthName: asInsiWrites(content.birthName),
    sex: content.sex === 'female' ? 'F' : 'M',
    birthDate: `${day}-${month}-${year}`,
    birthPlace: content.birthPlace,
  };
  const written = order.filter(([key]) => encoded[key] !== undefined);
  let payload = header;
  for (const [place, [key, field]] of written.entries()) {
    const value = encoded[key] ?? '';
    if (value.length < field.shortest || value.length > field.longest) return malformed(field, lengthInWords(field));
    if (!field.form.test(value)) return malformed(field, field.formInWords);
    const open = value.length < field.longest && place < written.length - 1;
    payload += field.id + value + (open ? groupSeparator : '');
  }
  const read = readInsDatamatrix(payload);
  return read.ok ? ok(payload) : read;
}

/** Names in capitals, without accents, ligatures and typographic signs. */
function asInsiWrites(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toUpperCase()
    .replace(/Œ/gu, 'OE')
    .replace(/Æ/gu, 'AE')
    .replace(/’/gu, "'")
    .replace(/\s+/gu, ' ')
    .trim();
}

/** A day and a month may be 00 where they are not known, the day at least where the month is. */
function isDate(day: number, month: number, year: number): boolean {
  if (month === 0 || day === 0) return day === 0 && month <= 12;
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function lengthInWords({ shortest, longest }: Field): string {
  return shortest === longest ? `has ${longest} characters` : `has ${shortest} to ${longest} characters`;
}

function malformed({ id }: Field, what: string): Outcome<never> {
  return fail('datamatrix.malformed', `The field ${id} ${what}.`, id);
}
