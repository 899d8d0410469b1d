import { type CompiledFhirPath, compileFhirPath } from '../fhirpath/fhirpath.ts';
import { holdsAtOnce, type Told } from './at-once.ts';
import type { ConstraintDefinition } from './definitions-source.ts';
import { meantExpression } from './errata.ts';
import { toldOfTexts } from './told-by-text.ts';

/** A constraint that a definition states, compiled when it is first asked. */
export interface Constraint {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  /** Canonical address of the definition that states it. */
  readonly source: string;
  /** Undefined where the expression cannot be read. */
  readonly expression: () => CompiledFhirPath | undefined;
  /** Whether it holds, as far as that is seen from which members an element of a type has. */
  readonly atOnce: (type: string) => Told | undefined;
  /** The same of a text. */
  readonly ofText: ((value: string) => boolean) | undefined;
}

const compiled = new Map<string, CompiledFhirPath | undefined>();

function compiledOnce(text: string): CompiledFhirPath | undefined {
  if (!compiled.has(text)) {
    const made = compileFhirPath(text);
    compiled.set(text, made.ok ? made.value : undefined);
  }
  return compiled.get(text);
}

const atOnceByText = new Map<string, Constraint['atOnce']>();

/** Found once for each rule and type. */
function toldAtOnce(text: string): Constraint['atOnce'] {
  const known = atOnceByText.get(text);
  if (known !== undefined) return known;
  const byType = new Map<string, Told | undefined>();
  const atOnce: Constraint['atOnce'] = (type) => {
    if (!byType.has(type)) byType.set(type, holdsAtOnce(text, type));
    return byType.get(type);
  };
  atOnceByText.set(text, atOnce);
  return atOnce;
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
    atOnce: toldAtOnce(text),
    ofText: toldOfTexts.get(text),
  };
}
