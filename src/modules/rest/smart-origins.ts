import type { FastifyInstance } from 'fastify';
import type { FhirDeps } from './fhir-deps.ts';

const asked = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'dpop',
  'if-match',
  'if-modified-since',
  'if-none-exist',
  'if-none-match',
  'prefer',
  'x-purpose-of-use',
];
const answered = [
  'content-location',
  'etag',
  'last-modified',
  'location',
  'retry-after',
  'www-authenticate',
  'x-request-id',
];
const minutes = 10;

/**
 * Lets scripts of apps without a server read answers (CORS), from the origins of their registered redirect addresses alone
 * and never with cookies. To every other site the node says nothing, and a browser keeps the answer to itself.
 */
export function allowAppOrigins(scope: FastifyInstance, { appOrigins }: Pick<FhirDeps, 'appOrigins'>): void {
  if (appOrigins === undefined) return;
  scope.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.header('vary', 'origin');
    if (origin === undefined || !(await appOrigins()).has(origin)) return;
    reply.header('access-control-allow-origin', origin);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      reply.header('access-control-expose-headers', answered.join(', '));
      return;
    }
    return reply
      .header('access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE')
      .header('access-control-allow-headers', asked.join(', '))
      .header('access-control-max-age', String(minutes * 60))
      .code(204)
      .send();
  });
}
