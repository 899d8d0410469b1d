import { issueOf } from '#kernel';
import type { FhirPathOptions } from '../fhirpath/fhirpath.ts';
import type { FhirNode } from '../fhirpath/values.ts';
import type { Constraint } from './constraints.ts';
import { resolveReference } from './resolve-reference.ts';
import { type Run, report } from './run.ts';

/** What FHIRPath may ask while a resource is validated. */
export function optionsOf(run: Run): FhirPathOptions {
  return {
    resource: run.resource,
    rootResource: run.rootResource,
    now: run.now,
    resolve: (reference) => resolveReference(run, reference),
    memberOf: (valueSet, item) => run.memberOf(valueSet, item),
    conformsTo: (profile, node) => run.conformsTo(run, profile, node),
  };
}

/** Reports each constraint that does not hold of an element, as an error or a warning as its definition says. */
export function checkConstraints(run: Run, node: FhirNode, constraints: readonly Constraint[] | undefined): void {
  if (constraints === undefined) return;
  for (const constraint of constraints) {
    if (!run.warnings && constraint.severity === 'warning') continue;
    const expression = constraint.expression();
    if (expression === undefined) continue;
    const told = expression.test(node, optionsOf(run));
    // Several rules of R4 answer nothing where what they speak of is absent.
    if (told.ok && told.value !== false) continue;
    const { key, human, severity, source } = constraint;
    if (!told.ok) {
      const text = `The rule ${key} could not be judged: ${told.fault.issues[0]?.text ?? ''}`;
      report(run, { ...issueOf('conformance.constraint', text), severity: 'warning', rule: key, profile: source });
      continue;
    }
    report(run, { ...issueOf('conformance.constraint', `${human} (${key})`), severity, rule: key, profile: source });
  }
}
