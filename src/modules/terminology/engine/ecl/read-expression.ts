import type { Expression, HierarchyOperator, MemberField } from './expression.ts';
import { readFilters } from './read-filters.ts';
import { readRefinement } from './read-refinement.ts';
import { createReader, type Reader } from './reader.ts';

/** Longer ones before those that they begin with. */
const operators: readonly HierarchyOperator[] = ['<<!', '>>!', '<<', '<!', '>>', '>!', '<', '>'];

/** Reads an expression; a text tells what is wrong with it, or what of it cannot be answered here. */
export function readExpression(source: string): Expression | string {
  const reader = createReader(source);
  const read = readCompound(reader);
  if (read !== undefined && !reader.isAtEnd) reader.wrong('The expression goes on unexpectedly');
  return read === undefined || reader.problem !== undefined
    ? (reader.problem ?? 'The expression is not complete')
    : read;
}

/** What is wrong with an expression; undefined where nothing is. */
export function expressionProblem(source: string): string | undefined {
  const read = readExpression(source);
  return typeof read === 'string' ? read : undefined;
}

function readCompound(reader: Reader): Expression | undefined {
  return reader.deeper(() => {
    const first = readRefined(reader);
    if (first === undefined) return undefined;
    if (takeAnd(reader)) return readJunction(reader, 'and', first);
    if (reader.takeWord('OR')) return readJunction(reader, 'or', first);
    if (!reader.takeWord('MINUS')) return first;
    const less = readRefined(reader);
    return less === undefined ? undefined : { kind: 'minus', from: first, less };
  });
}

function takeAnd(reader: Reader): boolean {
  return reader.takeWord('AND') || reader.take(',');
}

function readJunction(reader: Reader, kind: 'and' | 'or', first: Expression): Expression | undefined {
  const parts = [first];
  do {
    const next = readRefined(reader);
    if (next === undefined) return undefined;
    parts.push(next);
  } while (kind === 'and' ? takeAnd(reader) : reader.takeWord('OR'));
  return { kind, parts };
}

function readRefined(reader: Reader): Expression | undefined {
  let focus = readConstraint(reader);
  while (focus !== undefined && reader.take('.')) {
    const attribute = readConstraint(reader);
    focus = attribute === undefined ? undefined : { kind: 'dotted', from: focus, attribute };
  }
  if (focus === undefined || !reader.take(':')) return focus;
  const by = readRefinement(reader, readConstraint);
  return by === undefined ? undefined : { kind: 'refined', focus, by };
}

/** A "subExpressionConstraint": what may stand as a focus, the name of an attribute, or its value. */
function readConstraint(reader: Reader): Expression | undefined {
  if (!reader.part()) return undefined;
  const extreme = reader.take('!!>') ? 'top' : reader.take('!!<') ? 'bottom' : undefined;
  const operator = extreme === undefined ? operators.find((one) => reader.take(one)) : undefined;
  const isMembers = reader.take('^');
  const field = isMembers ? readField(reader) : undefined;
  if (isMembers && field === undefined) return undefined;
  const focus = readFocus(reader);
  if (focus === undefined) return undefined;
  const asked: Expression = field === undefined ? focus : { kind: 'members', of: focus, field, by: [] };
  const within = (of: Expression): Expression => {
    if (extreme !== undefined) return { kind: extreme, of };
    return operator === undefined ? of : { kind: 'hierarchy', operator, of };
  };
  return readFilters(reader, asked, within, readConstraint, readCompound);
}

/** `^ [field]`: which component of the members is meant. */
function readField(reader: Reader): MemberField | undefined {
  if (!reader.take('[')) return 'referencedComponentId';
  const name = reader.match(/[A-Za-z]+|\*/y)?.[0] ?? '';
  if (name !== 'referencedComponentId' && name !== 'targetComponentId') {
    return reader.wrong(`The field "${name}" of reference sets is not kept`);
  }
  return reader.take(']') ? name : reader.wrong('"]" is missing, or more than one field is asked for');
}

function readFocus(reader: Reader): Expression | undefined {
  if (reader.take('(')) {
    const inner = readCompound(reader);
    if (inner === undefined) return undefined;
    return reader.take(')') ? inner : reader.wrong('")" is missing');
  }
  return reader.take('*') ? { kind: 'any' } : readConcept(reader);
}

/** A concept by its id, with or without its term. */
export function readConcept(reader: Reader): Expression | undefined {
  const id = reader.match(/[1-9]\d{5,17}(?!\d)/y)?.[0];
  if (id === undefined) {
    const isAlternate = reader.match(/[A-Za-z][\w-]*#/y) !== undefined;
    return reader.wrong(isAlternate ? 'Alternate identifiers are not kept' : 'A concept is missing');
  }
  if (reader.take('|') && reader.match(/[^|]*\|/y) === undefined) return reader.wrong('A term does not end');
  return { kind: 'concept', id };
}
