import { type Call, findCodeSystem, findValueSet, pinned, ruledVersion } from './call.ts';
import { conceptTest } from './concept-filter.ts';
import { isRefusal, issue, type Refusal, type TerminologyIssue } from './issues.ts';
import { type ConceptSet, type Contained, nameOfValueSet, type ValueSet } from './resources.ts';

const deepest = 20;

/** The code system of a code that comes without one, where the value set leaves no doubt (`inferSystem`). */
export function inferSystem(call: Call, set: ValueSet, code: string): string | TerminologyIssue | Refusal {
  const systems = systemsOf(call, set, code, 0);
  if (isRefusal(systems)) return systems;
  const [only, ...others] = systems;
  if (only !== undefined && others.length === 0) return only;
  const parts = { severity: 'error', code: 'not-found', type: 'cannot-infer', path: 'code' } as const;
  const canonical = nameOfValueSet(set);
  return only === undefined
    ? issue('UNABLE_TO_INFER_CODESYSTEM', parts, [code, canonical])
    : issue('Unable_to_resolve_system__value_set_has_multiple_matches', parts, [
        code,
        canonical,
        [only, ...others].join(', '),
      ]);
}

/** The code systems of a value set that have the code. */
function systemsOf(call: Call, set: ValueSet, code: string, depth: number): ReadonlySet<string> | Refusal {
  const found = new Set<string>();
  if (depth > deepest) return found;
  if (set.compose === undefined) {
    collect(set.expansion?.contains ?? [], code, found);
    return found;
  }
  const gone = new Set<string>();
  for (const [parts, into] of [
    [set.compose.exclude ?? [], gone],
    [set.compose.include ?? [], found],
  ] as const) {
    for (const part of parts) {
      const systems = systemsOfPart(call, set, part, code, depth);
      if (isRefusal(systems)) return systems;
      for (const system of systems) if (!gone.has(system)) into.add(system);
    }
  }
  return found;
}

function systemsOfPart(
  call: Call,
  set: ValueSet,
  { system, version, concept, filter, valueSet = [] }: ConceptSet,
  code: string,
  depth: number,
): ReadonlySet<string> | Refusal {
  let systems: ReadonlySet<string> | undefined;
  if (system !== undefined) {
    const view = findCodeSystem(call, system, ruledVersion(call, system, version));
    const index = view?.content.indexOf(code) ?? -1;
    const has =
      view !== undefined &&
      (concept === undefined
        ? index >= 0 && (filter ?? []).every((one) => conceptTest(view.content, one)?.has(index) === true)
        : concept.some((one) => one.code === code));
    systems = new Set(has ? [system] : []);
  }
  for (const canonical of valueSet) {
    const inner = findValueSet(call, pinned(call, canonical), set);
    if (inner === undefined) return new Set();
    if (isRefusal(inner)) return inner;
    const others = systemsOf(call, inner, code, depth + 1);
    if (isRefusal(others)) return others;
    systems = systems === undefined ? others : systems.intersection(others);
  }
  return systems ?? new Set();
}

function collect(contains: readonly Contained[], code: string, into: Set<string>): void {
  for (const one of contains) {
    if (one.code === code && one.system !== undefined) into.add(one.system);
    collect(one.contains ?? [], code, into);
  }
}
