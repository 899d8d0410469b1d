import type { Definition } from '#fhir';
import type { ConceptIndex, TerminologyAnswer } from '../concepts.ts';
import { type Call, findCodeSystem, findInstance, ruledVersion } from './call.ts';
import { codingOf, type ParameterElement, textOf } from './call-parameters.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { type Refusal, refuseWith } from './issues.ts';

export type Subsumption = 'equivalent' | 'subsumes' | 'subsumed-by' | 'not-subsumed';

/** How the first concept stands to the second in the hierarchy. */
export function subsumption({ content }: CodeSystemView, one: ConceptIndex, other: ConceptIndex): Subsumption {
  if (one === other) return 'equivalent';
  if (content.isBelow(other, one)) return 'subsumes';
  return content.isBelow(one, other) ? 'subsumed-by' : 'not-subsumed';
}

/** CodeSystem/$subsumes (R4 codesystem-operation-subsumes.html). */
export function subsumes(
  call: Call,
  entries: readonly ParameterElement[],
  instance: Definition | undefined,
): TerminologyAnswer | Refusal {
  const codingA = codingOf(entries, 'codingA');
  const codingB = codingOf(entries, 'codingB');
  const codeA = codingA?.code ?? textOf(entries, 'codeA');
  const codeB = codingB?.code ?? textOf(entries, 'codeB');
  const named = instance === undefined ? textOf(entries, 'system') : String(instance.url);
  const systems = new Set([named, codingA?.system, codingB?.system].filter((one) => one !== undefined));
  const [system, ...others] = systems;
  if (codeA === undefined || codeB === undefined || system === undefined) {
    return refuseWith(400, 'invalid', 'Must provide codeA and codeB with a system, or codingA and codingB');
  }
  if (others.length > 0) return refuseWith(400, 'invalid', 'The two codes must be of the same code system');
  const version = textOf(entries, 'version') ?? codingA?.version ?? codingB?.version;
  const view =
    instance === undefined
      ? findCodeSystem(call, system, ruledVersion(call, system, version))
      : findInstance(call, instance);
  if (view === undefined) return refuseWith(404, 'not-found', `CodeSystem not found: ${system}`);
  const [one, other] = [codeA, codeB].map(view.content.indexOf);
  const unknown = one === undefined || one < 0 ? codeA : other === undefined || other < 0 ? codeB : undefined;
  if (unknown !== undefined || one === undefined || other === undefined) {
    return refuseWith(404, 'not-found', `Unable to find code '${unknown}' in ${view.canonical}`);
  }
  const parameter = [{ name: 'outcome', valueCode: subsumption(view, one, other) }];
  return { status: 200, resource: { resourceType: 'Parameters', parameter } as unknown as Definition };
}
