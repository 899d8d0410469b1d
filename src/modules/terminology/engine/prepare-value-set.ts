import { type Call, findCodeSystem, findValueSet, noteSupplements, pinned, ruledVersion } from './call.ts';
import { conceptTest, isExpression } from './concept-filter.ts';
import { expressionProblem } from './ecl/read-expression.ts';
import { isRefusal, issue, type Refusal, refuse, refuseWith } from './issues.ts';
import { type ConceptSet, canonicalOfDefinition, extensionText, type ValueSet } from './resources.ts';

const supplementOf = 'http://hl7.org/fhir/StructureDefinition/valueset-supplement';
const mostValueSets = 1_000;
const mostFilters = 1_000;
/** Filters that go through every concept of a code system. */
const mostScans = 10;
const scanning: ReadonlySet<string | undefined> = new Set(['regex', 'exists', 'not-in', 'is-not-a']);

/** What has been looked through so far. */
interface Seen {
  readonly sets: Set<ValueSet>;
  filters: number;
  scans: number;
}

/**
 * Looks a value set through before it is used: everything that it imports is there and leads into no circle, and its
 * filters are understood. Supplements that it asks for are added to those that must be applied.
 */
export function prepareValueSet(call: Call, set: ValueSet): Refusal | undefined {
  for (const { url, ...value } of set.extension ?? []) {
    const canonical = url === supplementOf ? extensionText({ extension: [{ url, ...value }] }, url) : undefined;
    if (canonical !== undefined) call.required.add(canonical);
  }
  return prepare(call, set, [], { sets: new Set(), filters: 0, scans: 0 });
}

function prepare(call: Call, set: ValueSet, pathway: readonly string[], seen: Seen): Refusal | undefined {
  const canonical = canonicalOfDefinition(set);
  if (canonical !== '' && pathway.includes(canonical)) {
    const parts = { severity: 'error', code: 'processing', type: 'vs-invalid' } as const;
    return refuse(400, issue('VALUESET_CIRCULAR_REFERENCE', parts, [canonical, pathway.join(', ')]));
  }
  if (seen.sets.has(set)) return undefined;
  if (seen.sets.size > mostValueSets) return refuseWith(422, 'too-costly', 'The value set imports too many others.');
  seen.sets.add(set);
  const { compose } = set;
  if (compose === undefined) return undefined;
  if (compose.lockedDate !== undefined) {
    const text = `Cannot process ValueSet ${set.url} due to the presence of a lockedDate on the compose`;
    return refuseWith(422, 'business-rule', text);
  }
  for (const name of ['include', 'exclude'] as const) {
    for (const [place, part] of (compose[name] ?? []).entries()) {
      const refusal = prepareSet(call, set, part, `ValueSet.compose.${name}[${place}]`, [...pathway, canonical], seen);
      if (refusal !== undefined) return refusal;
    }
  }
  return undefined;
}

function prepareSet(
  call: Call,
  set: ValueSet,
  part: ConceptSet,
  path: string,
  pathway: readonly string[],
  seen: Seen,
): Refusal | undefined {
  for (const canonical of part.valueSet ?? []) {
    const address = pinned(call, canonical);
    const found = findValueSet(call, address, set);
    if (isRefusal(found)) return found;
    if (found === undefined) {
      const parts = { severity: 'error', code: 'not-found', type: 'not-found' } as const;
      return refuse(422, issue('Unable_to_resolve_value_Set_', parts, [address]), { asResult: true });
    }
    const refusal = prepare(call, found, pathway, seen);
    if (refusal !== undefined) return refusal;
  }
  if (part.system === undefined) return undefined;
  const view = findCodeSystem(call, part.system, ruledVersion(call, part.system, part.version));
  if (view === undefined) return undefined;
  noteSupplements(call, view);
  for (const [place, filter] of (part.filter ?? []).entries()) {
    const { property, op, value } = filter;
    seen.filters += 1;
    if (scanning.has(op)) seen.scans += 1;
    if (seen.filters > mostFilters || seen.scans > mostScans) {
      return refuseWith(422, 'too-costly', 'The value set has too many filters.');
    }
    const where = { severity: 'error', type: 'vs-invalid', path: `${path}.filter[${place}]` } as const;
    if (value === undefined || value === '') {
      const id = 'UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE';
      return refuse(400, issue(id, { ...where, code: 'invalid' }, [view.url, property, op]));
    }
    const problem = isExpression(view.url, filter) ? expressionProblem(value) : undefined;
    if (problem !== undefined)
      return refuse(400, issue('INVALID_ECL', { ...where, code: 'invalid' }, [value, problem]));
    if (conceptTest(view.content, filter) === undefined) {
      const parts = [property, op, value, canonicalOfDefinition(set), view.url];
      return refuse(400, issue('FILTER_NOT_UNDERSTOOD', { ...where, code: 'not-supported' }, parts));
    }
  }
  return undefined;
}
