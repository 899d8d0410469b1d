/** What a primitive type asks of its JSON value (FHIR R4, datatypes.html#primitive). */
export interface PrimitiveRule {
  readonly json: 'string' | 'number' | 'boolean';
  readonly sound: (value: never) => boolean;
  /** Completes "This element must be ...". */
  readonly expected: string;
}

const year = '([0-9]([0-9]([0-9][1-9]|[1-9]0)|[1-9]00)|[1-9]000)';
const month = '(0[1-9]|1[0-2])';
const day = '(0[1-9]|[1-2][0-9]|3[0-1])';
const clock = '([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?';
const zone = '(Z|(\\+|-)((0[0-9]|1[0-3]):[0-5][0-9]|14:00))';

/** The regular expressions of the definitions, word for word; a test compares them. */
export const definedForms: Readonly<Record<string, string>> = {
  date: `${year}(-${month}(-${day})?)?`,
  dateTime: `${year}(-${month}(-${day}(T${clock}${zone})?)?)?`,
  instant: `${year}-${month}-${day}T${clock}${zone}`,
  time: clock,
  id: '[A-Za-z0-9\\-\\.]{1,64}',
  oid: 'urn:oid:[0-2](\\.(0|[1-9][0-9]*))+',
  uuid: 'urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
};

function form(type: string): (text: string) => boolean {
  const pattern = new RegExp(`^(?:${definedForms[type]})$`);
  return (text) => pattern.test(text);
}

const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Dates SHALL be valid dates: the form alone lets 30 February pass. */
function onCalendar(text: string): boolean {
  if (text.length < 10) return true;
  const monthNumber = Number(text.slice(5, 7));
  const dayNumber = Number(text.slice(8, 10));
  if (monthNumber === 2 && dayNumber === 29) {
    const yearNumber = Number(text.slice(0, 4));
    return yearNumber % 4 === 0 && (yearNumber % 100 !== 0 || yearNumber % 400 === 0);
  }
  return dayNumber <= (daysOfMonth[monthNumber - 1] ?? 0);
}

function dated(type: string): (text: string) => boolean {
  const matches = form(type);
  return (text) => matches(text) && onCalendar(text);
}

// The definitions mean white space of ASCII; `\S` of this language would also refuse a no-break space inside a code.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a FHIR string must not hold
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;
const longestString = 1024 * 1024;
const whiteSpace = /[ \t\r\n\f\v]/;
const codeForm = /^[^ \t\r\n\f\v]+(?:[ \t\r\n\f\v][^ \t\r\n\f\v]+)*$/;
const base64Form = /^[0-9a-zA-Z+/=\s]+$/;

function isText(text: string): boolean {
  return text !== '' && !control.test(text) && text.isWellFormed();
}

function isAddress(text: string): boolean {
  return isText(text) && !whiteSpace.test(text);
}

function isBase64(text: string): boolean {
  return base64Form.test(text) && (/\s/.test(text) ? text.replace(/\s+/g, '') : text).length % 4 === 0;
}

function wholeNumber(low: number, high: number): (value: number) => boolean {
  return (value) => Number.isInteger(value) && value >= low && value <= high;
}

const highest = 2_147_483_647;
const plainText = 'text of at least one character, without control characters';
const address = 'an address without white space';

export const primitiveRules: Readonly<Record<string, PrimitiveRule>> = {
  base64Binary: { json: 'string', sound: isBase64, expected: 'base64 text' },
  boolean: { json: 'boolean', sound: () => true, expected: 'true or false, without quotes' },
  canonical: { json: 'string', sound: isAddress, expected: address },
  code: {
    json: 'string',
    sound: (text: string) => codeForm.test(text) && isText(text),
    expected: 'a code: text without white space at its ends or doubled inside',
  },
  date: { json: 'string', sound: dated('date'), expected: 'a date as YYYY, YYYY-MM or YYYY-MM-DD that exists' },
  dateTime: {
    json: 'string',
    sound: dated('dateTime'),
    expected: 'a date as YYYY, YYYY-MM or YYYY-MM-DD, or with time, seconds and zone as YYYY-MM-DDThh:mm:ss+zz:zz',
  },
  decimal: { json: 'number', sound: Number.isFinite, expected: 'a number, without quotes' },
  id: { json: 'string', sound: form('id'), expected: 'an id: 1 to 64 letters, digits, - and .' },
  instant: {
    json: 'string',
    sound: dated('instant'),
    expected: 'an instant with date, time, seconds and zone as YYYY-MM-DDThh:mm:ss.sss+zz:zz',
  },
  integer: { json: 'number', sound: wholeNumber(-highest - 1, highest), expected: 'a whole number of 32 bits' },
  markdown: { json: 'string', sound: isText, expected: plainText },
  oid: { json: 'string', sound: form('oid'), expected: 'an OID as urn:oid:1.2.3' },
  positiveInt: { json: 'number', sound: wholeNumber(1, highest), expected: 'a whole number of 32 bits from 1 on' },
  string: {
    json: 'string',
    sound: (text: string) => text.length <= longestString && isText(text),
    expected: plainText,
  },
  time: { json: 'string', sound: form('time'), expected: 'a time with seconds as hh:mm:ss' },
  unsignedInt: { json: 'number', sound: wholeNumber(0, highest), expected: 'a whole number of 32 bits from 0 on' },
  uri: { json: 'string', sound: isAddress, expected: address },
  url: { json: 'string', sound: isAddress, expected: address },
  uuid: { json: 'string', sound: form('uuid'), expected: 'a UUID as urn:uuid: and 32 lower-case hexadecimal digits' },
};
