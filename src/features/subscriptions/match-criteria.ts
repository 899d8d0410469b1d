import {
  baseUnitOf,
  inBaseUnit,
  type QuantityEntry,
  type SearchCriterion,
  type SearchIndex,
  type SearchPrefix,
  type SearchValue,
  ucum,
} from '#fhir';
import { fail, type Outcome, ok } from '#kernel';

/** A resource as criteria are held against it, without any database. */
export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly updated: Date;
  readonly index: SearchIndex;
}

type ValueOf<Kind extends SearchValue['kind']> = Extract<SearchValue, { kind: Kind }>;

const modifiers: Readonly<Record<string, readonly (string | undefined)[]>> = {
  token: [undefined, 'not', 'missing', 'text', 'of-type'],
  reference: [undefined, 'missing', 'identifier'],
  string: [undefined, 'missing', 'exact', 'contains'],
  date: [undefined, 'missing'],
  number: [undefined, 'missing'],
  quantity: [undefined, 'missing'],
  uri: [undefined, 'missing'],
};
const kinds: ReadonlySet<SearchValue['kind']> = new Set([
  'token',
  'reference',
  'string',
  'date',
  'number',
  'quantity',
  'uri',
  'missing',
]);

/**
 * Can this criterion be judged by looking at one resource alone? Chains, `_has`, `_list`, value sets and composites
 * cannot, and are refused by name when the Subscription is written, never passed over.
 */
export function checkMatchable({ parameter, modifier, values }: SearchCriterion): Outcome<void> {
  const known = modifiers[parameter.type];
  if (known === undefined || !values.every(({ kind }) => kinds.has(kind))) {
    return fail('subscription.criteria', `The search parameter ${parameter.code} cannot be used so in a Subscription.`);
  }
  if (!known.includes(modifier)) {
    return fail(
      'subscription.criteria',
      `The modifier :${modifier} of ${parameter.code} cannot be used in a Subscription.`,
    );
  }
  return ok(undefined);
}

/** Do all criteria hold? The same answer as a search with them that asks of this one resource. */
export function matchesAll(subject: Subject, criteria: readonly SearchCriterion[]): boolean {
  return criteria.every((criterion) => matches(subject, criterion));
}

function matches(subject: Subject, criterion: SearchCriterion): boolean {
  const { parameter, modifier, values } = criterion;
  const { code } = parameter;
  if (modifier === 'missing') {
    const [value] = values;
    return value?.kind === 'missing' && isPresent(subject, code) !== value.missing;
  }
  const any = values.some((value) => holds(subject, criterion, value));
  return modifier === 'not' ? !any : any;
}

function isPresent({ index }: Subject, code: string): boolean {
  if (code === '_lastUpdated') return true;
  const { tokens, references, strings, dates, numbers, quantities, uris } = index;
  return [tokens, references, strings, dates, numbers, quantities, uris].some((entries: readonly { param: string }[]) =>
    entries.some((entry) => entry.param === code),
  );
}

function holds(subject: Subject, criterion: SearchCriterion, value: SearchValue): boolean {
  const { index } = subject;
  const { parameter, modifier } = criterion;
  const { code } = parameter;
  const of = <Entry extends { readonly param: string }>(entries: readonly Entry[], param = code) =>
    entries.filter((entry) => entry.param === param);
  switch (value.kind) {
    case 'token':
      if (code === '_id') return value.code === subject.id;
      return tokenHolds(of(index.tokens, tokenParam(code, modifier)), value, modifier);
    case 'reference':
      return of(index.references).some((entry) => {
        if (value.url !== undefined) return entry.url === value.url;
        const types =
          value.type === undefined ? (modifier === undefined ? parameter.targets : [modifier]) : [value.type];
        return entry.id === value.id && entry.type !== undefined && types.includes(entry.type);
      });
    case 'string':
      if (modifier === 'text') return of(index.texts).some(({ folded }) => folded.startsWith(value.folded));
      return of(index.strings).some((entry) => {
        if (modifier === 'exact') return entry.value === value.text;
        if (value.folded === '') return false;
        return modifier === 'contains' ? entry.folded.includes(value.folded) : entry.folded.startsWith(value.folded);
      });
    case 'uri':
      return of(index.uris).some((entry) => entry.value === value.value);
    case 'date': {
      if (code !== '_lastUpdated') return of(index.dates).some((entry) => intervalHolds(entry, value));
      const at = subject.updated.getTime();
      return intervalHolds({ low: at, high: at + 1 }, value);
    }
    case 'number':
      return of(index.numbers).some((entry) => numberHolds(middle(entry), value));
    case 'quantity':
      return of(index.quantities).some((entry) => quantityHolds(entry, value));
    default:
      return false;
  }
}

