import { type Fact, intervalOf } from './search-facts.ts';

/** A search that a fact leads to. */
export interface OracleQuery {
  readonly modifier?: string;
  readonly value: string;
  /** `either`: the standard leaves it open, or this oracle does not know. */
  matches(fact: Fact): 'yes' | 'no' | 'either';
}

const escaped = (text: string) => text.replace(/[\\,|$]/g, (sign) => `\\${sign}`);
const yesIf = (condition: boolean) => (condition ? 'yes' : 'no');

type Prefix = 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb';

const datePrefixes: readonly Prefix[] = ['ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
const numberPrefixes: readonly Prefix[] = ['ne', 'gt', 'lt'];

/** Searches by prefixes, of which the fact meets some and others do not (R4 search.html#prefix). */
export function prefixedQueriesFor(fact: Fact): readonly OracleQuery[] {
  if (fact.kind === 'date') {
    return fact.asked.flatMap((asked) => {
      const bare = asked.replace(/^(?:ge|le)/, '');
      return datePrefixes.flatMap((prefix) => dateQuery(`${prefix}${bare}`));
    });
  }
  if (fact.kind === 'number') return numberPrefixes.map((prefix) => numberQuery(fact.value, prefix));
  return [];
}

/** Words out of the middle of a string, as `:contains` finds them. */
export function containedQueriesFor(fact: Fact): readonly OracleQuery[] {
  if (fact.kind !== 'string') return [];
  const part = fact.value
    .split(/[^\p{L}\p{N}]+/u)
    .find((word, n) => n > 0 && word.length > 2)
    ?.slice(1);
  if (part === undefined) return [];
  const matches = (other: Fact) => {
    if (other.kind !== 'string') return 'no';
    if (bare(other.value).includes(bare(part))) return 'yes';
    return simple.test(other.value) && /^\p{ASCII}*$/u.test(bare(other.value + part)) ? 'no' : 'either';
  };
  return [{ modifier: 'contains', value: part, matches }];
}

/** The searches by which a fact must be found. */
export function queriesFor(fact: Fact): readonly OracleQuery[] {
  switch (fact.kind) {
    case 'token':
      return [tokenQuery(fact)];
    case 'reference':
      return [
        {
          value: escaped(fact.to),
          matches: (other) =>
            other.kind !== 'reference'
              ? 'no'
              : other.to === fact.to || other.to.split('|')[0] === fact.to
                ? 'yes'
                : 'no',
        },
      ];
    case 'string':
      return stringQueries(fact.value);
    case 'date':
      return fact.asked.flatMap(dateQuery);
    case 'number':
      return [numberQuery(fact.value)];
    case 'quantity':
      return fact.vague ? [] : [quantityQuery(fact)];
    case 'uri':
      return [
        { value: escaped(fact.value), matches: (other) => yesIf(other.kind === 'uri' && other.value === fact.value) },
      ];
    case 'composite':
      return compositeQuery(fact.parts);
  }
}

function tokenQuery(fact: Extract<Fact, { kind: 'token' }>): OracleQuery {
  const { system, code, bare } = fact;
  const value = system !== undefined ? `${escaped(system)}|${escaped(code)}` : `${bare ? '' : '|'}${escaped(code)}`;
  return {
    value,
    matches: (other) => {
      if (other.kind !== 'token' || other.code !== code) return 'no';
      if (system !== undefined) return other.bare ? 'either' : yesIf(other.system === system);
      // `|code` asks for those without a system; whether a bare code of a bound element has one is the server's to say.
      if (!bare) return other.bare ? 'either' : yesIf(other.system === undefined);
      return 'yes';
    },
  };
}

/** Letters, digits and single blanks: text in which folding changes nothing but case and accents. */
const simple = /^[\p{L}\p{N}]+(?: [\p{L}\p{N}]+)*$/u;
const bare = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

function stringQueries(value: string): readonly OracleQuery[] {
  const start = [...value].slice(0, 120).join('');
  if (!/[\p{L}\p{N}]/u.test(start)) return [];
  const begins: OracleQuery = {
    value: escaped(start),
    matches: (other) => {
      if (other.kind !== 'string') return 'no';
      if (bare(other.value).startsWith(bare(start))) return 'yes';
      return simple.test(other.value) && simple.test(start) && /^[\p{ASCII}]*$/u.test(bare(other.value + start))
        ? 'no'
        : 'either';
    },
  };
  if (value.length > 500 || value !== value.trim()) return [begins];
  const exact: OracleQuery = {
    modifier: 'exact',
    value: escaped(value),
    matches: (other) => yesIf(other.kind === 'string' && other.value === value),
  };
  return [begins, exact];
}

function dateQuery(asked: string): readonly OracleQuery[] {
  const prefix = /^[a-z]{2}/.exec(asked)?.[0] ?? 'eq';
  const interval = intervalOf(asked.replace(/^[a-z]{2}/, ''));
  if (interval === undefined) return [];
  const { low, high } = interval;
  const holds = (other: Extract<Fact, { kind: 'date' }>): boolean => {
    const inside = low <= other.low && other.high <= high;
    switch (prefix) {
      case 'ne':
        return !inside;
      case 'gt':
        return other.high > high;
      case 'lt':
        return other.low < low;
      case 'ge':
        return inside || other.high > high;
      case 'le':
        return inside || other.low < low;
      case 'sa':
        return other.low >= high;
      case 'eb':
        return other.high <= low;
      default:
        return inside;
    }
  };
  return [{ value: asked, matches: (other) => yesIf(other.kind === 'date' && holds(other)) }];
}

/** Half of the last digit that is written. */
function halfOf(literal: string): number {
  const [mantissa = '', exponent = '0'] = literal.split('e');
  return 0.5 * 10 ** (Number(exponent) - (mantissa.split('.')[1]?.length ?? 0));
}

function inReach(value: number, asked: number): 'yes' | 'no' | 'either' {
  const half = halfOf(String(asked));
  const distance = Math.abs(value - asked);
  if (Math.abs(distance - half) <= 1e-9 * Math.max(Math.abs(asked), half)) return 'either';
  return yesIf(distance < half);
}

function numberQuery(asked: number, prefix?: Prefix): OracleQuery {
  const matches = (other: Fact) => {
    if (other.kind !== 'number') return 'no';
    if (prefix === 'gt') return yesIf(other.value > asked);
    if (prefix === 'lt') return yesIf(other.value < asked);
    const within = inReach(other.value, asked);
    if (prefix !== 'ne' || within === 'either') return within;
    return yesIf(within === 'no');
  };
  return { value: `${prefix ?? ''}${asked}`, matches };
}

function quantityQuery(fact: Extract<Fact, { kind: 'quantity' }>): OracleQuery {
  const { value: asked, system, code, unit } = fact;
  const word = code ?? unit;
  const rest =
    word === undefined ? '' : `|${system === undefined || code === undefined ? '' : escaped(system)}|${escaped(word)}`;
  return {
    value: `${asked}${rest}`,
    matches: (other) => {
      if (other.kind !== 'quantity') return 'no';
      if (other.vague) return 'either';
      const same =
        word === undefined ||
        (code !== undefined && system !== undefined
          ? other.code === code && other.system === system
          : other.code === word || other.unit === word);
      // A server may know that 5 mg is 0.005 g.
      if (!same) return 'either';
      return inReach(other.value, asked);
    },
  };
}

function compositeQuery(parts: readonly (readonly Fact[])[]): readonly OracleQuery[] {
  const first = parts.map((facts) => facts.flatMap((fact) => queriesFor(fact))[0]);
  if (first.some((query) => query === undefined)) return [];
  const queries = first as readonly OracleQuery[];
  return [
    {
      value: queries.map(({ value }) => value).join('$'),
      matches: (other) => {
        if (other.kind !== 'composite') return 'no';
        const answers = queries.map((query, n) => {
          const of = (other.parts[n] ?? []).map((fact) => query.matches(fact));
          return of.includes('yes') ? 'yes' : of.includes('either') ? 'either' : 'no';
        });
        if (answers.includes('no')) return 'no';
        return answers.includes('either') ? 'either' : 'yes';
      },
    },
  ];
}
