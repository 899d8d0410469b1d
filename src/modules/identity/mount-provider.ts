import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { Addresses } from './options.ts';
import { rememberRequest } from './sessions/note-sessions.ts';

/** Of the provider as it is now. */
export type Callback = ReturnType<Provider['callback']>;

const prefix = '/oidc';

/** The provider's own pages are words alone, and nothing of it is kept by anybody unless it says so itself. */
const headers = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'cache-control': 'no-store',
};

/** After a sign-out the browser may go back to the app that asked for it, wherever that is. */
const signOutHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action https: 'self'",
};

/**
 * Hands requests below `/oidc` to the provider, bodies unread. The addresses that it builds come from the node's public
 * address, whatever the request claims: `Host` and `X-Forwarded-*` of strangers reach nothing.
 */
export function mountProvider(app: FastifyInstance, callback: () => Callback, addresses: Addresses): void {
  const { host } = new URL(addresses.origin);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.all(`${prefix}/*`, (request, reply) => {
      reply.hijack();
      const raw: IncomingMessage & { originalUrl?: string } = request.raw;
      rememberRequest(raw, { address: request.ip, traceId: request.id });
      for (const name of Object.keys(raw.headers)) {
        if (name.startsWith('x-forwarded-')) delete raw.headers[name];
      }
      raw.headers.host = host;
      raw.headers['x-forwarded-proto'] = addresses.secure ? 'https' : 'http';
      raw.url = withConsentAsked((raw.url ?? prefix).slice(prefix.length) || '/');
      // The provider finds out by the difference of the two where it is mounted.
      raw.originalUrl = `${prefix}${raw.url}`;
      // What the server says with every answer is said with these too.
      const own = raw.url.startsWith('/end-session') ? { ...headers, ...signOutHeaders } : headers;
      for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...own })) {
        if (value !== undefined) reply.raw.setHeader(name, value);
      }
      void callback()(raw, reply.raw);
    });
  });
}

/**
 * An app is always asked for consent. That `prompt=consent` must be said for a token that outlasts the sign-in (OpenID
 * Connect Core, 11) is said for apps that do not, as those of SMART do not.
 */
function withConsentAsked(url: string): string {
  if (!url.startsWith('/auth?')) return url;
  const params = new URLSearchParams(url.slice('/auth?'.length));
  const wants = (params.get('scope') ?? '').split(' ').includes('offline_access');
  if (!wants || params.has('prompt') || params.getAll('scope').length > 1) return url;
  params.set('prompt', 'consent');
  return `/auth?${params}`;
}
