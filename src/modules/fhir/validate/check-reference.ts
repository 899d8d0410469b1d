import { issueOf } from '#kernel';
import type { TypeRule } from './profile-rules.ts';
import { resolveReference } from './resolve-reference.ts';
import { type Run, report } from './run.ts';

/** What an element may refer to, as far as the types of its definition tell. */
interface Targets {
  readonly canonicals: readonly string[];
  readonly aggregation: readonly string[];
  /** Whether every target profile is known; what is not known refuses nothing. */
  readonly known: boolean;
  readonly types: ReadonlySet<string>;
}

const targetsByTypes = new WeakMap<readonly TypeRule[], Targets>();

function targetsOf(run: Run, types: readonly TypeRule[]): Targets {
  const before = targetsByTypes.get(types);
  if (before !== undefined) return before;
  const canonicals = types.flatMap((type) => type.targets);
  const found = canonicals.map((canonical) => run.profiles(canonical)?.type);
  const targets = {
    canonicals,
    aggregation: types.flatMap((type) => type.aggregation),
    known: !found.includes(undefined),
    types: new Set(found.filter((one) => one !== undefined)),
  };
  targetsByTypes.set(types, targets);
  return targets;
}

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
  const { canonicals, aggregation, known, types: allowed } = targetsOf(run, types);
  if (canonicals.length === 0 && aggregation.length === 0) return;
  const target = resolveReference(run, reference);
  if (aggregation.length > 0) checkAggregation(run, reference, target !== undefined, aggregation, profile);
  if (!known || canonicals.length === 0) return;
  const type = target?.type ?? typeInReference.exec(reference)?.[1] ?? value.type;
  if (typeof type !== 'string') return;
  if (!allowed.has(type) && !allowed.has('Resource')) {
    const names = [...allowed].join(' or ');
    report(run, { ...issueOf('conformance.reference', `The reference must lead to ${names}.`), profile });
    return;
  }
  if (target === undefined) return;
  const fitting = canonicals.filter((canonical) => run.profiles(canonical)?.type === type);
  if (
    fitting.length === 0 ||
    fitting.some(
      (canonical) => run.profiles(canonical)?.isType === true || run.conformsTo(run, canonical, target) !== false,
    )
  )
    return;
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
