import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf, type Outcome } from '#kernel';
import type { Answer } from './answer.ts';
import { type Exchange, exchangeOf, negotiate, type OpenExchange, openExchangeOf, sendOutcome } from './exchange.ts';
import type { FhirDeps } from './fhir-deps.ts';
import type { Format } from './media-type.ts';
import { sendFault } from './send.ts';

export type Perform = (deps: FhirDeps, exchange: Exchange) => Promise<Outcome<Answer>>;
/** As `Perform`, for whoever asks: there is no caller. */
export type PerformOpenly = (deps: FhirDeps, exchange: OpenExchange) => Promise<Outcome<Answer>>;

/** What one method does at one address of the API. */
export type Interaction = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The standard's words for it (value set `restful-interaction`, and its conditional forms); operations have a name. */
  readonly codes?: readonly InteractionCode[];
  /**
   * What its answer can be written as; JSON and XML where it is left out. `own`: the answer brings its own `content`, and
   * what Accept asks for is for the interaction to look at.
   */
  readonly formats?: readonly Format[] | 'own';
} & (
  | { readonly perform: Perform; readonly open?: false }
  /** Needs no sign-in. */
  | { readonly perform: PerformOpenly; readonly open: true }
);

export type InteractionCode =
  | 'read'
  | 'vread'
  | 'update'
  | 'patch'
  | 'delete'
  | 'history-instance'
  | 'history-type'
  | 'history-system'
  | 'create'
  | 'search-type'
  | 'search-system'
  | 'search-compartment'
  | 'transaction'
  | 'batch'
  | 'capabilities'
  | 'conditional-update'
  | 'conditional-patch'
  | 'conditional-delete';

const known = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

/** Serves the interactions of one address. Methods without one are answered 405 with `Allow`. */
export function address(
  scope: FastifyInstance,
  deps: FhirDeps,
  at: { readonly url: string; readonly maxBody: number; readonly interactions: readonly Interaction[] },
): void {
  for (const interaction of at.interactions) {
    const { method, formats, open = false } = interaction;
    scope.route({
      method,
      url: at.url,
      bodyLimit: at.maxBody,
      onRequest: negotiate(deps, { open, ...(formats === undefined ? {} : { formats }) }),
      handler: async (request, reply) => {
        if (interaction.open === true) {
          const exchange = openExchangeOf(request);
          return sendOutcome(reply, exchange, deps, await interaction.perform(deps, exchange));
        }
        const exchange = exchangeOf(request);
        return sendOutcome(reply, exchange, deps, await interaction.perform(deps, exchange));
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
