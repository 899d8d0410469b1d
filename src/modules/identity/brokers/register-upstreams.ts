import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SignInOptions } from '../create-identity.ts';
import type { Interactions } from '../interaction-routes.ts';
import type { Addresses } from '../options.ts';
import type { WorkRoles } from '../roles/contract.ts';
import type { Seals } from '../sealed-cookies.ts';
import { registerWalletRoutes } from '../wallet/wallet-routes.ts';
import { createBrokerClient } from './broker-client.ts';
import { registerBrokerRoutes } from './broker-routes.ts';
import { registerLogoutRoute } from './end-upstream-session.ts';
import { createFinish } from './finish-upstream.ts';
import { createUnderWay } from './under-way.ts';
import { isWallet } from './upstream-setup.ts';

export interface UpstreamParts {
  readonly options: SignInOptions;
  readonly addresses: Addresses;
  readonly seals: Seals;
  readonly interactions: Interactions;
  readonly roles: WorkRoles;
}

/**
 * Sign-in by what a country gave its people, below `/session/upstream`:
 *
 * | route | does |
 * |---|---|
 * | `GET /:name/start?uid=` | leaves for the broker, from the sign-in page of that interaction |
 * | `GET /:name/callback` | comes back from it |
 * | `GET /:name/jwks` | the keys by which a broker knows the node |
 * | `GET /logout` | ends the session at the broker |
 * | `POST /:name/request` | asks a wallet; a link for this device or a code for another |
 * | `GET /:name/request/:reply`, `POST /:name/answer/:reply` | what the wallet fetches, and where it answers |
 * | `GET /:name/state`, `POST /:name/finish`, `GET /:name/return` | how the page, or the wallet on this device, goes on |
 */
export function registerUpstreams(app: FastifyInstance, parts: UpstreamParts): void {
  const { options, addresses, seals } = parts;
  const { upstreams = [], db, clock } = options;
  if (upstreams.length === 0) return;
  const underWay = createUnderWay({ db, clock, seals });
  const finish = createFinish(parts);
  const brokers = new Map(
    upstreams.flatMap((setup) => (isWallet(setup) ? [] : [[setup.name, createBrokerClient(setup)] as const])),
  );
  const wallets = upstreams.filter(isWallet);

  void app.register(async (scope) => {
    scope.addHook('onSend', async (_request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store');
    });
    registerBrokerRoutes(scope, { ...parts, brokers, underWay, finish });
    registerLogoutRoute(scope, { addresses, seals, brokers });
    registerWalletRoutes(scope, { ...parts, wallets, underWay, finish });
  });
}
