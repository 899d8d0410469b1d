import {
  type AttributeConstraint,
  atLeastOnce,
  type Cardinality,
  type Expression,
  type NumberOperator,
  type Refinement,
  type SearchTerm,
  type ValueConstraint,
} from './expression.ts';
import { readSearchTerms } from './read-search-terms.ts';
import type { Reader } from './reader.ts';

/** Reads the sub-expressions that stand for names and values. */
export type ReadConstraint = (reader: Reader) => Expression | undefined;

/** An "eclRefinement": attributes and groups of them, joined by AND (or a comma) or by OR. */
export function readRefinement(reader: Reader, constraint: ReadConstraint): Refinement | undefined {
  const first = readPart(reader, constraint);
  if (first === undefined) return undefined;
  const takeAnd = () => reader.takeWord('AND') || reader.take(',');
  const kind = reader.takeWord('OR') ? 'some' : takeAnd() ? 'all' : undefined;
  if (kind === undefined) return first;
  const parts = [first];
  do {
    const next = readPart(reader, constraint);
    if (next === undefined) return undefined;
    parts.push(next);
  } while (kind === 'some' ? reader.takeWord('OR') : takeAnd());
  return { kind, parts };
}

const comparisons: readonly NumberOperator[] = ['!=', '<=', '>=', '=', '<', '>'];

function readPart(reader: Reader, constraint: ReadConstraint): Refinement | undefined {
  return reader.deeper(() => {
    const times = readCardinality(reader);
    if (times === undefined) return undefined;
    if (reader.take('{')) {
      const of = readRefinement(reader, constraint);
      if (of === undefined) return undefined;
      if (hasGroup(of)) return reader.wrong('A group stands in a group');
      return reader.take('}') ? { kind: 'group', times, of } : reader.wrong('"}" is missing');
    }
    // Parentheses hold attributes, unless they are the name of one: then what it is compared to comes after them.
    const isName = !reader.sees('(') || reader.seesAfterParentheses(comparisons);
    if (!isName && times === atLeastOnce) return readParenthesised(reader, constraint);
    return readAttribute(reader, constraint, times);
  });
}

function readParenthesised(reader: Reader, constraint: ReadConstraint): Refinement | undefined {
  reader.take('(');
  const inner = readRefinement(reader, constraint);
  if (inner === undefined) return undefined;
  return reader.take(')') ? inner : reader.wrong('")" is missing');
}

function hasGroup(refinement: Refinement): boolean {
  if (refinement.kind === 'attribute') return false;
  return refinement.kind === 'group' || refinement.parts.some(hasGroup);
}

/** `[1..3]`; at least once where nothing is said. */
function readCardinality(reader: Reader): Cardinality | undefined {
  if (!reader.take('[')) return atLeastOnce;
  const found = reader.match(/(\d{1,9})\s*\.\.\s*(\d{1,9}|\*)\s*\]/y);
  if (found === undefined) return reader.wrong('A cardinality is written "[0..1]" or "[1..*]"');
  const min = Number(found[1]);
  const max = found[2] === '*' ? Number.POSITIVE_INFINITY : Number(found[2]);
  return min > max ? reader.wrong('A cardinality has more at least than at most') : { min, max };
}

function readAttribute(
  reader: Reader,
  constraint: ReadConstraint,
  times: Cardinality,
): AttributeConstraint | undefined {
  const reverse = reader.match(/R(?!\w)/y) !== undefined;
  const name = constraint(reader);
  if (name === undefined) return undefined;
  const value = readValue(reader, constraint);
  if (value === undefined) return undefined;
  if (reverse && value.kind !== 'concepts') return reader.wrong('What is reversed is compared to concepts');
  return { kind: 'attribute', times, reverse, name, value };
}

function readValue(reader: Reader, constraint: ReadConstraint): ValueConstraint | undefined {
  const operator = comparisons.find((one) => reader.take(one));
  if (operator === undefined) return reader.wrong('"=" is missing');
  if (reader.take('#')) {
    const than = reader.match(/[+-]?\d{1,30}(\.\d{1,30})?/y)?.[0];
    return than === undefined ? reader.wrong('A number is missing') : { kind: 'number', operator, than: Number(than) };
  }
  if (operator !== '=' && operator !== '!=') return reader.wrong('A number is missing');
  const equal = operator === '=';
  const boolean = reader.takeWord('TRUE') ? true : reader.takeWord('FALSE') ? false : undefined;
  if (boolean !== undefined) return { kind: 'boolean', equal, as: boolean };
  const terms: readonly SearchTerm[] | undefined = readSearchTerms(reader, 'exact');
  if (terms !== undefined) return { kind: 'text', equal, terms };
  const of = reader.problem === undefined ? constraint(reader) : undefined;
  return of === undefined ? undefined : { kind: 'concepts', equal, of };
}
