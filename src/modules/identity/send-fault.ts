import type { FastifyReply } from 'fastify';
import { operationOutcome } from '#fhir';
import { type Fault, statusOfKind } from '#kernel';
import { stepUpChallenge } from './require-recent.ts';

/** A fault of the sign-in routes as OperationOutcome; `rest`, which prints all others, stands above this module. */
export function sendFault(reply: FastifyReply, fault: Fault): FastifyReply {
  if (fault.maxAge !== undefined) reply.header('www-authenticate', stepUpChallenge(fault.maxAge));
  if (fault.retryAfter !== undefined) reply.header('retry-after', String(fault.retryAfter));
  return reply
    .code(statusOfKind[fault.kind])
    .header('content-type', 'application/fhir+json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(operationOutcome(fault.issues)));
}
