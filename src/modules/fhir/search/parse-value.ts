import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { literalReference, shortened } from '../index-terms/convert.ts';
import { isResourceType } from '../resource-types.ts';
import type { SearchParameter, SearchPrefix, SearchValue } from '../search.ts';
import { dateInterval } from './date-interval.ts';
import { fold } from './fold.ts';
import { numberInterval } from './number-interval.ts';
import { parsePlace } from './parse-place.ts';
import { parseWords } from './parse-words.ts';
import { soundOf } from './sound.ts';

const prefixed = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(?=[\d+-])/;

/**
 * Reads one alternative of a criterion, its escapes still in it, for the type of its parameter (FHIR R4,
 * search.html#ptypes). `asType` is the resource type that a reference's modifier names. `search.bad-value` tells the
 * parameter and the form that is asked for, never the value.
 */
export function parseValue(
  parameter: SearchParameter,
  raw: string,
  asType: string | undefined,
  baseUrl: string | undefined,
  modifier?: string,
): Outcome<SearchValue> {
  const refuse = (form: string) =>
    fail('search.bad-value', `A value of the search parameter ${parameter.code} must be ${form}.`);
  if (raw === '' || raw.includes('\u0000') || !raw.isWellFormed()) return refuse('given as text');
  switch (modifier) {
    case 'text': {
      const text = shortened(unescaped(raw));
      return ok({ kind: 'string', text, folded: fold(text) });
    }
    case 'identifier':
      return parseToken(raw) ?? refuse('code, system|code, |code or system|');
    case 'of-type':
      return parseOfType(raw) ?? refuse('system|type|value');
    case 'above':
    case 'below':
      if (parameter.type === 'token') return parseWholeToken(raw) ?? refuse('system|code');
      break;
    case 'in':
    case 'not-in':
      return parseValueSet(unescaped(raw), baseUrl) ?? refuse('the address of a ValueSet');
  }
  if (parameter.code === '_text' || parameter.code === '_content') return parseWordsOf(parameter, unescaped(raw));
  switch (parameter.type) {
    case 'special':
      return okOr(parsePlace(unescaped(raw))) ?? refuse('latitude|longitude|distance|unit of length');
    case 'token':
      return parseToken(raw) ?? refuse('code, system|code, |code or system|');
    case 'reference':
      return (
        parseReference(unescaped(raw), parameter, asType, baseUrl) ?? refuse('an id, Type/id or an absolute address')
      );
    case 'string': {
      const text = shortened(unescaped(raw));
      if (parameter.code === 'phonetic') return ok({ kind: 'string', text, folded: soundOf(text) });
      return ok({ kind: 'string', text, folded: fold(text) });
    }
    case 'date': {
      const { prefix, rest } = split(raw);
      // A plus sign that is not percent-encoded arrives as a blank.
      const interval = dateInterval(rest.replace(/ (?=\d\d:\d\d$)/, '+'));
      return interval === undefined
        ? refuse('a date, with a prefix such as ge where wanted')
        : ok({ kind: 'date', prefix, ...interval });
    }
    case 'number': {
      const { prefix, rest } = split(raw);
      const interval = numberInterval(rest);
      return interval === undefined ? refuse('a number') : ok({ kind: 'number', prefix, ...interval });
    }
    case 'quantity':
      return parseQuantity(raw) ?? refuse('number, number|system|code or number||code');
    case 'composite':
      return parseComposite(parameter, raw, baseUrl);
    case 'uri':
      return ok({ kind: 'uri', value: shortened(unescaped(raw)) });
    default:
      return refuse('of a type that is built');
  }
}

function split(raw: string): { prefix: SearchPrefix; rest: string } {
  const prefix = prefixed.exec(raw)?.[1] as SearchPrefix | undefined;
  return prefix === undefined ? { prefix: 'eq', rest: raw } : { prefix, rest: raw.slice(2) };
}

function parseToken(raw: string): Outcome<SearchValue> | undefined {
  const parts = splitEscaped(raw, '|').map((part) => shortened(unescaped(part)));
  const [first = '', second] = parts;
  if (parts.length > 2) return undefined;
  if (second === undefined) return ok({ kind: 'token', code: first });
  if (first === '' && second === '') return undefined;
  if (second === '') return ok({ kind: 'token', system: first });
  return ok({ kind: 'token', system: first, code: second });
}

