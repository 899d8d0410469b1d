import type { FastifyInstance } from 'fastify';
import type { Apps } from './contract.ts';

const largest = 32_768;

/**
 * Dynamic registration (RFC 7591): `POST /oidc/register` takes what an app says of itself. It gets its id at once, and
 * codes and tokens when the operator has approved it; whom nobody approves within 30 days is forgotten. There is no management of it by the app itself.
 */
export function registerRegistration(app: FastifyInstance, apps: Pick<Apps, 'register'>): void {
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit: largest }, (_request, body, done) =>
      done(null, jsonOf(String(body))),
    );
    scope.post('/oidc/register', async (request, reply) => {
      reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
      const made = await apps.register(request.body, request.ip);
      if (!made.ok) {
        const { code, issues, retryAfter } = made.fault;
        const text = issues[0]?.text ?? '';
        if (retryAfter !== undefined) {
          return reply.code(429).header('retry-after', String(retryAfter)).send({ error: 'temporarily_unavailable' });
        }
        const error =
          code === 'app.bad-registration' && text.startsWith('redirect_uris')
            ? 'invalid_redirect_uri'
            : 'invalid_client_metadata';
        return reply.code(400).send({ error, error_description: text.replaceAll('"', "'") });
      }
      const { app: registered, metadata } = made.value;
      return reply.code(201).send({
        client_id: registered.id,
        client_id_issued_at: Math.floor(registered.registered.getTime() / 1000),
        ...metadata,
        // Not of the standard: that people can be told to wait.
        status: registered.status,
      });
    });
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
