import { type Fault, type FaultCode, faultOf } from '#kernel';
import { outcomeOf } from '../operation-outcome.ts';

/** Where in the answer, by response names and places in lists (GraphQL specification, section 7.1.2). */
export type Path = readonly (string | number)[];

/** One entry of `errors`: words, where, the fault code, and the OperationOutcome that FHIR asks for (R4 graphql.html). */
export interface GraphqlError {
  readonly message: string;
  readonly locations?: readonly { readonly line: number; readonly column: number }[];
  readonly path?: Path;
  readonly extensions: { readonly code: string; readonly resource: object };
}

/** A fault as GraphQL says it. What is hidden and what does not exist have the same fault, so the same words. */
export function errorOf(fault: Fault, where: Pick<GraphqlError, 'locations' | 'path'> = {}): GraphqlError {
  return {
    message: fault.issues.map(({ text }) => text).join(' '),
    ...where,
    extensions: { code: fault.code, resource: outcomeOf(fault) },
  };
}

/** A query that cannot be answered as a whole; caught where the operation begins, and nothing of it is executed. */
export class QueryRefused extends Error {
  readonly fault: Fault;
  readonly locations: GraphqlError['locations'];

  constructor(fault: Fault, locations?: GraphqlError['locations']) {
    super(fault.code);
    this.fault = fault;
    this.locations = locations;
  }
}

/** Refuses the whole query. */
export function refuse(code: FaultCode, text: string, locations?: GraphqlError['locations']): never {
  throw new QueryRefused(faultOf(code, text), locations);
}
