import type { FastifyReply } from 'fastify';
import { printXml } from '#fhir';
import { stepUpChallenge } from '#identity';
import type { Fault } from '#kernel';
import { contentTypes, type Format } from './media-type.ts';
import { outcomeOf, statusOf } from './operation-outcome.ts';

/** The realm that a client without a token is told of (RFC 6750). */
const challenge = 'Bearer realm="carnet"';

/** Seconds after which a busy node may be asked again, where the fault does not say. */
const standardRetry = 2;

/**
 * Answers with a fault as OperationOutcome: status of its kind, `WWW-Authenticate` where a sign-in is missing,
 * `Retry-After` where waiting helps. Nothing of the request is repeated in it.
 */
export function sendFault(reply: FastifyReply, fault: Fault, format: Format = 'json'): FastifyReply {
  const status = statusOf(fault);
  if (status === 401) {
    reply.header('www-authenticate', fault.maxAge === undefined ? challenge : stepUpChallenge(fault.maxAge));
  }
  if (status === 429 || status === 503) reply.header('retry-after', String(fault.retryAfter ?? standardRetry));
  const outcome = outcomeOf(fault);
  const xml = format === 'xml';
  return reply
    .code(status)
    .header('content-type', contentTypes[xml ? 'xml' : 'json'])
    .send(xml ? printXml(outcome) : JSON.stringify(outcome));
}
