import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

export interface WebOptions {
  /** The folder that `buildWeb` filled. */
  readonly webRoot: string;
  /** What the pages say about where one is. */
  readonly node: { readonly country: string; readonly name: string; readonly demonstration: boolean };
}

/**
 * Everything comes from this node, nothing is inline. The pages set styles through the CSSOM only, which a policy without
 * `unsafe-inline` allows.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
].join('; ');

/** Addresses of the machine interfaces: never answered with a page. */
const machinePaths = /^\/(?:fhir|api|oidc|session|gateway|healthz|assets|\.well-known)(?:\/|$|\?)/;
const year = 31_536_000;

/**
 * Serves the pages: files with a hash in their name for ever, everything else after a look; each address that no route
 * answers and that a browser asks for as a page gets `index.html`. Also `GET /api/node`, which needs no sign-in.
 */
export function registerWeb(app: FastifyInstance, { webRoot, node }: WebOptions): void {
  const page = readFileSync(join(webRoot, 'index.html'), 'utf8');
  const facts = { country: node.country, name: node.name, demonstration: node.demonstration };

  app.get('/api/node', async (_request, reply) => reply.header('cache-control', 'no-cache').send(facts));
  app.register(fastifyStatic, {
    root: webRoot,
    index: false,
    cacheControl: false,
    dotfiles: 'ignore',
    globIgnore: ['index.html', '.*'],
    wildcard: false,
    setHeaders(reply, path) {
      const hashed = path.startsWith(join(webRoot, 'assets'));
      reply.header('cache-control', hashed ? `public, max-age=${year}, immutable` : 'no-cache');
      reply.header('x-content-type-options', 'nosniff');
    },
  });
  app.get('/*', { exposeHeadRoute: true }, (request, reply) => {
    if (!isPageRequest(request)) return reply.callNotFound();
    return sendPage(reply, page);
  });
}

/** A browser that goes to an address, as against a program that asks for data. */
function isPageRequest(request: Pick<FastifyRequest, 'url' | 'headers'>): boolean {
  return !machinePaths.test(request.url) && /\btext\/html\b/i.test(request.headers.accept ?? '');
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply
    .headers({
      'content-security-policy': contentSecurityPolicy,
      'cache-control': 'no-cache',
      'content-type': 'text/html; charset=utf-8',
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=()',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
    })
    .send(page);
}
