import { issueOf } from '#kernel';
import type { FhirPathOptions } from '../fhirpath/fhirpath.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import type { Constraint } from './constraints.ts';
import { resolveReference } from './resolve-reference.ts';
import { type Run, report } from './run.ts';

/** What FHIRPath may ask while a resource is validated; made once for each resource in hand. */
export function optionsOf(run: Run): FhirPathOptions {
  const { resource, rootResource, asking } = run;
  if (asking?.resource === resource && asking.rootResource === rootResource) return asking;
  const made: FhirPathOptions = {
    resource,
    rootResource,
    now: run.now,
    resolve: (reference) => told(run, resolveReference(run, reference)),
    memberOf: (valueSet, item) => told(run, run.memberOf(valueSet, item)),
    conformsTo: (profile, node) => told(run, run.conformsTo(run, profile, node)),
  };
  run.asking = made;
  return made;
}

/** Notes that something was asked which cannot be told here: a reference out of the input, a value set nobody knows. */
function told<T>(run: Run, answer: T | undefined): T | undefined {
  if (answer === undefined) run.untold = true;
  return answer;
}

/** Whether a constraint holds, as far as that is seen at a glance. */
function holds(constraint: Constraint, value: unknown, type: string): boolean {
  if (typeof value === 'string') return constraint.ofText?.(value) === true;
  return isObject(value) && constraint.atOnce(type)?.(value) === true;
}

/** Reports each constraint of R4 that does not hold of an element, of which most need not be asked. */
export function checkBaseConstraints(run: Run, value: unknown, type: string, constraints: readonly Constraint[]): void {
  for (const constraint of constraints) {
    if (holds(constraint, value, type)) continue;
    checkConstraints(run, new FhirNode(value, type), constraints);
    return;
  }
}

/**
 * Reports each constraint that does not hold of an element, as an error or a warning as its definition says. One that
 * answers nothing does not hold, unless it asked for what cannot be told.
 */
export function checkConstraints(run: Run, node: FhirNode, constraints: readonly Constraint[] | undefined): void {
  if (constraints === undefined) return;
  // A constraint may itself lead here, by `conformsTo`.
  const around = run.untold;
  for (const constraint of constraints) {
    if (!run.warnings && constraint.severity === 'warning') continue;
    if (holds(constraint, node.value, node.type)) continue;
    const expression = constraint.expression();
    if (expression === undefined) continue;
    run.untold = false;
    const answered = expression.test(node, optionsOf(run));
    if (answered.ok && (answered.value === true || (answered.value === undefined && run.untold))) continue;
    const { key, human, severity, source } = constraint;
    if (!answered.ok) {
      const text = `The rule ${key} could not be judged: ${answered.fault.issues[0]?.text ?? ''}`;
      report(run, { ...issueOf('conformance.constraint', text), severity: 'warning', rule: key, profile: source });
      continue;
    }
    report(run, { ...issueOf('conformance.constraint', `${human} (${key})`), severity, rule: key, profile: source });
  }
  run.untold = around;
}