function tokenParam(code: string, modifier: string | undefined): string {
  return modifier === 'of-type' || modifier === 'identifier' ? `${code}:${modifier}` : code;
}

function tokenHolds(
  entries: readonly { readonly system: string; readonly code: string }[],
  value: ValueOf<'token'>,
  modifier: string | undefined,
): boolean {
  // An identifier's type is asked for without its system where none is given.
  const anySystem = value.system === undefined || (modifier === 'of-type' && value.system === '');
  return entries.some(
    (entry) => (value.code === undefined || entry.code === value.code) && (anySystem || entry.system === value.system),
  );
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

type Asked = Interval & { readonly prefix: SearchPrefix };

/** As the table of dates in docs/spec/search.md. */
function intervalHolds({ low, high }: Interval, asked: Asked): boolean {
  const inside = low >= asked.low && high <= asked.high;
  switch (asked.prefix) {
    case 'eq':
      return inside;
    case 'ne':
      return !inside;
    case 'gt':
      return high > asked.high;
    case 'lt':
      return low < asked.low;
    case 'ge':
      return high > asked.high || inside;
    case 'le':
      return low < asked.low || inside;
    case 'sa':
      return low >= asked.high;
    case 'eb':
      return high <= asked.low;
    case 'ap':
      return low < asked.high && high > asked.low;
  }
}

function middle({ low, high }: Interval): number {
  return (low + high) / 2;
}

/** Room for the last digit of a double, so that 5.4 and 5.40 are the same number. */
const rounding = 1e-12;

/**
 * As the table of numbers in docs/spec/search.md. `scale` says what an asked number is on the scale of the stored one; a
 * greater one must be greater there too.
 */
function numberHolds(value: number, asked: Asked, scale: (asked: number) => number = (given) => given): boolean {
  const centre = middle(asked);
  const scaled = scale(centre);
  const slack = Math.abs(scaled) * rounding;
  const inside = value >= scale(asked.low) - slack && value < scale(asked.high) - slack;
  switch (asked.prefix) {
    case 'eq':
      return inside;
    case 'ne':
      return !inside;
    case 'gt':
    case 'sa':
      return value > scaled + slack;
    case 'lt':
    case 'eb':
      return value < scaled - slack;
    case 'ge':
      return value >= scaled - slack;
    case 'le':
      return value <= scaled + slack;
    case 'ap': {
      const tenth = Math.abs(centre) * 0.1;
      return value >= scale(centre - tenth) - slack && value <= scale(centre + tenth) + slack;
    }
  }
}

/** With a unit of UCUM, amounts of the same kind are compared in base units; with any other, as they are written. */
function quantityHolds(entry: QuantityEntry, asked: ValueOf<'quantity'>): boolean {
  const { system, code } = asked;
  const unit = system === ucum && code !== undefined ? baseUnitOf(code) : undefined;
  if (unit !== undefined) {
    const given = entry.system === ucum && entry.code !== '' ? baseUnitOf(entry.code) : undefined;
    if (given?.base !== unit.base) return false;
    return numberHolds(inBaseUnit(middle(entry), given), asked, (amount) => inBaseUnit(amount, unit));
  }
  if (!numberHolds(middle(entry), asked)) return false;
  if (system !== undefined && system !== '')
    return entry.system === system && (code === undefined || entry.code === code);
  return code === undefined || entry.code === code || entry.unit === code;
}
