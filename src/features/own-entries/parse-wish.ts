import { type Clock, fail, type Outcome, ok } from '#kernel';
import {
  type EntryWish,
  fileTypes,
  longestText,
  longestTitle,
  type Measure,
  measureBounds,
  measures,
  mostFileBytes,
  type Remark,
  remarks,
} from './contract.ts';

const dateForm = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
const languageForm = /^[a-z]{2,3}(-[A-Z]{2})?$/;
/** Hours by which the clock of a telephone may be ahead, its time zone included. */
const ahead = 26 * 3_600_000;

/** Reads what a page sends. Everything is bounded; what is not known is refused, never dropped. */
export function parseWish(body: unknown, clock: Clock): Outcome<EntryWish> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { kind, date, ...fields } = body as Record<string, unknown>;
  if (typeof date !== 'string' || !dateForm.test(date) || !isPast(date, clock.now())) {
    return fail('request.bad', 'date must be a day or an instant that is not to come.', 'date');
  }
  const measure = measures.find((one) => one === kind);
  if (measure !== undefined) return parseMeasure(measure, date, fields);
  const remark = remarks.find((one) => one === kind);
  if (remark !== undefined) return parseRemark(remark, date, fields);
  if (kind === 'document') return parseDocument(date, fields);
  return fail('request.bad', 'kind is not one of those that can be added.', 'kind');
}

function isPast(date: string, now: Date): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && at <= now.getTime() + ahead && new Date(at).getUTCFullYear() >= 1900;
}

function unknownMember(fields: Readonly<Record<string, unknown>>): Outcome<never> | undefined {
  return Object.keys(fields).length > 0 ? fail('request.bad', 'The body has a member that is not known.') : undefined;
}

function parseMeasure(
  kind: Measure,
  date: string,
  { value, second, ...others }: Record<string, unknown>,
): Outcome<EntryWish> {
  const { least, most } = measureBounds[kind];
  const fits = (one: unknown): one is number =>
    typeof one === 'number' && Number.isFinite(one) && one >= least && one <= most;
  const refused = unknownMember(others);
  if (refused !== undefined) return refused;
  if (!fits(value)) return fail('request.bad', `value must be a number from ${least} to ${most}.`, 'value');
  if (kind !== 'blood-pressure') {
    return second === undefined
      ? ok({ kind, date, value: rounded(value) })
      : fail('request.bad', 'Blood pressure alone has a second value.', 'second');
  }
  if (!fits(second) || second > value) {
    return fail('request.bad', 'second must be the lower of the two values of blood pressure.', 'second');
  }
  return ok({ kind, date, value: rounded(value), second: rounded(second) });
}

const rounded = (value: number) => Math.round(value * 100) / 100;

function parseRemark(
  kind: Remark,
  date: string,
  { text, more, language, ...others }: Record<string, unknown>,
): Outcome<EntryWish> {
  const refused = unknownMember(others);
  if (refused !== undefined) return refused;
  const longest = kind === 'note' ? longestText : longestTitle;
  if (!isText(text, longest)) return fail('request.bad', `text must have 1 to ${longest} characters.`, 'text');
  if (!isLanguage(language)) return fail('request.bad', 'language must be a language tag.', 'language');
  if (more === undefined) return ok({ kind, date, text: text.trim(), language });
  if (kind === 'note' || !isText(more, longestText)) {
    return fail('request.bad', `more must have 1 to ${longestText} characters.`, 'more');
  }
  return ok({ kind, date, text: text.trim(), more: more.trim(), language });
}

function parseDocument(
  date: string,
  { title, language, file, ...others }: Record<string, unknown>,
): Outcome<EntryWish> {
  const refused = unknownMember(others);
  if (refused !== undefined) return refused;
  if (!isText(title, longestTitle))
    return fail('request.bad', `title must have 1 to ${longestTitle} characters.`, 'title');
  if (!isLanguage(language)) return fail('request.bad', 'language must be a language tag.', 'language');
  const { type, base64 } = (file ?? {}) as Record<string, unknown>;
  const known = fileTypes.find((one) => one === type);
  if (known === undefined) return fail('request.bad', `file.type must be one of ${fileTypes.join(', ')}.`, 'file.type');
  if (typeof base64 !== 'string' || base64.length > Math.ceil(mostFileBytes / 3) * 4) {
    return fail('request.bad', `A file has at most ${mostFileBytes} bytes, in base64.`, 'file.base64');
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== base64) {
    return fail('request.bad', 'file.base64 is not base64.', 'file.base64');
  }
  if (!beginsAs(known, bytes))
    return fail('request.bad', 'The file is not of the type that it is said to be.', 'file.type');
  return ok({ kind: 'document', date, title: title.trim(), language, file: { type: known, base64 } });
}

/** By which bytes each type begins: a page of HTML that calls itself a picture must not be kept as one. */
function beginsAs(type: (typeof fileTypes)[number], bytes: Buffer): boolean {
  if (type === 'application/pdf') return bytes.subarray(0, 5).toString('latin1') === '%PDF-';
  if (type === 'image/png')
    return bytes.subarray(0, 8).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
  return bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]));
}

/** FHIR's string: no control characters but tab and line ends. */
function isText(value: unknown, longest: number): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= longest &&
    !/\p{Cc}/u.test(value.replace(/[\t\r\n]/g, ''))
  );
}

function isLanguage(value: unknown): value is string {
  return typeof value === 'string' && languageForm.test(value);
}
