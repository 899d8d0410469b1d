import { type Expression, FhirPathError, type Operator } from './syntax.ts';

/** What an expression may use of the language besides names, indexes, literals, `is` and `as`. */
export interface LanguagePart {
  readonly functions: ReadonlySet<string>;
  readonly operators: ReadonlySet<Operator>;
}

/** Throws `FhirPathError` with the name of the first function or operator that does not belong to the part. */
export function holdTo(part: LanguagePart, expression: Expression): void {
  switch (expression.kind) {
    case 'call':
      if (!part.functions.has(expression.name)) {
        throw new FhirPathError(`The function ${expression.name} may not be used here.`, expression.at);
      }
      if (expression.of !== undefined) holdTo(part, expression.of);
      for (const argument of expression.args) holdTo(part, argument);
      return;
    case 'binary':
      if (!part.operators.has(expression.operator)) {
        throw new FhirPathError(`The operator ${expression.operator} may not be used here.`);
      }
      holdTo(part, expression.left);
      holdTo(part, expression.right);
      return;
    case 'indexer':
      holdTo(part, expression.of);
      holdTo(part, expression.index);
      return;
    case 'sign':
    case 'type':
      holdTo(part, expression.of);
      return;
    case 'member':
      if (expression.of !== undefined) holdTo(part, expression.of);
      return;
    default:
  }
}
