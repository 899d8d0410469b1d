export { type Clock, fixedClock, systemClock } from './clock.ts';
export {
  type Fault,
  type FaultKind,
  fail,
  failAll,
  faultOf,
  type Issue,
  issueOf,
  type Outcome,
  ok,
  statusOfKind,
} from './fault.ts';
export { type FaultCode, faultCatalogue } from './fault-catalogue.ts';
export { type GroupedOptions, grouped } from './grouped.ts';
export { type IdSource, isResourceId, newTraceId, randomIds } from './ids.ts';
export { createLinkedList, type Linked, type LinkedList } from './linked-list.ts';
export { createLog, type Log, type LogFields, type LogLevel, silentLog } from './log.ts';
export { isOwnMachine, isPublicAddress, lookupAmong } from './outgoing-addresses.ts';
export { currentScope, inScope, type OpenScope, openScope, type RequestScope } from './request-scope.ts';
export { keepOrMakeSecret } from './secret-file.ts';
