import { type Fault, faultOf, type Issue, statusOfKind } from '#kernel';

/** System of the fault codes that `docs/errors.md` lists. */
const faultSystem = 'urn:carnet:fault';

/** The HTTP status of a fault (FHIR R4, http.html#summary). */
export function statusOf(fault: Fault): number {
  return statusOfKind[fault.kind];
}

export interface OperationOutcome {
  readonly resourceType: 'OperationOutcome';
  readonly issue: readonly object[];
  readonly [element: string]: unknown;
}

/** A fault as FHIR says it: an issue each, with the fault code, the words and the place in the input. */
export function outcomeOf(fault: Fault): OperationOutcome {
  return { resourceType: 'OperationOutcome', issue: fault.issues.map(issueElement) };
}

/** The OperationOutcome of a success, for `Prefer: return=OperationOutcome`. */
export function successOutcome(text: string): OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details: { text } }],
  };
}

/** The answer to a defect: it says nothing but where the operator finds it. */
export function defect(traceId: string): Fault {
  return faultOf('internal', `The node failed. Trace id: ${traceId}.`);
}

function issueElement(issue: Issue): object {
  return {
    severity: issue.severity,
    code: issue.type,
    details: { coding: [{ system: faultSystem, code: issue.code }], text: issue.text },
    ...(issue.path === undefined ? {} : { expression: [issue.path] }),
  };
}
