import { type CompiledFhirPath, compileFhirPath } from '../fhirpath/fhirpath.ts';
import type { ConstraintDefinition } from './definitions-source.ts';
import { meantExpression } from './errata.ts';

/** A constraint that a definition states, compiled when it is first asked. */
export interface Constraint {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  /** Canonical address of the definition that states it. */
  readonly source: string;
  /** Undefined where the expression cannot be read. */
  readonly expression: () => CompiledFhirPath | undefined;
}

const compiled = new Map<string, CompiledFhirPath | undefined>();

function compiledOnce(text: string): CompiledFhirPath | undefined {
  if (!compiled.has(text)) {
    const made = compileFhirPath(text);
    compiled.set(text, made.ok ? made.value : undefined);
  }
  return compiled.get(text);
}

/** Judged by code of their own: where the element is looked at anyway, or the expression says less than the words. */
const native: ReadonlySet<string> = new Set(['ele-1', 'ext-1', 'dom-3', 'ref-1', 'txt-1', 'txt-2']);

export function constraintOf(definition: ConstraintDefinition, source: string): Constraint | undefined {
  const { key, expression } = definition;
  if (native.has(key) || expression === undefined) return undefined;
  const text = meantExpression(expression);
  return {
    key,
    severity: definition.severity,
    human: definition.human,
    source: definition.source ?? source,
    expression: () => compiledOnce(text),
  };
}
