import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { networkOf, type Rates } from '#identity';
import type { Log } from '#kernel';
import { sendFault } from '../send.ts';

/** Steps of signing in that anybody may ask for, each of which makes the node write something. */
const stepsOfSignIn: readonly { readonly url: string; readonly methods?: readonly string[] }[] = [
  { url: '/session/login' },
  { url: '/session/callback' },
  { url: '/session/interaction/:uid', methods: ['POST'] },
  { url: '/session/interaction/:uid/consent', methods: ['POST'] },
  { url: '/session/interaction/:uid/patients' },
  { url: '/oidc/register' },
  { url: '/session/upstream/:name/start' },
  { url: '/session/upstream/:name/callback' },
  { url: '/session/upstream/:name/request' },
  { url: '/session/upstream/:name/request/:reply', methods: ['POST'] },
  { url: '/session/upstream/:name/answer/:reply' },
  { url: '/session/interaction/:uid/passkey/options' },
  { url: '/session/interaction/:uid/passkey' },
  { url: '/session/invitation' },
  { url: '/session/invitation/passkey' },
];
const provider = '/oidc/*';
/** Where an app proves itself before anything is answered or written. */
const provenEndpoints = ['/oidc/token', '/oidc/introspect'];
const harmless: ReadonlySet<string> = new Set(['/oidc/.well-known/openid-configuration', '/oidc/jwks']);

/**
 * Bounds how often one address (of IPv6: one /64) takes a step of signing in, and how often it fails at the token
 * endpoint to prove which app it is. Beyond it is 429 with `Retry-After`. To be called before the routes are made; other
 * routes are not touched.
 */
export function limitAddresses(app: FastifyInstance, options: { readonly rates: Rates; readonly log: Log }): void {
  const { rates, log } = options;

  const step = async (request: FastifyRequest, reply: FastifyReply) => {
    const taken = await rates.take('sign-in', networkOf(request.ip));
    return taken.ok ? undefined : sendFault(reply, taken.fault);
  };
  /** Who proves himself is never counted: the node's own pages redeem their codes there, all from one address. */
  const proof = async (request: FastifyRequest, reply: FastifyReply) => {
    const network = networkOf(request.ip);
    const open = await rates.look('token', network);
    if (!open.ok) return sendFault(reply, open.fault);
    reply.raw.once('finish', () => {
      if (reply.raw.statusCode !== 401) return;
      rates.take('token', network).catch(() => log.warn('rate.not-counted', { what: 'token' }));
    });
    return undefined;
  };
  /** The provider takes an address in other spellings too; what is not known to be harmless is a step. */
  const ofProvider = async (request: FastifyRequest, reply: FastifyReply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    if (harmless.has(path)) return undefined;
    const spelled = path.toLowerCase();
    const isProven = provenEndpoints.some((endpoint) => spelled.startsWith(endpoint));
    return isProven ? proof(request, reply) : step(request, reply);
  };

  app.addHook('onRoute', (route) => {
    const methods = [route.method].flat();
    const isStep = stepsOfSignIn.some(
      (each) => each.url === route.url && (each.methods ?? methods).some((method) => methods.includes(method)),
    );
    const limit = isStep ? step : route.url === provider ? ofProvider : undefined;
    if (limit === undefined) return;
    const others: readonly onRequestHookHandler[] = [route.onRequest ?? []].flat();
    route.onRequest = [limit as onRequestHookHandler, ...others];
  });
}
