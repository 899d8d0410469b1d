import type { FastifyInstance } from 'fastify';
import { faultOf } from '#kernel';
import { sendFault } from './send.ts';

/** Bounds the requests that are worked on at once; more are told to come again. The health check always gets through. */
export function boundInFlight(app: FastifyInstance, most: number): void {
  let inFlight = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (inFlight >= most && request.routeOptions.url !== '/healthz') {
      return sendFault(reply, faultOf('request.too-many', 'The node has as much work as it may take; try again soon.'));
    }
    inFlight += 1;
    let counted = true;
    const release = () => {
      if (counted) inFlight -= 1;
      counted = false;
    };
    reply.raw.once('finish', release);
    reply.raw.once('close', release);
  });
}
