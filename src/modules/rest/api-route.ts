import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, Identity } from '#identity';
import { type Fault, faultOf, type Outcome } from '#kernel';
import { callerOf } from './caller-of.ts';
import { nothingThere } from './operation-outcome.ts';
import { sendFault } from './send.ts';

export interface ApiRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Below `/api/`. */
  readonly url: string;
  readonly identity: Pick<Identity, 'authenticate'>;
  /** Bytes; the bound of the server where it is left out. */
  readonly maxBody?: number;
  /** Whoever may not use it gets what he gets at an address that nothing stands at. */
  readonly isHidden?: true;
  readonly handler: (caller: Caller, request: FastifyRequest) => Promise<Outcome<unknown>>;
  /** Sends the value where it is not plain JSON. */
  readonly send?: (reply: FastifyReply, value: unknown) => FastifyReply;
}

function forPages(): Fault {
  return faultOf('app.out-of-scope', 'This is for the pages of the node. Apps have the FHIR API.');
}

/** Where a request carries who sent it. */
const sender = Symbol('sender');

/**
 * A JSON route of a feature, for the node's own pages and command line, never for apps: authenticates before the body is
 * read, runs the handler, sends its value as JSON (204 where there is none) and its fault as OperationOutcome.
 */
export function apiRoute(app: FastifyInstance, route: ApiRoute): void {
  const refusal = (fault: Fault) => (route.isHidden === true ? nothingThere() : fault);
  app.route({
    method: route.method,
    url: route.url,
    ...(route.maxBody === undefined ? {} : { bodyLimit: route.maxBody }),
    onRequest: async (request, reply) => {
      const caller = await callerOf(route.identity, request);
      if (!caller.ok) return sendFault(reply, refusal(caller.fault));
      // What stands here is for the pages of the node; scopes say nothing of it.
      if (caller.value.scopes !== undefined) return sendFault(reply, refusal(forPages()));
      (request as { [sender]?: Caller })[sender] = caller.value;
    },
    handler: async (request, reply) => {
      const outcome = await route.handler((request as { [sender]?: Caller })[sender] as Caller, request);
      if (!outcome.ok) {
        const { fault } = outcome;
        return sendFault(reply, fault.kind === 'forbidden' ? refusal(fault) : fault);
      }
      if (route.send !== undefined) return route.send(reply, outcome.value);
      if (outcome.value === undefined) return reply.code(204).send();
      return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(outcome.value));
    },
  });
}