/** A code is above or below another of its own system. */
function parseWholeToken(raw: string): Outcome<SearchValue> | undefined {
  const token = parseToken(raw);
  const value = token?.ok === true && token.value.kind === 'token' ? token.value : undefined;
  return value?.system === undefined || value.system === '' || value.code === undefined ? undefined : token;
}

function parseWordsOf({ code }: SearchParameter, text: string): Outcome<SearchValue> {
  try {
    return ok({ kind: 'words', match: parseWords(text) });
  } catch (error) {
    return fail(
      'search.bad-value',
      `A value of the search parameter ${code} must be made ${(error as Error).message}.`,
    );
  }
}

function okOr(value: SearchValue | undefined): Outcome<SearchValue> | undefined {
  return value === undefined ? undefined : ok(value);
}

/** `:of-type`: an identifier by the coding of its type and its value. */
function parseOfType(raw: string): Outcome<SearchValue> | undefined {
  const [system = '', type = '', value = '', ...more] = splitEscaped(raw, '|').map(unescaped);
  if (type === '' || value === '' || more.length > 0) return undefined;
  return ok({ kind: 'token', system: shortened(system), code: shortened(`${type}|${value}`) });
}

function parseValueSet(text: string, baseUrl: string | undefined): Outcome<SearchValue> | undefined {
  const local = baseUrl !== undefined && text.startsWith(`${baseUrl}/`) ? text.slice(baseUrl.length + 1) : text;
  const entry = literalReference(local);
  if (entry?.type === 'ValueSet' && entry.id !== undefined) return ok({ kind: 'value-set', id: entry.id });
  return entry?.url === undefined ? undefined : ok({ kind: 'value-set', url: entry.url });
}

function parseReference(
  text: string,
  parameter: SearchParameter,
  asType: string | undefined,
  baseUrl: string | undefined,
): Outcome<SearchValue> | undefined {
  if (isResourceId(text)) {
    const only = asType ?? (parameter.targets.length === 1 ? parameter.targets[0] : undefined);
    return ok({ kind: 'reference', id: text, ...(only !== undefined && { type: only }) });
  }
  const local = baseUrl !== undefined && text.startsWith(`${baseUrl}/`) ? text.slice(baseUrl.length + 1) : text;
  const entry = literalReference(local);
  if (entry === undefined) return undefined;
  if (asType !== undefined && entry.type !== undefined && entry.type !== asType) return undefined;
  if (asType !== undefined && !isResourceType(asType)) return undefined;
  return ok({ kind: 'reference', ...entry });
}

function parseQuantity(raw: string): Outcome<SearchValue> | undefined {
  const [amount = '', system, code, ...more] = splitEscaped(raw, '|').map(unescaped);
  if (more.length > 0 || (system !== undefined && code === undefined)) return undefined;
  const { prefix, rest } = split(amount);
  const interval = numberInterval(rest);
  if (interval === undefined) return undefined;
  return ok({
    kind: 'quantity',
    prefix,
    ...interval,
    ...(system !== undefined && system !== '' && { system: shortened(system) }),
    ...(code !== undefined && code !== '' && { code: shortened(code) }),
  });
}

/** `part$part`, each read for the type of its parameter (R4 search.html#composite). */
function parseComposite(parameter: SearchParameter, raw: string, baseUrl: string | undefined): Outcome<SearchValue> {
  const of = parameter.composite?.parts ?? [];
  const given = splitEscaped(raw, '$');
  if (of.length === 0 || given.length !== of.length) {
    const form = of.map(({ code }) => code).join('$');
    return fail('search.bad-value', `A value of the search parameter ${parameter.code} must be ${form}.`);
  }
  const parts: SearchValue[] = [];
  for (const [n, part] of of.entries()) {
    const value = parseValue(part, given[n] ?? '', undefined, baseUrl);
    if (!value.ok) return value;
    const { value: one } = value;
    const empty = (one.kind === 'token' && one.code === undefined) || (one.kind === 'string' && one.folded === '');
    if (empty) return fail('search.bad-value', `A value of ${part.code} in ${parameter.code} must be whole.`);
    parts.push(one);
  }
  return ok({ kind: 'composite', parts });
}

/** Parts between separators that no backslash takes out of their meaning (search.html#escaping). */
export function splitEscaped(text: string, separator: ',' | '|' | '$'): readonly string[] {
  if (!text.includes('\\')) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

function unescaped(text: string): string {
  return text.includes('\\') ? text.replace(/\\([\\,|$])/g, '$1') : text;
}
