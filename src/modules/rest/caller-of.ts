import type { FastifyRequest } from 'fastify';
import type { Caller, Identity } from '#identity';
import type { Outcome } from '#kernel';

/** Who is asking, from the bearer token or the session cookie of the request. */
export function callerOf(identity: Pick<Identity, 'authenticate'>, request: FastifyRequest): Promise<Outcome<Caller>> {
  return identity.authenticate({
    method: request.method,
    headers: request.headers,
    address: request.ip,
    traceId: request.id,
    url: request.raw.url ?? request.url,
  });
}
