import { isResourceId } from '#kernel';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import { dateInterval, earliest, type Interval, latest } from '../search/date-interval.ts';
import { fold } from '../search/fold.ts';
import { numberInterval } from '../search/number-interval.ts';
import { soundOf } from '../search/sound.ts';
import type {
  DateEntry,
  NumberEntry,
  QuantityEntry,
  ReferenceEntry,
  SearchParameter,
  StringEntry,
  TextEntry,
  TokenEntry,
  UriEntry,
} from '../search.ts';
import { codesOf } from '../structure/value-sets.ts';
import { isPrimitive } from '../type-table.ts';
import type { Route } from './routes.ts';

/** The index of one resource while it is being made. */
export interface Terms {
  readonly tokens: TokenEntry[];
  readonly references: ReferenceEntry[];
  readonly strings: StringEntry[];
  readonly dates: DateEntry[];
  readonly numbers: NumberEntry[];
  readonly quantities: QuantityEntry[];
  readonly uris: UriEntry[];
  readonly texts: TextEntry[];
}

export function newTerms(): Terms {
  return { tokens: [], references: [], strings: [], dates: [], numbers: [], quantities: [], uris: [], texts: [] };
}

/** Adds what one value says for one parameter; passes over values of the wrong shape. */
export type Converter = (value: unknown, terms: Terms) => void;

/** Longer text is indexed, and searched, by its beginning. */
const longestTerm = 1000;
/** Words beside a code are searched by their beginning alone. */
const longestText = 100;

export function shortened(text: string): string {
  return text.length <= longestTerm ? text : text.slice(0, longestTerm).toWellFormed();
}

