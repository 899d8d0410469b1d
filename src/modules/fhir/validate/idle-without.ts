import { parseFhirPath } from '../fhirpath/parse.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { FhirPathError } from '../fhirpath/syntax.ts';

/**
 * Members of an element of which one must be there for an expression to be anything but true: where all are missing it
 * need not be evaluated. Undefined where that cannot be told from the form of the expression.
 */
export function idleWithout(expression: string): readonly string[] | undefined {
  try {
    return trueWithout(parseFhirPath(expression));
  } catch (thrown) {
    if (thrown instanceof FhirPathError) return undefined;
    throw thrown;
  }
}

type Members = readonly string[] | undefined;

/** Members without which an expression is true. */
function trueWithout(expression: Expression): Members {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (operator === 'and') return both(trueWithout(left), trueWithout(right));
    if (operator === 'or') return fewer(trueWithout(left), trueWithout(right));
    if (operator === 'implies') return fewer(falseWithout(left), trueWithout(right));
    return undefined;
  }
  if (expression.kind !== 'call') return undefined;
  const { name, of } = expression;
  if (name === 'empty' || name === 'all') return nothingWithout(of);
  return name === 'not' && of !== undefined ? falseWithout(of) : undefined;
}

/** Members without which an expression is false. */
function falseWithout(expression: Expression): Members {
  if (expression.kind === 'binary') {
    const { operator, left, right } = expression;
    if (operator === 'and') return fewer(falseWithout(left), falseWithout(right));
    return operator === 'or' ? both(falseWithout(left), falseWithout(right)) : undefined;
  }
  if (expression.kind !== 'call') return undefined;
  const { name, of } = expression;
  if (name === 'exists') return nothingWithout(of);
  return name === 'not' && of !== undefined ? trueWithout(of) : undefined;
}

const filters: ReadonlySet<string> = new Set([
  'where',
  'ofType',
  'resolve',
  'first',
  'last',
  'tail',
  'extension',
  'as',
]);

/** Members without which an expression answers nothing. */
function nothingWithout(expression: Expression | undefined): Members {
  if (expression === undefined) return undefined;
  if (expression.kind === 'member') {
    if (expression.of !== undefined) return nothingWithout(expression.of);
    return /^[a-z]/.test(expression.name) ? [expression.name] : undefined;
  }
  if (expression.kind === 'call') return filters.has(expression.name) ? nothingWithout(expression.of) : undefined;
  if (expression.kind === 'type' && expression.operator === 'as') return nothingWithout(expression.of);
  if (expression.kind === 'binary' && expression.operator === '|') {
    return both(nothingWithout(expression.left), nothingWithout(expression.right));
  }
  return undefined;
}

function both(a: Members, b: Members): Members {
  return a === undefined || b === undefined ? undefined : [...new Set([...a, ...b])];
}

function fewer(a: Members, b: Members): Members {
  if (a === undefined || b === undefined) return a ?? b;
  return a.length <= b.length ? a : b;
}
