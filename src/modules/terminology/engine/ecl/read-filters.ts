import type {
  ConceptCondition,
  DescriptionCondition,
  DescriptionType,
  Expression,
  MemberCondition,
  MemberField,
} from './expression.ts';
import type { ReadConstraint } from './read-refinement.ts';
import { readSearchTerms } from './read-search-terms.ts';
import type { Reader } from './reader.ts';

/**
 * The filters after a focus: those of members before the operator of hierarchy counts (`within`), those of concepts and
 * descriptions of what it gives, and last what history adds (ECL 5.4, order of operation).
 */
export function readFilters(
  reader: Reader,
  focus: Expression,
  within: (of: Expression) => Expression,
  constraint: ReadConstraint,
  compound: ReadConstraint,
): Expression | undefined {
  let members = focus;
  let made: Expression | undefined;
  while (reader.take('{{')) {
    const of: Expression = made ?? within(members);
    if (reader.take('+')) {
      const sets = readHistory(reader, compound);
      if (sets === undefined) return undefined;
      made = { kind: 'history', of, sets };
    } else if (reader.takeWord('M')) {
      if (members.kind !== 'members' || made !== undefined)
        return reader.wrong('A filter of members stands right after "^"');
      const by = readAll(reader, () => readMemberCondition(reader, constraint));
      if (by === undefined) return undefined;
      members = { ...members, by: [...members.by, ...by] };
    } else if (reader.takeWord('C')) {
      const by = readAll(reader, () => readConceptCondition(reader, constraint));
      if (by === undefined) return undefined;
      made = { kind: 'concepts', of, by };
    } else {
      reader.takeWord('D');
      const by = readAll(reader, () => readDescriptionCondition(reader));
      if (by === undefined) return undefined;
      made = { kind: 'described', of, by };
    }
    if (!reader.take('}}')) return reader.wrong('"}}" is missing');
  }
  return made ?? within(members);
}

function readAll<T>(reader: Reader, read: () => T | undefined): readonly T[] | undefined {
  const all: T[] = [];
  do {
    const one = read();
    if (one === undefined) return undefined;
    all.push(one);
  } while (reader.take(','));
  return all;
}

const concept = (id: string): Expression => ({ kind: 'concept', id });
const sameAs = concept('900000000000527005');

/** Association reference sets by profile (ECL 6.11): from those that mean the same to all that history knows. */
const profiles: Readonly<Record<string, Expression>> = {
  MIN: sameAs,
  MOD: {
    kind: 'or',
    parts: [sameAs, ...['900000000000526001', '900000000000528000', '1186924009'].map(concept)],
  },
  MAX: { kind: 'hierarchy', operator: '<', of: concept('900000000000522004') },
};

function readHistory(reader: Reader, compound: ReadConstraint): Expression | undefined {
  const profile = reader.match(/HISTORY(?:[-_](MIN|MOD|MAX))?(?![\w-])/iy);
  if (profile === undefined) return reader.wrong('"HISTORY", "HISTORY-MIN", "HISTORY-MOD" or "HISTORY-MAX" is missing');
  const named = profiles[profile[1]?.toUpperCase() ?? 'MAX'];
  if (profile[1] !== undefined || !reader.take('(')) return named;
  const sets = compound(reader);
  if (sets === undefined) return undefined;
  if (!reader.take(')')) return reader.wrong('")" is missing');
  return sets.kind === 'any' ? named : sets;
}

/** Whether what follows must be so or not. */
function readEquality(reader: Reader): boolean | undefined {
  if (reader.take('=')) return true;
  return reader.take('!=') ? false : reader.wrong('"=" is missing');
}

function readName(reader: Reader): string {
  return reader.match(/[A-Za-z]+/y)?.[0] ?? '';
}