/** How values at the end of a route are indexed for a parameter; undefined where R4 gives the two no common sense. */
export function converterOf(parameter: SearchParameter, route: Route): Converter | undefined {
  switch (parameter.type) {
    case 'token':
      return tokenConverter(parameter.code, route);
    case 'string':
      return stringConverter(parameter.code, route.type);
    case 'reference':
      return referenceConverter(parameter, route.type);
    case 'date':
      return dateConverter(parameter.code, route.type);
    case 'number':
      return numberConverter(parameter.code, route.type);
    case 'quantity':
      return quantityConverter(parameter.code, route.type);
    case 'uri':
      return uriConverter(parameter.code, route.type);
    case 'special':
      return route.type === 'Location.position' ? positionConverter(parameter.code) : undefined;
    default:
      return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function tokenConverter(param: string, route: Route): Converter | undefined {
  const add = (terms: Terms, system: string, code: string) => {
    terms.tokens.push({ param, system: shortened(system), code: shortened(code) });
  };
  const word = (terms: Terms, value: unknown) => {
    const whole = text(value);
    const folded = whole === undefined ? '' : fold(whole.slice(0, longestText));
    if (folded !== '') terms.texts.push({ param, folded });
  };
  const coding: Converter = (value, terms) => {
    if (!isObject(value)) return;
    const code = text(value.code);
    if (code !== undefined) add(terms, text(value.system) ?? '', code);
    word(terms, value.display);
  };
  switch (route.type) {
    case 'Coding':
      return coding;
    case 'CodeableConcept':
      return (value, terms) => {
        if (!isObject(value)) return;
        if (Array.isArray(value.coding)) for (const one of value.coding) coding(one, terms);
        word(terms, value.text);
      };
    case 'Identifier':
      return (value, terms) => {
        const code = isObject(value) ? text(value.value) : undefined;
        if (!isObject(value) || code === undefined) return;
        add(terms, text(value.system) ?? '', code);
        if (!isObject(value.type)) return;
        word(terms, value.type.text);
        for (const kind of codingsOf(value.type)) {
          terms.tokens.push({
            param: `${param}:of-type`,
            system: kind.system,
            code: shortened(`${kind.code}|${code}`),
          });
        }
      };
    case 'ContactPoint':
      return (value, terms) => {
        const code = isObject(value) ? text(value.value) : undefined;
        if (code !== undefined) add(terms, '', code);
      };
    default: {
      if (!isPrimitive(route.type)) return undefined;
      const system = impliedSystem(route);
      return (value, terms) => {
        if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
          add(terms, system, String(value));
        }
      };
    }
  }
}

function codingsOf(concept: Record<string, unknown>): readonly { readonly system: string; readonly code: string }[] {
  return (Array.isArray(concept.coding) ? concept.coding : []).flatMap((one) => {
    const code = isObject(one) ? text(one.code) : undefined;
    return isObject(one) && code !== undefined ? [{ system: shortened(text(one.system) ?? ''), code }] : [];
  });
}

/** A code of a required binding to one code system belongs to that system, although the element does not say so. */
function impliedSystem(route: Route): string {
  const { element } = route;
  if (element?.type !== 'code' || element.required === undefined) return '';
  const systems = [...(codesOf(element.required)?.keys() ?? [])];
  return systems.length === 1 ? (systems[0] ?? '') : '';
}

const stringParts: Readonly<Record<string, readonly string[]>> = {
  HumanName: ['text', 'family', 'given', 'prefix', 'suffix'],
  Address: ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'],
};

function stringConverter(param: string, type: string): Converter | undefined {
  const add: Converter = (value, terms) => {
    const whole = text(value);
    if (whole === undefined) return;
    const part = shortened(whole);
    terms.strings.push({ param, value: part, folded: fold(part) });
  };
  const sound: Converter = (value, terms) => {
    const words = soundOf(shortened(text(value) ?? ''));
    // Each word by itself, and all of them together.
    for (const folded of new Set(words === '' ? [] : [words, ...words.split(' ')])) {
      terms.strings.push({ param, value: folded, folded });
    }
  };
  const put = param === 'phonetic' ? sound : add;
  const parts = stringParts[type];
  if (parts !== undefined) {
    return (value, terms) => {
      if (!isObject(value)) return;
      for (const name of parts) {
        const part = value[name];
        for (const one of Array.isArray(part) ? part : [part]) put(one, terms);
      }
    };
  }
  return isPrimitive(type) ? put : undefined;
}

const versioned = /^([^|]*)\|.+$/;

function referenceConverter(parameter: SearchParameter, type: string): Converter | undefined {
  const param = parameter.code;
  if (type === 'Reference') {
    return (value, terms) => {
      if (!isObject(value)) return;
      const { identifier } = value;
      const known = isObject(identifier) ? text(identifier.value) : undefined;
      if (isObject(identifier) && known !== undefined) {
        const system = shortened(text(identifier.system) ?? '');
        terms.tokens.push({ param: `${param}:identifier`, system, code: shortened(known) });
      }
      const reference = text(value.reference);
      const entry = reference === undefined ? undefined : literalReference(reference);
      if (entry !== undefined) terms.references.push({ param, ...entry });
    };
  }
  if (type === 'canonical' || type === 'uri' || type === 'url') {
    return (value, terms) => {
      const url = text(value);
      if (url === undefined) return;
      const literal = literalReference(url);
      terms.references.push({ param, ...(literal?.type === undefined ? { url: shortened(url) } : literal) });
      const unversioned = versioned.exec(url)?.[1];
      if (unversioned !== undefined) terms.references.push({ param, url: shortened(unversioned) });
    };
  }
  if (type === 'Resource') {
    return (value, terms) => {
      if (!isObject(value) || !parameter.targets.includes(String(value.resourceType))) return;
      if (typeof value.id === 'string') {
        terms.references.push({ param, type: String(value.resourceType), id: value.id });
      }
    };
  }
  return undefined;
}

/** A reference as it is searched; undefined for one that leads nowhere outside its own resource. */
export function literalReference(reference: string): Omit<ReferenceEntry, 'param'> | undefined {
  if (reference.startsWith('#')) return undefined;
  const [type, id, history, version] = reference.split('/', 5);
  if (isResourceType(type)) {
    const whole = history === undefined || (history === '_history' && version !== undefined);
    return id !== undefined && isResourceId(id) && whole ? { type, id } : undefined;
  }
  return /^[A-Za-z][A-Za-z0-9+.-]*:./.test(reference) ? { url: shortened(reference) } : undefined;
}

function dateConverter(param: string, type: string): Converter | undefined {
  const add = (terms: Terms, interval: Interval | undefined) => {
    if (interval !== undefined) terms.dates.push({ param, ...interval });
  };
  switch (type) {
    case 'date':
    case 'dateTime':
    case 'instant':
      return (value, terms) => add(terms, typeof value === 'string' ? dateInterval(value) : undefined);
    case 'Period':
      return (value, terms) => add(terms, periodInterval(value));
    case 'Timing':
      return (value, terms) => add(terms, timingInterval(value));
    default:
      return undefined;
  }
}

function periodInterval(value: unknown): Interval | undefined {
  if (!isObject(value)) return undefined;
  const start = typeof value.start === 'string' ? dateInterval(value.start) : undefined;
  const end = typeof value.end === 'string' ? dateInterval(value.end) : undefined;
  if (start === undefined && end === undefined) return undefined;
  return { low: start?.low ?? earliest, high: end?.high ?? latest };
}

/** From the first to the last of its events, or the bounds in which it repeats. */
function timingInterval(value: unknown): Interval | undefined {
  if (!isObject(value)) return undefined;
  const events = (Array.isArray(value.event) ? value.event : []).flatMap((event) =>
    typeof event === 'string' ? (dateInterval(event) ?? []) : [],
  );
  if (events.length > 0) {
    return { low: least(events.map((one) => one.low)), high: greatest(events.map((one) => one.high)) };
  }
  return isObject(value.repeat) ? periodInterval(value.repeat.boundsPeriod) : undefined;
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other));
}

