import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf, type Outcome } from '#kernel';
import type { Answer } from './answer.ts';
import { type Exchange, exchangeOf, negotiate, sendOutcome } from './exchange.ts';
import type { FhirDeps } from './fhir-deps.ts';
import type { Format } from './media-type.ts';
import { sendFault } from './send.ts';

export type Perform = (deps: FhirDeps, exchange: Exchange) => Promise<Outcome<Answer>>;

/** What one method does at one address of the API. */
export interface Interaction {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly perform: Perform;
  /** What its answer can be written as; JSON and XML where it is left out. */
  readonly formats?: readonly Format[];
}

const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Serves the interactions of one address. Methods without one are answered 405 with `Allow`. */
export function address(
  scope: FastifyInstance,
  deps: FhirDeps,
  at: { readonly url: string; readonly maxBody: number; readonly interactions: readonly Interaction[] },
): void {
  for (const { method, perform, formats } of at.interactions) {
    scope.route({
      method,
      url: at.url,
      bodyLimit: at.maxBody,
      onRequest: negotiate(deps, formats === undefined ? {} : { formats }),
      handler: async (request, reply) => {
        const exchange = exchangeOf(request);
        return sendOutcome(reply, exchange, deps, await perform(deps, exchange));
      },
    });
  }
  const allow = at.interactions.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  refuseOthers(scope, at.url, allow);
}

/** 405 for every method of `url` that is not in `allow`, before a body is read. */
export function refuseOthers(scope: FastifyInstance, url: string, allow: readonly string[]): void {
  const refuse = async (_request: FastifyRequest, reply: FastifyReply) =>
    sendFault(
      reply.header('allow', allow.join(', ')),
      faultOf('request.method', 'This method is not built for this address.'),
    );
  scope.route({
    method: known.filter((method) => !allow.includes(method)),
    url,
    onRequest: refuse,
    handler: refuse,
  });
}
