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
 * Where a request stands. It is kept on the request itself: sets of requests, from which each is soon taken again, leave
 * tables behind that hold them all until the whole heap is collected.
 */
interface Standing {
  working: boolean;
  arriving: boolean;
  /** Its handler has begun and not ended yet. */
  begun: boolean;
  /** Its answer has ended, or its client has left. */
  answered: boolean;
}

const standing = Symbol('standing');

/**
 * Bounds the requests that are worked on at once; more are told to come again. The health check always gets through.
 * While a body is on its way its request is not worked on, so that bodies which never arrive keep nobody out but others
 * that send one: those are bounded by themselves, in all and for one address.
 */
export function boundInFlight(app: FastifyInstance, most: number): void {
  let working = 0;
  let arriving = 0;
  const arrivingFrom = new Map<string, number>();
  const mostFromOne = Math.max(1, Math.floor(most * shareOfOneAddress));

  const of = (request: FastifyRequest) => (request as { [standing]?: Standing })[standing];
  const leave = (at: Standing) => {
    if (at.working) working -= 1;
    at.working = false;
  };
  const arrived = (request: FastifyRequest, at: Standing) => {
    if (!at.arriving) return;
    at.arriving = false;
    arriving -= 1;
    const left = (arrivingFrom.get(request.ip) ?? 1) - 1;
    if (left > 0) arrivingFrom.set(request.ip, left);
    else arrivingFrom.delete(request.ip);
  };
  const mayWork = (request: FastifyRequest, at: Standing): boolean => {
    const { config, url } = request.routeOptions;
    // A websocket stays open for hours, and its route bounds how many there are.
    if (config.boundsItself === true) return true;
    if (working >= most && url !== '/healthz') return false;
    at.working = true;
    working += 1;
    return true;
  };

  app.addHook('onRequest', (request, reply, done) => {
    const at: Standing = { working: false, arriving: false, begun: false, answered: false };
    (request as { [standing]?: Standing })[standing] = at;
    // One of them comes: the end of an answer, or a client that leaves before it, whose work goes on until its end. An
    // answer that is streamed to somebody who asks without a socket is never closed.
    const over = () => {
      at.answered = true;
      if (!at.begun) leave(at);
      arrived(request, at);
    };
    reply.raw.once('finish', over);
    reply.raw.once('close', over);
    if (mayWork(request, at)) done();
    else tooMany(reply);
  });
  app.addHook('preParsing', (request, reply, _body, done) => {
    const at = of(request);
    if (at === undefined || !hasBody(request)) return done();
    const from = arrivingFrom.get(request.ip) ?? 0;
    if (arriving >= most || from >= mostFromOne) {
      tooMany(reply);
      return;
    }
    leave(at);
    at.arriving = true;
    arriving += 1;
    arrivingFrom.set(request.ip, from + 1);
    done();
  });
  app.addHook('preValidation', (request, reply, done) => {
    const at = of(request);
    if (at?.arriving !== true) return done();
    arrived(request, at);
    if (mayWork(request, at)) done();
    else tooMany(reply);
  });
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function handleAndTell(request, reply) {
      const answer: unknown = handler.call(this, request, reply);
      const at = of(request);
      if (!(answer instanceof Promise) || at === undefined) return answer;
      at.begun = true;
      const ended = () => {
        at.begun = false;
        if (at.answered) leave(at);
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
