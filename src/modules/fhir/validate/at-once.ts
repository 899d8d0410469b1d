import { parseFhirPath } from '../fhirpath/parse.ts';
import { type Expression, FhirPathError } from '../fhirpath/syntax.ts';
import { elementsOf, isMoment } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { toldByText } from './told-by-text.ts';

type Members = Readonly<Record<string, unknown>>;

/** What which members are there tells of an element. */
export type Told = (value: Members) => boolean;

/**
 * Tells of a rule whether it holds, as far as that is seen from which members are there; false where it must be
 * evaluated. Most rules of R4 ask nothing else, or nothing of what is missing. Undefined for a rule of which nothing is
 * told so. `type` is that of the element that it is asked of.
 */
export function holdsAtOnce(expression: string, type: string): Told | undefined {
  const known = toldByText.get(expression);
  if (known !== undefined) return known;
  try {
    return verdictOf(parseFhirPath(expression), type).holds;
  } catch (thrown) {
    if (thrown instanceof FhirPathError) return undefined;
    throw thrown;
  }
}

/** When an expression is true, and when it is false; undefined where that cannot be told. */
interface Verdict {
  readonly holds: Told | undefined;
  readonly fails: Told | undefined;
}

const unknown: Verdict = { holds: undefined, fails: undefined };

function verdictOf(expression: Expression, type: string): Verdict {
  if (expression.kind === 'binary') {
    const { operator } = expression;
    if (operator === '=') return comparisonWith(textOf(expression.right), expression.left, type, (a, b) => a === b);
    if (operator !== 'and' && operator !== 'or' && operator !== 'implies') return unknown;
    const left = verdictOf(expression.left, type);
    const right = verdictOf(expression.right, type);
    if (operator === 'and') return { holds: both(left.holds, right.holds), fails: either(left.fails, right.fails) };
    const first = operator === 'or' ? left : { holds: left.fails, fails: left.holds };
    return { holds: either(first.holds, right.holds), fails: both(first.fails, right.fails) };
  }
  if (expression.kind !== 'call' || expression.of === undefined) return unknown;
  const { name, of, args } = expression;
  if (name === 'not') {
    const { holds, fails } = verdictOf(of, type);
    return { holds: fails, fails: holds };
  }
  if (name === 'contains') return comparisonWith(textOf(args[0]), of, type, (a, b) => a.includes(b));
  const isMissing = missing(of, type);
  if (isMissing === undefined) return unknown;
  const isThere =
    args.length > 0 ? undefined : isMember(of) ? (value: Members) => !isMissing(value) : thereInside(of, type);
  if (name === 'exists') return { holds: isThere, fails: isMissing };
  if (name === 'empty') return { holds: isMissing, fails: isThere };
  return name === 'all' ? { holds: isMissing, fails: undefined } : unknown;
}

function both(a: Told | undefined, b: Told | undefined): Told | undefined {
  return a === undefined || b === undefined ? undefined : (value) => a(value) && b(value);
}

function either(a: Told | undefined, b: Told | undefined): Told | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return (value) => a(value) || b(value);
}

/** A member that is text against a text; nothing is told where it is not there. */
function comparisonWith(
  text: string | undefined,
  of: Expression,
  type: string,
  compare: (value: string, text: string) => boolean,
): Verdict {
  if (text === undefined || of.kind !== 'member' || of.of !== undefined) return unknown;
  const [element, ...others] = elementsOf(type, of.name);
  if (element === undefined || others.length > 0 || isMoment(element.type)) return unknown;
  const { name } = element;
  const told =
    (expected: boolean): Told =>
    (value) => {
      const found = value[name];
      return typeof found === 'string' && compare(found, text) === expected;
    };
  return { holds: told(true), fails: told(false) };
}

function textOf(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'literal' && expression.value.type === 'string' ? expression.value.text : undefined;
}

/** Whether there is a member of a member that does not repeat. */
function thereInside(expression: Expression, type: string): Told | undefined {
  if (expression.kind !== 'member' || expression.of?.kind !== 'member' || expression.of.of !== undefined)
    return undefined;
  const [outer, ...others] = elementsOf(type, expression.of.name);
  if (outer === undefined || others.length > 0) return undefined;
  const isMissing = memberMissing(expression.name, outer.type);
  if (isMissing === undefined) return undefined;
  return (value) => {
    const inner = value[outer.name];
    return isObject(inner) && !isMissing(inner);
  };
}

/** A member of the element itself. */
function isMember(expression: Expression): boolean {
  return expression.kind === 'member' && expression.of === undefined;
}

/** Functions that answer nothing where they are asked of nothing. */
const passing: ReadonlySet<string> = new Set([
  'where',
  'ofType',
  'resolve',
  'first',
  'last',
  'tail',
  'extension',
  'as',
]);

/** When an expression answers nothing because the member that it begins with is missing. */
function missing(expression: Expression | undefined, type: string): Told | undefined {
  if (expression === undefined) return undefined;
  if (expression.kind === 'member' && expression.of === undefined) return memberMissing(expression.name, type);
  if (expression.kind === 'member') return missing(expression.of, type);
  if (expression.kind === 'call') return passing.has(expression.name) ? missing(expression.of, type) : undefined;
  if (expression.kind === 'type' && expression.operator === 'as') return missing(expression.of, type);
  if (expression.kind === 'binary' && expression.operator === '|') {
    return both(missing(expression.left, type), missing(expression.right, type));
  }
  return undefined;
}

/** By all the names that it may have in JSON; undefined where the type has no such member. */
function memberMissing(label: string, type: string): Told | undefined {
  const elements = /^[a-z]/.test(label) ? elementsOf(type, label) : [];
  const names = elements.flatMap(({ name, kind }) => (kind === 'primitive' ? [name, `_${name}`] : [name]));
  const [only] = names;
  if (only === undefined) return undefined;
  if (names.length === 1) return (value) => !isFilled(value[only]);
  return (value) => !names.some((name) => isFilled(value[name]));
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.some((one) => one !== null) : value !== undefined && value !== null;
}
