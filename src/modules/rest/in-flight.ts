import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from '#kernel';
import { sendFault } from './send.ts';

/** Of the bodies that may be on their way at once, how many may come from one address: half, so that others get through. */
const shareOfOneAddress = 0.5;

/**
 * Bounds the requests that are worked on at once; more are told to come again. The health check always gets through.
 * While a body is on its way its request is not worked on, so that bodies which never arrive keep nobody out but others
 * that send one: those are bounded by themselves, in all and for one address.
 */
export function boundInFlight(app: FastifyInstance, most: number): void {
  const working = new Set<FastifyRequest>();
  const arriving = new Set<FastifyRequest>();
  const arrivingFrom = new Map<string, number>();
  const mostFromOne = Math.max(1, Math.floor(most * shareOfOneAddress));

  const arrived = (request: FastifyRequest) => {
    if (!arriving.delete(request)) return;
    const left = (arrivingFrom.get(request.ip) ?? 1) - 1;
    if (left > 0) arrivingFrom.set(request.ip, left);
    else arrivingFrom.delete(request.ip);
  };
  const work = (request: FastifyRequest, reply: FastifyReply) => {
    if (working.size >= most && request.routeOptions.url !== '/healthz') return tooMany(reply);
    working.add(request);
    return undefined;
  };

  app.addHook('onRequest', async (request, reply) => {
    const release = () => {
      working.delete(request);
      arrived(request);
    };
    reply.raw.once('finish', release);
    reply.raw.once('close', release);
    return work(request, reply);
  });
  app.addHook('preParsing', async (request, reply) => {
    const from = arrivingFrom.get(request.ip) ?? 0;
    if (!hasBody(request)) return undefined;
    if (arriving.size >= most || from >= mostFromOne) return tooMany(reply);
    working.delete(request);
    arriving.add(request);
    arrivingFrom.set(request.ip, from + 1);
    return undefined;
  });
  app.addHook('preValidation', async (request, reply) => {
    if (!arriving.has(request)) return undefined;
    arrived(request);
    return work(request, reply);
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function tooMany(reply: FastifyReply): FastifyReply {
  return sendFault(reply, faultOf('request.too-many', 'The node has as much work as it may take; try again soon.'));
}
