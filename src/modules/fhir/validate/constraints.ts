import { type CompiledFhirPath, compileFhirPath } from '../fhirpath/fhirpath.ts';
import type { ConstraintDefinition } from './definitions-source.ts';

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

/** Expressions of R4 that do not say what their words say, as later versions of FHIR write them. */
const mended: ReadonlyMap<string, string> = new Map([
  ['enableWhen.count() > 2 implies enableBehavior.exists()', 'enableWhen.count() > 1 implies enableBehavior.exists()'],
]);

const primitiveType = /\bas (String|Boolean|Integer|Decimal|Date|DateTime|Instant|Time|Code|Uri|Url)\b/g;

/**
 * R4's expressions ask `as()` of many items at once, where the language has `ofType()` for that, and profiles of R4 name
 * the types of FHIR with a capital after `as`.
 */
function asPublished(expression: string): string {
  const asked = mended.get(expression) ?? expression.replace(/\.as\((\w+)\)/g, '.ofType($1)');
  return asked.replace(primitiveType, (_, name: string) => `as ${name.charAt(0).toLowerCase()}${name.slice(1)}`);
}

/** Judged by code of their own: where the element is looked at anyway, or the expression says less than the words. */
const native: ReadonlySet<string> = new Set(['ele-1', 'ext-1', 'dom-3', 'ref-1', 'txt-1', 'txt-2']);

export function constraintOf(definition: ConstraintDefinition, source: string): Constraint | undefined {
  const { key, expression } = definition;
  if (native.has(key) || expression === undefined) return undefined;
  const text = asPublished(expression);
  return {
    key,
    severity: definition.severity,
    human: definition.human,
    source: definition.source ?? source,
    expression: () => compiledOnce(text),
  };
}
