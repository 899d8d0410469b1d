import { parseFhirPath } from '../fhirpath/parse.ts';
import { type Expression, FhirPathError } from '../fhirpath/syntax.ts';
import { elementsOf } from '../fhirpath/values.ts';

type Members = Readonly<Record<string, unknown>>;

/** Whether a rule holds of the members of an element. */
export type Presence = (value: Members) => boolean;

/**
 * A rule that speaks of nothing but whether members are there, as most rules of R4 do, without an evaluation; undefined
 * for any other. `type` is that of the element that it is asked of.
 */
export function presenceOf(expression: string, type: string): Presence | undefined {
  try {
    return compiled(parseFhirPath(expression), type);
  } catch (thrown) {
    if (thrown instanceof FhirPathError) return undefined;
    throw thrown;
  }
}

function compiled(expression: Expression, type: string): Presence | undefined {
  if (expression.kind === 'binary') {
    const left = compiled(expression.left, type);
    const right = compiled(expression.right, type);
    if (left === undefined || right === undefined) return undefined;
    if (expression.operator === 'and') return (value) => left(value) && right(value);
    if (expression.operator === 'or') return (value) => left(value) || right(value);
    if (expression.operator === 'implies') return (value) => !left(value) || right(value);
    return undefined;
  }
  if (expression.kind !== 'call' || expression.of === undefined || expression.args.length > 0) return undefined;
  const { name, of } = expression;
  if (name === 'not') {
    const inner = compiled(of, type);
    return inner && ((value) => !inner(value));
  }
  if (name !== 'exists' && name !== 'empty') return undefined;
  const isThere = found(of, type);
  if (isThere === undefined) return undefined;
  return name === 'exists' ? isThere : (value) => !isThere(value);
}

/** Whether there is a member, by all the names that it may have. */
function found(expression: Expression, type: string): Presence | undefined {
  if (expression.kind !== 'member' || expression.of !== undefined || !/^[a-z]/.test(expression.name)) return undefined;
  const elements = elementsOf(type, expression.name);
  if (elements.length === 0) return undefined;
  const names = elements.flatMap(({ name, kind }) => (kind === 'primitive' ? [name, `_${name}`] : [name]));
  const [only] = names;
  if (names.length === 1 && only !== undefined) return (value) => isFilled(value[only]);
  return (value) => names.some((name) => isFilled(value[name]));
}

function isFilled(value: unknown): boolean {
  return Array.isArray(value) ? value.some((one) => one !== null) : value !== undefined && value !== null;
}
