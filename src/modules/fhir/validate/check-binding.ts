import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { type Run, report } from './run.ts';

interface Code {
  readonly system?: string;
  readonly code: string;
}

/** The codes of an element that can be bound: a code, a Coding, the codings of a concept, the unit of a Quantity. */
export function codesOfElement(node: FhirNode): readonly Code[] {
  const { value, type } = node;
  if (typeof value === 'string') return [{ code: value }];
  if (!isObject(value)) return [];
  const listed = type === 'CodeableConcept' ? value.coding : [value];
  return (Array.isArray(listed) ? listed : []).flatMap((one): readonly Code[] => {
    if (!isObject(one) || typeof one.code !== 'string') return [];
    return [typeof one.system === 'string' ? { system: one.system, code: one.code } : { code: one.code }];
  });
}

const bound: ReadonlySet<string> = new Set(['CodeableConcept', 'Coding', 'Quantity', 'code', 'string', 'uri']);

/**
 * Binding (R4, terminologies.html#strength): of a required one some code must be in the value set; of an extensible one
 * that is a warning, since a code may be missing there. Weaker ones ask nothing. What cannot be told is passed over.
 */
export function checkBinding(
  run: Run,
  node: FhirNode,
  binding: { readonly strength: string; readonly valueSet: string },
  profile: string,
): void {
  const { strength, valueSet } = binding;
  if ((strength !== 'required' && strength !== 'extensible') || !bound.has(node.type)) return;
  const codes = codesOfElement(node);
  if (codes.length === 0) {
    const absent = isObject(node.value) && (node.value.extension !== undefined || strength === 'extensible');
    if (absent || node.value === undefined || !isObject(node.value)) return;
    if (node.type === 'Quantity') return;
    const text = `A code of the value set ${valueSet} is required.`;
    report(run, { ...issueOf('conformance.binding', text), profile });
    return;
  }
  const told = codes.map((code) => run.codes.inValueSet(valueSet, code));
  if (told.some((one) => one !== false)) return;
  const text = `None of the codes is in the value set ${valueSet}.`;
  const severity = strength === 'required' ? 'error' : 'warning';
  report(run, { ...issueOf('conformance.binding', text), severity, profile });
}
