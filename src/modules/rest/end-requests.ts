import type { OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createLinkedList, faultOf, inScope, type Linked, type OpenScope, openScope } from '#kernel';
import { outcomeOf, statusOf } from './operation-outcome.ts';

interface Waiting {
  readonly scope: OpenScope;
  readonly reply: FastifyReply;
  /** When the answer must have begun, by the clock of `performance`. */
  readonly until: number;
}

/** Where a request carries its place among those that wait. */
const place = Symbol('place');

interface Carrier {
  [place]?: Linked<Waiting>;
}

/**
 * Gives every request its scope, by which the trace is known far below. A read ends with its client: when he leaves
 * before the answer, or when the answer has not begun after `timeout` milliseconds (503 `request.timeout` then), what the
 * database still does for it is cancelled. A write is left alone: what is being committed cannot be taken back.
 */
export function endRequests(app: FastifyInstance, timeout: number): void {
  const waiting = createLinkedList<Waiting>();
  const waitsNoMore = (request: FastifyRequest & Carrier) => {
    if (request[place] !== undefined) waiting.remove(request[place]);
  };

  app.addHook('preHandler', (request, reply, next) => {
    const scope = openScope(request.id);
    // An upgraded connection lives on: its request is no question that is waited for.
    if (isRead(request) && request.headers.upgrade === undefined) {
      (request as Carrier)[place] = waiting.add({ scope, reply, until: performance.now() + timeout });
      reply.raw.on('close', () => {
        waitsNoMore(request);
        if (!reply.raw.writableFinished) scope.end();
      });
    }
    inScope(scope, next);
  });
  app.addHook('onSend', (request, _reply, _payload, done) => {
    waitsNoMore(request);
    done();
  });

  const look = setInterval(
    () => {
      const now = performance.now();
      // In the order of arrival: behind the first that still has time, all have.
      for (const { scope, reply, until } of waiting) {
        if (until > now) break;
        waitsNoMore(reply.request);
        answerTooLate(reply);
        scope.end();
      }
    },
    Math.max(10, Math.min(1_000, timeout / 4)),
  ).unref();
  app.addHook('onClose', async () => clearInterval(look));
}

function isRead({ method, routeOptions: { url = '' } }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD' || /\/(?:_search|\$graphql)$/.test(url);
}

/** Past Fastify, and at once: what the handler says later is said to nobody. */
function answerTooLate(reply: FastifyReply): void {
  if (reply.sent || reply.raw.headersSent) return;
  const fault = faultOf('request.timeout', 'The answer took longer than the node allows.');
  const body = JSON.stringify(outcomeOf(fault));
  reply.hijack();
  reply.raw.writeHead(statusOf(fault), {
    ...(reply.getHeaders() as OutgoingHttpHeaders),
    'content-type': 'application/fhir+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'retry-after': '5',
  });
  reply.raw.end(body);
}