/** What is filtered by, which must be one of `known`, and whether it must be so or not. */
function readCompared(
  reader: Reader,
  what: string,
  known: readonly string[],
): { readonly name: string; readonly equal: boolean } | undefined {
  const name = readName(reader);
  if (!known.includes(name)) {
    return reader.wrong(`${what} are kept without "${name}", so that nothing can be filtered by it`);
  }
  const equal = readEquality(reader);
  return equal === undefined ? undefined : { name, equal };
}

const fields: readonly MemberField[] = ['referencedComponentId', 'targetComponentId'];

function readMemberCondition(reader: Reader, constraint: ReadConstraint): MemberCondition | undefined {
  const name = readName(reader);
  const field = fields.find((one) => one === name);
  if (field === undefined) return reader.wrong(`Members are kept without their field "${name}"`);
  const equal = readEquality(reader);
  const value = equal === undefined ? undefined : readConcepts(reader, constraint);
  return equal === undefined || value === undefined ? undefined : { field, equal, value };
}

/** A constraint, or several concepts in parentheses without anything between them. */
function readConcepts(reader: Reader, constraint: ReadConstraint): Expression | undefined {
  const list = reader.match(/\(\s*((?:\d{6,18}\s*(?:\|[^|]*\|\s*)?){2,60})\)/y)?.[1];
  if (list === undefined) return constraint(reader);
  const ids = list
    .replaceAll(/\|[^|]*\|/g, ' ')
    .trim()
    .split(/\s+/);
  return { kind: 'or', parts: ids.map(concept) };
}

const primitive = '900000000000074008';
const defined = '900000000000073002';

function readConceptCondition(reader: Reader, constraint: ReadConstraint): ConceptCondition | undefined {
  const compared = readCompared(reader, 'Concepts', ['active', 'moduleId', 'definitionStatus', 'definitionStatusId']);
  if (compared === undefined) return undefined;
  const { name, equal } = compared;
  if (name === 'moduleId') {
    const value = readConcepts(reader, constraint);
    return value === undefined ? undefined : { kind: 'module', equal, value };
  }
  const token = reader.match(/\w+/y)?.[0] ?? '';
  const isTrue = ['1', 'true', 'defined', defined].includes(token.toLowerCase());
  if (!isTrue && !['0', 'false', 'primitive', primitive].includes(token.toLowerCase())) {
    return reader.wrong(`A value of "${name}" is missing`);
  }
  return { kind: name === 'active' ? 'active' : 'defined', value: isTrue === equal };
}

const typeTokens: Readonly<Record<string, DescriptionType>> = {
  syn: 'syn',
  fsn: 'fsn',
  def: 'def',
  '900000000000013009': 'syn',
  '900000000000003001': 'fsn',
  '900000000000550004': 'def',
};

function readDescriptionCondition(reader: Reader): DescriptionCondition | undefined {
  const compared = readCompared(reader, 'Descriptions', ['term', 'language', 'type', 'typeId']);
  if (compared === undefined) return undefined;
  const { name, equal } = compared;
  if (name === 'term') {
    const terms = readSearchTerms(reader, 'match');
    return terms === undefined ? reader.wrong('A text is missing') : { kind: 'term', equal, terms };
  }
  const tokens = readTokens(reader);
  if (tokens === undefined) return reader.wrong(`A value of "${name}" is missing`);
  if (name === 'language') return { kind: 'language', equal, codes: tokens };
  const types = tokens.map((token) => typeTokens[token]).filter((type) => type !== undefined);
  return types.length < tokens.length
    ? reader.wrong('This type of descriptions is not known')
    : { kind: 'type', equal, types };
}

function readTokens(reader: Reader): readonly string[] | undefined {
  const found = reader.match(/(\w+)(?:\s*\|[^|]*\|)?|\(\s*((?:\w+\s*(?:\|[^|]*\|\s*)?){1,20})\)/y);
  if (found === undefined) return undefined;
  const text = found[1] ?? found[2] ?? '';
  return text
    .replaceAll(/\|[^|]*\|/g, ' ')
    .trim()
    .toLowerCase()
    .split(/\s+/);
}
