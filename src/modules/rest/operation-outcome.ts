import { type OperationOutcome, operationOutcome } from '#fhir';
import { type Fault, faultOf, statusOfKind } from '#kernel';

/** The HTTP status of a fault (FHIR R4, http.html#summary). */
export function statusOf(fault: Fault): number {
  return statusOfKind[fault.kind];
}

/** A fault as FHIR says it: an issue each. */
export function outcomeOf(fault: Fault): OperationOutcome {
  return operationOutcome(fault.issues);
}

/** The answer at an address that nothing stands at. */
export function nothingThere(): Fault {
  return faultOf('request.unknown-route', 'There is nothing at this address.');
}

/** The answer to a defect: it says nothing but where the operator finds it. */
export function defect(traceId: string): Fault {
  return faultOf('internal', `The node failed. Trace id: ${traceId}.`);
}
