import { issueOf } from '#kernel';
import type { TypeRule } from './profile-rules.ts';
import { resolveReference } from './resolve-reference.ts';
import { type Run, report } from './run.ts';

const typeInReference = /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * Judges what a reference leads to: its type always, its profile where it can be found in what is validated, and where
 * it may lie (aggregation).
 */
export function checkReferenceTarget(
  run: Run,
  value: Readonly<Record<string, unknown>>,
  types: readonly TypeRule[],
  profile: string,
): void {
  const { reference } = value;
  if (typeof reference !== 'string') return;
  const targets = types.flatMap((type) => type.targets);
  const target = resolveReference(run, reference);
  const aggregation = types.flatMap((type) => type.aggregation);
  if (aggregation.length > 0) checkAggregation(run, reference, target !== undefined, aggregation, profile);
  if (targets.length === 0) return;
  const type = target?.type ?? typeInReference.exec(reference)?.[1] ?? value.type;
  if (typeof type !== 'string') return;
  const allowed = targets.flatMap((canonical) => {
    const rules = run.profiles(canonical);
    return rules === undefined ? [canonical.slice(canonical.lastIndexOf('/') + 1)] : [rules.type];
  });
  const known = targets.every((canonical) => run.profiles(canonical) !== undefined);
  if (known && !allowed.includes(type) && !allowed.includes('Resource')) {
    const names = [...new Set(allowed)].join(' or ');
    report(run, { ...issueOf('conformance.reference', `The reference must lead to ${names}.`), profile });
    return;
  }
  if (target === undefined || !known) return;
  const fitting = targets.filter((canonical) => run.profiles(canonical)?.type === type);
  if (fitting.length === 0 || fitting.some((canonical) => run.conformsTo(run, canonical, target) !== false)) return;
  const text = `What the reference leads to does not conform to ${fitting.join(' or ')}.`;
  report(run, { ...issueOf('conformance.reference', text), profile });
}

function checkAggregation(
  run: Run,
  reference: string,
  found: boolean,
  modes: readonly string[],
  profile: string,
): void {
  const mode = reference.startsWith('#') ? 'contained' : found && run.bundles.length > 0 ? 'bundled' : 'referenced';
  if (modes.includes(mode) || (mode === 'bundled' && modes.includes('referenced'))) return;
  const text = `What the reference leads to must be ${modes.join(' or ')}, but is ${mode}.`;
  report(run, { ...issueOf('conformance.reference', text), profile });
}
