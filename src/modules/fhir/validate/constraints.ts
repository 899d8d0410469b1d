import { type CompiledFhirPath, compileFhirPath } from '../fhirpath/fhirpath.ts';
import { elementsOf } from '../fhirpath/values.ts';
import type { ConstraintDefinition } from './definitions-source.ts';
import { meantExpression } from './errata.ts';
import { idleWithout } from './idle-without.ts';
import { type Presence, presenceOf } from './presence.ts';

/** A constraint that a definition states, compiled when it is first asked. */
export interface Constraint {
  readonly key: string;
  readonly severity: 'error' | 'warning';
  readonly human: string;
  /** Canonical address of the definition that states it. */
  readonly source: string;
  /** Undefined where the expression cannot be read. */
  readonly expression: () => CompiledFhirPath | undefined;
  /** The rule without an evaluation, where it speaks only of what is there. */
  readonly presence: (type: string) => Presence | undefined;
  /** Members of which one must be there for it not to hold, where that is known; those of a choice by all their names. */
  readonly idle: (type: string) => readonly string[] | undefined;
}

const compiled = new Map<string, CompiledFhirPath | undefined>();

function compiledOnce(text: string): CompiledFhirPath | undefined {
  if (!compiled.has(text)) {
    const made = compileFhirPath(text);
    compiled.set(text, made.ok ? made.value : undefined);
  }
  return compiled.get(text);
}

const presenceByText = new Map<string, Constraint['presence']>();

function presenceOnce(text: string): Constraint['presence'] {
  const known = presenceByText.get(text);
  if (known !== undefined) return known;
  const byType = new Map<string, Presence | undefined>();
  const presence: Constraint['presence'] = (type) => {
    if (!byType.has(type)) byType.set(type, presenceOf(text, type));
    return byType.get(type);
  };
  presenceByText.set(text, presence);
  return presence;
}

const idleByText = new Map<string, (type: string) => readonly string[] | undefined>();

/** The members without which a rule holds, by their names in JSON, found once for each type. */
function idleOnce(text: string): Constraint['idle'] {
  const known = idleByText.get(text);
  if (known !== undefined) return known;
  const labels = idleWithout(text);
  const byType = new Map<string, readonly string[] | undefined>();
  const idle: Constraint['idle'] = (type) => {
    if (labels === undefined) return undefined;
    let names = byType.get(type);
    if (names === undefined) {
      names = labels.flatMap((label) => elementsOf(type, label).flatMap(({ name }) => [name, `_${name}`]));
      byType.set(type, names);
    }
    return names;
  };
  idleByText.set(text, idle);
  return idle;
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
    presence: presenceOnce(text),
    idle: idleOnce(text),
  };
}
