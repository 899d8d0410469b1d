import type { X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { SecureContextOptions, TLSSocket } from 'node:tls';
import type { WitnessAnswer } from '#audit';
import { operationOutcome, type Resource } from '#fhir';
import { type Clock, type Fault, fail, faultOf, type Log, newTraceId, type Outcome, ok, statusOfKind } from '#kernel';
import { fhirJson, formEncoded } from '../fhir-messages.ts';
import type { GatewayKeys } from '../keys.ts';
import { tlsProfile } from '../tls-profile.ts';
import type { TrustList } from '../trust.ts';
import { witnessPath } from '../witness/serve-witness.ts';
import { askerOf } from './asker.ts';
import { type FhirBinding, nothingHere } from './fhir-binding.ts';
import type { Refusals } from './refusals.ts';
import type { ReceivedRequest, VerifiedAssertion } from './verify-assertion.ts';

export interface GatewayServerOptions {
  readonly keys: GatewayKeys;
  readonly trust: TrustList;
  readonly gatewayUrl: string;
  readonly verify: (received: ReceivedRequest) => Promise<Outcome<VerifiedAssertion>>;
  readonly bindingOf: (method: string, path: string) => FhirBinding | undefined;
  readonly refusals: Refusals;
  readonly witness: (certificate: X509Certificate, body: string) => Promise<WitnessAnswer>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface GatewayServer {
  listen(port: number, address: string): Promise<void>;
  /** Changes the certificate for connections to come. */
  renew(keys: GatewayKeys): void;
  stop(): Promise<void>;
}

const longestBody = 64 * 1024;
const mostAtOnce = 64;
const mostConnections = 500;
const graceMilliseconds = 2000;

/**
 * The HTTPS server of country A. TLS asks every caller for a certificate of an authority of the trust list as it stands
 * at that moment and admits nobody else; then each request must carry its own assertion before anything is looked at.
 */
export function createGatewayServer(options: GatewayServerOptions): GatewayServer {
  const { log, trust, refusals } = options;
  let keys = options.keys;
  let served = 'never';
  let atOnce = 0;

  const server: Server = createServer(
    {
      requestCert: true,
      rejectUnauthorized: true,
      ca: [],
      handshakeTimeout: 10_000,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      if (atOnce >= mostAtOnce) {
        send(response, faultOf('request.too-many', 'The gateway has as much work as it may take.'));
        return;
      }
      atOnce += 1;
      void respond(options, request, response).finally(() => {
        atOnce -= 1;
      });
    },
  );
  server.maxConnections = mostConnections;
  server.maxHeadersCount = 50;

  const refresh = () => {
    const current = `${trust.version()} ${keys.tls.thumbprint}`;
    if (current === served) return;
    server.setSecureContext(secureContext(keys, trust));
    served = current;
    log.info('gateway.trust.loaded', { countries: trust.entries().length });
  };
  // Before the server's own listener, so that this very connection meets the trust list as it is now.
  server.prependListener('connection', (socket: Socket) => {
    try {
      refresh();
    } catch (error) {
      log.error('gateway.trust.unreadable', { reason: (error as Error).name });
      socket.destroy();
    }
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
    const reason = socket.authorizationError;
    refusals.ofConnection(String(reason ?? error.code ?? 'handshake'), socket.remoteAddress);
  });

  return {
    listen: (port, address) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        refresh();
        server.listen(port, address, () => {
          server.off('error', reject);
          server.on('error', (error) => log.error('gateway.server', { reason: error.name }));
          log.info('gateway.listening', { port });
          resolve();
        });
      }),
    renew(renewed) {
      keys = renewed;
      if (server.listening) refresh();
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        const cut = setTimeout(() => server.closeAllConnections(), graceMilliseconds);
        server.close(() => {
          clearTimeout(cut);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function secureContext(keys: GatewayKeys, trust: TrustList): SecureContextOptions {
  return {
    key: keys.tls.keyPem,
    cert: keys.tls.certificatePem,
    // An empty list trusts nobody; an absent one would trust the public authorities.
    ca: trust.entries().map((entry) => entry.authority),
    ...tlsProfile,
  };
}

async function respond(options: GatewayServerOptions, request: IncomingMessage, response: ServerResponse) {
  const traceId = traceIdOf(request);
  const address = request.socket.remoteAddress;
  const path = pathBelow(`${new URL(options.gatewayUrl).pathname}/fhir/`, request.url ?? '');
  const method = request.method ?? '';
  const binding = path === undefined ? undefined : options.bindingOf(method, path);
  try {
    const certificate = (request.socket as TLSSocket).getPeerX509Certificate();
    if (certificate === undefined) return void request.socket.destroy();
    if (method === 'POST' && request.url === new URL(options.gatewayUrl).pathname + witnessPath) {
      return await answerLog(options, request, response, certificate);
    }
    const answer = await answerTo(options, request, { method, path: path ?? '', binding, traceId, certificate });
    if (!answer.ok && answer.fault.kind === 'unauthenticated') {
      const interaction = binding?.interaction ?? 'gateway';
      await options.refusals.ofAssertion(answer.fault, { certificate, traceId, interaction, address });
    }
    send(response, answer.ok ? answer.value : answer.fault);
  } catch (error) {
    options.log.error('gateway.failed', { traceId, reason: (error as Error).name });
    send(response, faultOf('internal', 'The node failed.'));
  }
}

async function answerTo(
  options: GatewayServerOptions,
  request: IncomingMessage,
  known: {
    readonly method: string;
    readonly path: string;
    readonly binding: FhirBinding | undefined;
    readonly traceId: string;
    readonly certificate: X509Certificate;
  },
): Promise<Outcome<Resource>> {
  const { method, path, binding, traceId, certificate } = known;
  const body = await readBody(request);
  if (!body.ok) return body;
  const verified = await options.verify({
    authorization: request.headers.authorization,
    method,
    url: new URL(options.gatewayUrl).origin + (request.url ?? ''),
    body: body.value,
    certificate,
  });
  if (!verified.ok) return verified;
  if (binding === undefined) return nothingHere;
  const parameters = parametersOf(request, method, body.value);
  if (!parameters.ok) return parameters;
  const address = request.socket.remoteAddress;
  const asker = askerOf(verified.value, { traceId, ...(address === undefined ? {} : { address }) });
  return binding.answer({ method, path, parameters: parameters.value, asker });
}

/** A partner's log asks for a signature on its head: the connection says whose it is, and the head is signed. */
async function answerLog(
  options: GatewayServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  certificate: X509Certificate,
): Promise<void> {
  const body = await readBody(request);
  if (!body.ok) return send(response, body.fault);
  const { status, mediaType, text } = await options.witness(certificate, Buffer.from(body.value).toString('utf8'));
  response.writeHead(status, {
    'content-type': mediaType === 'text/plain' ? 'text/plain; charset=utf-8' : mediaType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}

function parametersOf(request: IncomingMessage, method: string, body: Uint8Array): Outcome<URLSearchParams> {
  if (method !== 'POST') return ok(new URLSearchParams(request.url?.split('?')[1] ?? ''));
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== formEncoded) return fail('body.media-type', `A search is sent as ${formEncoded}.`);
  return ok(new URLSearchParams(Buffer.from(body).toString('latin1')));
}

async function readBody(request: IncomingMessage): Promise<Outcome<Uint8Array>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > longestBody) return fail('body.too-large', `A request has at most ${longestBody} bytes.`);
    parts.push(part);
  }
  return ok(Buffer.concat(parts));
}

function send(response: ServerResponse, answer: Resource | Fault): void {
  if (response.headersSent || response.destroyed) return;
  const isFault = 'issues' in answer && 'kind' in answer;
  const status = isFault ? statusOfKind[(answer as Fault).kind] : 200;
  const text = JSON.stringify(isFault ? operationOutcome((answer as Fault).issues) : answer);
  response.writeHead(status, {
    'content-type': fhirJson,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...(status === 429 || status === 503 ? { 'retry-after': '5' } : {}),
    // A refused request may have a body that was not read to its end.
    ...(status === 413 || status === 429 ? { connection: 'close' } : {}),
  });
  response.end(text);
}

/** W3C Trace Context: `00-<trace id>-<span id>-<flags>`; a request without one begins its own trace. */
function traceIdOf(request: IncomingMessage): string {
  const header = request.headers.traceparent;
  const traceId =
    typeof header === 'string' ? /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(header)?.[1] : undefined;
  return traceId === undefined || /^0+$/.test(traceId) ? newTraceId() : traceId;
}

function pathBelow(base: string, url: string): string | undefined {
  const path = url.split('?')[0] ?? '';
  return path.startsWith(base) ? path.slice(base.length) : undefined;
}
