import type { Socket } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { type Fault, faultOf, type Log, type LogFields } from '#kernel';
import { boundBodies } from './bound-bodies.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { isDraining, makeDrainable } from './drain.ts';
import { endRequests } from './end-requests.ts';
import { faultOfError } from './fault-of-error.ts';
import { boundInFlight } from './in-flight.ts';
import { defect, nothingThere, outcomeOf, statusOf } from './operation-outcome.ts';
import { sendFault } from './send.ts';
import { traceIdOf } from './trace.ts';

export interface ServerOptions {
  readonly log: Log;
  /** Is the database there? Asked by `GET /healthz`. */
  readonly alive: () => Promise<boolean>;
  /** Largest body of a request in bytes; routes may have a smaller or larger bound of their own. */
  readonly maxBody?: number;
  /** Requests that are worked on at once. */
  readonly maxInFlight?: number;
  /** Milliseconds in which a request must have arrived whole. */
  readonly requestTimeout?: number;
  /** Milliseconds in which the answer to a read must have begun. */
  readonly answerTimeout?: number;
  /** Bytes of the request bodies that are held at once. */
  readonly maxBodies?: number;
  /** Addresses and networks whose `X-Forwarded-For` tells the address of a client; nobody's where there are none. */
  readonly trustedProxies?: readonly string[];
  /** The node is reached over https: browsers shall come over nothing else for a year (RFC 6797). */
  readonly secure?: boolean;
}

const megabyte = 1024 * 1024;

const securityHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const headerLines = Object.entries(securityHeaders)
  .map(([name, value]) => `${name}: ${value}\r\n`)
  .join('');
const onlyHttps = { 'strict-transport-security': 'max-age=31536000; includeSubDomains' };

/**
 * The HTTP server of a node: a trace id for each request (`traceparent`, or a new one, told in `x-request-id`), bounds
 * on everything that comes in, security headers, every error as an OperationOutcome, one log line per request with the
 * template of its route and never its URL, and `GET /healthz`.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { log, trustedProxies = [] } = options;
  const headers = options.secure === true ? { ...securityHeaders, ...onlyHttps } : securityHeaders;
  const app = fastify({
    logger: false,
    genReqId: traceIdOf,
    requestIdHeader: false,
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    bodyLimit: options.maxBody ?? 16 * megabyte,
    requestTimeout: options.requestTimeout ?? 60_000,
    connectionTimeout: 120_000,
    keepAliveTimeout: 10_000,
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 15_000 },
    routerOptions: { maxParamLength: 256 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => {
      reply.headers({ ...headers, 'cache-control': 'no-store', 'x-request-id': request.id });
      void sendFault(reply, faultOfError(error) ?? faultOf('request.bad', 'The request is not well formed.'));
    },
    clientErrorHandler: refuseUnreadable,
  });

  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(headers).header('x-request-id', request.id);
    if (namesNul(request.raw.url)) void sendFault(reply, faultOf('request.bad', 'An address has no character NUL.'));
    else done();
  });
  app.addHook('onSend', (_request, reply, payload, done) => {
    // What nobody has declared public is personal until proven otherwise.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done(null, payload);
  });
  app.addHook('onResponse', (request, reply, done) => {
    log.info('http.request', {
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      trace: request.id,
    });
    done();
  });
  makeDrainable(app);
  boundInFlight(app, options.maxInFlight ?? 256);
  boundBodies(app, options.maxBodies ?? 256 * megabyte);
  endRequests(app, options.answerTimeout ?? 30_000);

  app.setErrorHandler((error, request, reply) => {
    const fault = faultOfError(error);
    if (fault !== undefined) return sendFault(reply, fault);
    // The message of an error may quote data; its name and the first lines of its stack are places in the code.
    log.error('http.defect', {
      route: request.routeOptions.url ?? 'unmatched',
      trace: request.id,
      error: error instanceof Error ? error.name : typeof error,
      ...placesOf(error),
    });
    return sendFault(reply, defect(request.id));
  });
  app.setNotFoundHandler((_request, reply) => sendFault(reply, nothingThere()));
  app.get('/healthz', async (_request, reply) => {
    const alive = !isDraining(app) && (await options.alive().catch(() => false));
    return alive
      ? reply.send({ status: 'ok' })
      : reply.code(503).header('retry-after', '2').send({ status: 'unavailable' });
  });
  return app;
}

/** No id and no name has this character, and no database takes it in a text. Of the query the parameters say what they take. */
function namesNul(url = ''): boolean {
  return url.includes('%00') && url.split('?', 1)[0]?.includes('%00') === true;
}

/** `at` lines of a stack, without the message above them. */
function placesOf(error: unknown): LogFields {
  const { code, sqlState } = (error ?? {}) as { readonly code?: unknown; readonly sqlState?: unknown };
  const lines = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const place = (line: string | undefined) =>
    line?.trim().replace(/\(?(?:file:\/\/)?\/.*?\/(src|node_modules)\//, '$1/');
  return {
    code: typeof code === 'string' ? code : undefined,
    sqlState: typeof sqlState === 'string' ? sqlState : undefined,
    place: place(lines[0]),
    calledFrom: place(lines[1]),
  };
}

/** What Node's own parser refuses never becomes a request; it is answered on the socket all the same. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const fault: Fault = faultOfError(error) ?? faultOf('request.bad', 'The request is not well-formed HTTP.');
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : `${statusOf(fault)} Bad Request`;
  const body = JSON.stringify(outcomeOf(fault));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/fhir+json; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `${headerLines}cache-control: no-store\r\nconnection: close\r\n\r\n${body}`,
  );
}
