import { pipeline, Readable, type Transform } from 'node:stream';
import { promisify } from 'node:util';
import {
  brotliCompress,
  constants,
  createBrotliCompress,
  createGzip,
  createZstdCompress,
  gzip,
  zstdCompress,
} from 'node:zlib';
import type { FastifyInstance } from 'fastify';

/** Below this many characters a body fits into one packet, compressed or not. */
const leastLength = 1_024;

const [brotli, zip, zstd] = [promisify(brotliCompress), promisify(gzip), promisify(zstdCompress)];

interface Coding {
  /** Of a body that is there whole. */
  readonly whole: (body: string | Buffer) => Promise<Buffer>;
  /** Of one that is streamed. */
  readonly stream: () => Transform;
}

const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const level = { level: 4 };

/** Codings in the order in which the node prefers them; the levels are those that cost about as much as sending does. */
const codings: ReadonlyMap<string, Coding> = new Map([
  ['zstd', { whole: (body: string | Buffer) => zstd(body), stream: () => createZstdCompress() }],
  ['br', { whole: (body: string | Buffer) => brotli(body, quality), stream: () => createBrotliCompress(quality) }],
  ['gzip', { whole: (body: string | Buffer) => zip(body, level), stream: () => createGzip(level) }],
]);

/** The coding for an `Accept-Encoding` (RFC 9110, 12.5.3); undefined for none. */
export function codingFor(header: string | undefined): string | undefined {
  const weights = new Map<string, number>();
  for (const range of (header ?? '').toLowerCase().split(',', 32)) {
    const [name = '', ...parameters] = range.split(';');
    const weight = /^\s*q\s*=\s*([01](?:\.[0-9]{0,3})?)\s*$/.exec(parameters.join(';'))?.[1];
    if (name.trim() !== '') weights.set(name.trim(), parameters.length === 0 ? 1 : Number(weight ?? 0));
  }
  const weightOf = (name: string) => weights.get(name) ?? weights.get('*') ?? 0;
  const plain = weights.get('identity') ?? 0;
  let best: string | undefined;
  for (const name of codings.keys()) {
    if (weightOf(name) > Math.max(plain, best === undefined ? 0 : weightOf(best))) best = name;
  }
  return best;
}

/**
 * Compresses the answers of a scope that are worth it, as the client prefers. Only for scopes that put no secret of the
 * node beside what the asking side has written (BREACH): the FHIR API does not, the session's addresses would.
 */
export function compressAnswers(scope: FastifyInstance): void {
  scope.addHook('onSend', (request, reply, payload, done) => {
    const isText = typeof payload === 'string' || Buffer.isBuffer(payload);
    if (!(isText || payload instanceof Readable) || reply.hasHeader('content-encoding')) return done(null, payload);
    const vary = reply.getHeader('vary');
    reply.header('vary', vary === undefined ? 'accept-encoding' : `${String(vary)}, accept-encoding`);
    const accepted = request.headers['accept-encoding'];
    // The length that HEAD tells would be that of a body which nobody asked to be compressed.
    if (accepted === undefined || request.method === 'HEAD') return done(null, payload);
    if (isText && payload.length < leastLength) return done(null, payload);
    const name = codingFor(Array.isArray(accepted) ? accepted.join(',') : accepted);
    const coding = name === undefined ? undefined : codings.get(name);
    if (name === undefined || coding === undefined) return done(null, payload);
    reply.header('content-encoding', name).removeHeader('content-length');
    if (isText) coding.whole(payload).then((body) => done(null, body), done);
    // What fails or is left on one side ends the other.
    else
      done(
        null,
        pipeline(payload, coding.stream(), () => {}),
      );
  });
}