function greatest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other));
}

const numbers: ReadonlySet<string> = new Set(['integer', 'decimal', 'positiveInt', 'unsignedInt']);

function numberConverter(param: string, type: string): Converter | undefined {
  if (!numbers.has(type)) return undefined;
  return (value, terms) => {
    const interval = typeof value === 'number' ? numberInterval(String(value)) : undefined;
    if (interval !== undefined) terms.numbers.push({ param, ...interval });
  };
}

const quantityTypes: ReadonlySet<string> = new Set(['Quantity', 'Age', 'Duration', 'Count', 'Distance']);
const currencies = 'urn:iso:std:iso:4217';

function quantityConverter(param: string, type: string): Converter | undefined {
  const add = (terms: Terms, interval: Interval | undefined, system: unknown, code: unknown, unit: unknown) => {
    if (interval === undefined) return;
    const word = (value: unknown) => shortened(text(value) ?? '');
    terms.quantities.push({ param, ...interval, system: word(system), code: word(code), unit: word(unit) });
  };
  if (quantityTypes.has(type)) {
    return (value, terms) => {
      if (isObject(value)) add(terms, quantityInterval(value), value.system, value.code, value.unit);
    };
  }
  if (type === 'Money') {
    return (value, terms) => {
      if (isObject(value)) add(terms, quantityInterval(value), currencies, value.currency, value.currency);
    };
  }
  if (type === 'Range') {
    return (value, terms) => {
      if (!isObject(value)) return;
      const low = isObject(value.low) ? value.low : undefined;
      const high = isObject(value.high) ? value.high : undefined;
      const from = low === undefined ? undefined : quantityInterval(low);
      const to = high === undefined ? undefined : quantityInterval(high);
      if (from === undefined && to === undefined) return;
      const unit = low ?? high ?? {};
      const whole = { low: from?.low ?? -Number.MAX_VALUE, high: to?.high ?? Number.MAX_VALUE };
      add(terms, whole, unit.system, unit.code, unit.unit);
    };
  }
  return undefined;
}

/** Of a Quantity with a comparator, the values that it leaves open. */
function quantityInterval(quantity: Record<string, unknown>): Interval | undefined {
  const { value, comparator } = quantity;
  const interval = typeof value === 'number' ? numberInterval(String(value)) : undefined;
  if (interval === undefined || typeof comparator !== 'string') return interval;
  if (comparator.startsWith('<')) return { low: -Number.MAX_VALUE, high: interval.high };
  if (comparator.startsWith('>')) return { low: interval.low, high: Number.MAX_VALUE };
  return interval;
}

function uriConverter(param: string, type: string): Converter | undefined {
  if (!['uri', 'url', 'canonical', 'oid', 'uuid'].includes(type)) return undefined;
  return (value, terms) => {
    const uri = text(value);
    if (uri !== undefined) terms.uris.push({ param, value: shortened(uri) });
  };
}

/** `near`: a place on earth, in degrees. */
function positionConverter(param: string): Converter {
  return (value, terms) => {
    if (!isObject(value)) return;
    const { latitude, longitude } = value;
    if (typeof latitude !== 'number' || typeof longitude !== 'number') return;
    if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return;
    terms.numbers.push({ param: `${param}:latitude`, low: latitude, high: latitude });
    terms.numbers.push({ param: `${param}:longitude`, low: longitude, high: longitude });
  };
}
