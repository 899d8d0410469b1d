import { literalValue, nameOf, parseFhirPath } from '../fhirpath/parse.ts';
import { type Expression, FhirPathError } from '../fhirpath/syntax.ts';

/** A step of the paths that a FHIRPath Patch names elements with. */
export type PathStep =
  | { readonly kind: 'child'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'last' }
  | { readonly kind: 'extension'; readonly url: string }
  | { readonly kind: 'ofType'; readonly type: string }
  | { readonly kind: 'where'; readonly conditions: readonly Condition[] };

/** All of one `where` must hold. */
export interface Condition {
  readonly path: readonly string[];
  readonly value: string | number | boolean;
}

const longestPath = 1_000;

/**
 * Reads a path of the "simple" subset of FHIRPath (R4, fhirpatch.html): elements, `[n]`, `first()`, `last()`,
 * `extension('url')`, `ofType(Type)`, and `where(...)` of equalities joined by `and`. The first name may be that of the
 * resource type. Undefined for anything else.
 */
export function parsePath(text: string): readonly PathStep[] | undefined {
  if (text.length > longestPath) return undefined;
  try {
    return stepsOf(parseFhirPath(text));
  } catch (thrown) {
    if (!(thrown instanceof FhirPathError)) throw thrown;
    return undefined;
  }
}

function stepsOf(expression: Expression): readonly PathStep[] | undefined {
  if (expression.kind !== 'member' && expression.kind !== 'call' && expression.kind !== 'indexer') return undefined;
  const before = expression.of === undefined ? [] : stepsOf(expression.of);
  const last = lastStep(expression);
  return before === undefined || last === undefined ? undefined : [...before, last];
}

function lastStep(expression: Extract<Expression, { kind: 'member' | 'call' | 'indexer' }>): PathStep | undefined {
  if (expression.kind === 'member') return { kind: 'child', name: expression.name };
  if (expression.kind === 'call') return expression.of && callStep(expression.name, expression.args);
  const index = literalValue(expression.index);
  return typeof index === 'number' && Number.isInteger(index) ? { kind: 'index', index } : undefined;
}

function callStep(name: string, [argument, ...more]: readonly Expression[]): PathStep | undefined {
  if (argument === undefined) {
    if (name === 'first') return { kind: 'index', index: 0 };
    return name === 'last' ? { kind: 'last' } : undefined;
  }
  if (more.length > 0) return undefined;
  switch (name) {
    case 'extension': {
      const url = comparedValue(argument);
      return typeof url === 'string' ? { kind: 'extension', url } : undefined;
    }
    case 'ofType': {
      const type = nameOf(argument)?.replace(/^FHIR\./, '');
      return type === undefined ? undefined : { kind: 'ofType', type };
    }
    case 'where': {
      const conditions = conditionsOf(argument);
      return conditions === undefined ? undefined : { kind: 'where', conditions };
    }
    default:
      return undefined;
  }
}

function conditionsOf(criteria: Expression): readonly Condition[] | undefined {
  if (criteria.kind !== 'binary') return undefined;
  const { operator, left, right } = criteria;
  if (operator === 'and') {
    const [first, second] = [conditionsOf(left), conditionsOf(right)];
    return first === undefined || second === undefined ? undefined : [...first, ...second];
  }
  const path = namesOf(left);
  const value = comparedValue(right);
  return operator !== '=' || path === undefined || value === undefined ? undefined : [{ path, value }];
}

/** The elements on the way from `$this`, which may be left out. */
function namesOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'this') return [];
  if (expression.kind !== 'member') return undefined;
  const before = expression.of === undefined ? [] : namesOf(expression.of);
  return before === undefined ? undefined : [...before, expression.name];
}

function comparedValue(expression: Expression): Condition['value'] | undefined {
  if (expression.kind === 'sign') {
    const value = comparedValue(expression.of);
    return typeof value !== 'number' || expression.sign === '+' ? undefined : -value;
  }
  return literalValue(expression);
}
