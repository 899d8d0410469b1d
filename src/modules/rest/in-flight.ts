import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultOf } from '#kernel';
import { sendFault } from './send.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route bounds by itself how many of its requests are under way. */
    readonly boundsItself?: boolean;
  }
}

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
  /** Those whose handler has begun and not ended yet. */
  const begun = new WeakSet<FastifyRequest>();
  /** Those whose answer has ended, or whose client has left. */
  const answered = new WeakSet<FastifyRequest>();
  const arrivingFrom = new Map<string, number>();
  const mostFromOne = Math.max(1, Math.floor(most * shareOfOneAddress));

  const arrived = (request: FastifyRequest) => {
    if (!arriving.delete(request)) return;
    const left = (arrivingFrom.get(request.ip) ?? 1) - 1;
    if (left > 0) arrivingFrom.set(request.ip, left);
    else arrivingFrom.delete(request.ip);
  };
  const mayWork = (request: FastifyRequest): boolean => {
    // A websocket stays open for hours, and its route bounds how many there are.
    if (request.routeOptions.config.boundsItself === true) return true;
    if (working.size >= most && request.routeOptions.url !== '/healthz') return false;
    working.add(request);
    return true;
  };

  app.addHook('onRequest', (request, reply, done) => {
    // One of them comes: the end of an answer, or a client that leaves before it, whose work goes on until its end. An
    // answer that is streamed to somebody who asks without a socket is never closed.
    const over = () => {
      answered.add(request);
      if (!begun.has(request)) working.delete(request);
      arrived(request);
    };
    reply.raw.once('finish', over);
    reply.raw.once('close', over);
    if (mayWork(request)) done();
    else tooMany(reply);
  });
  app.addHook('preParsing', (request, reply, _body, done) => {
    if (!hasBody(request)) return done();
    const from = arrivingFrom.get(request.ip) ?? 0;
    if (arriving.size >= most || from >= mostFromOne) {
      tooMany(reply);
      return;
    }
    working.delete(request);
    arriving.add(request);
    arrivingFrom.set(request.ip, from + 1);
    done();
  });
  app.addHook('preValidation', (request, reply, done) => {
    if (!arriving.has(request)) return done();
    arrived(request);
    if (mayWork(request)) done();
    else tooMany(reply);
  });
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function handleAndTell(request, reply) {
      const answer: unknown = handler.call(this, request, reply);
      if (!(answer instanceof Promise)) return answer;
      begun.add(request);
      const ended = () => {
        begun.delete(request);
        if (answered.has(request)) working.delete(request);
      };
      answer.then(ended, ended);
      return answer;
    };
  });
}

function hasBody({ headers }: FastifyRequest): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

function tooMany(reply: FastifyReply): FastifyReply {
  return sendFault(reply, faultOf('request.too-many', 'The node has as much work as it may take; try again soon.'));
}
