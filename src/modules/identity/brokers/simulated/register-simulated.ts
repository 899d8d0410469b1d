import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ClientSecretBasic } from 'openid-client';
import { brokerKinds } from '../broker-kinds.ts';
import type { BrokerKindName } from '../contract.ts';
import type { BrokerSetup, UpstreamSetup, WalletSetup } from '../upstream-setup.ts';
import { sendPage, simulatedPage } from './page.ts';
import { createSimulatedBroker, type SimulatedPeer } from './simulated-broker.ts';
import { type DemonstrationPerson, simulatedPeople } from './simulated-people.ts';
import { createSimulatedWallet } from './simulated-wallet.ts';

export interface SimulatedUpstreams {
  /** For the node, as if an operator had set them up. */
  readonly upstreams: readonly UpstreamSetup[];
  /** Serves them below `/simulated`, in this very process. */
  register(app: FastifyInstance): void;
}

/** Which of them a node of a country offers beside the wallet: nobody in the demonstration is known by an eIDAS identifier. */
const brokersOf: Readonly<Record<string, readonly Exclude<BrokerKindName, 'eidas'>[]>> = {
  FR: ['pro-sante-connect', 'franceconnect'],
};

/**
 * Simulated brokers and a simulated wallet for a demonstration node; elsewhere they are not made. Secrets and keys are new at
 * each start. Providers are made when somebody first goes there.
 */
export async function simulatedUpstreams(options: {
  readonly publicUrl: string;
  readonly country: string;
  /** The people of the demonstration, with their Patients as they are now. */
  readonly people: () => Promise<readonly DemonstrationPerson[]>;
}): Promise<SimulatedUpstreams> {
  const { country } = options;
  const { origin, host } = new URL(options.publicUrl);
  const peers = new Map<string, () => SimulatedPeer>();
  const upstreams: UpstreamSetup[] = [];

  for (const kind of brokersOf[country] ?? []) {
    const secret = randomBytes(32).toString('base64url');
    const name = `simulated-${kind}`;
    const issuer = `${origin}/simulated/${kind}`;
    const { assurance, label } = brokerKinds[kind];
    upstreams.push({
      name,
      kind,
      label: `Simulated ${label}`,
      issuer,
      clientId: 'carnet',
      assurance,
      hosts: [host],
      clientAuthentication: async () => ClientSecretBasic(secret),
      publicKeys: [],
    } satisfies BrokerSetup);
    let made: SimulatedPeer | undefined;
    peers.set(kind, () => {
      made ??= createSimulatedBroker({
        kind,
        issuer,
        client: {
          id: 'carnet',
          secret,
          callback: `${origin}/session/upstream/${name}/callback`,
          afterLogout: `${origin}/`,
        },
        people: async () => simulatedPeople(kind, await options.people()),
      });
      return made;
    });
  }

  // Loaded here, for no other node makes certificates of its own for sign-in.
  const { simulatedAuthority } = await import('./simulated-certificates.ts');
  const authority = await simulatedAuthority('Simulated PID authority', country);
  const verifier = await authority.issue('Simulated relying party', country);
  const base = `${origin}/simulated/wallet`;
  upstreams.push({
    name: 'simulated-wallet',
    kind: 'eudi-wallet',
    label: 'Simulated EUDI wallet',
    assurance: 'high',
    keyPem: verifier.keyPem,
    certificates: [verifier.certificatePem],
    trustAnchors: [authority.certificatePem],
    issuerKeys: {},
    hosts: [host],
    link: base,
  } satisfies WalletSetup);
  const wallet = createSimulatedWallet({
    base,
    verifier: origin,
    issuer: (citizenOf) => authority.issue('Simulated PID provider', citizenOf),
    people: async () => simulatedPeople('eudi-wallet', await options.people()),
  });
  peers.set('wallet', () => wallet.serve);

  return {
    upstreams,
    register(app) {
      void app.register(async (scope) => {
        scope.removeAllContentTypeParsers();
        scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
        for (const [path, peer] of peers) {
          const prefix = `/simulated/${path}`;
          const serve = async (request: { readonly raw: IncomingMessage }, reply: FastifyReply) => {
            reply.hijack();
            request.raw.url = request.raw.url?.slice(prefix.length) || '/';
            await peer()(request.raw, reply.raw).catch(() => {
              if (!reply.raw.headersSent)
                sendPage(reply.raw, simulatedPage('Simulated', '<p>This did not work.</p>'), 400);
            });
          };
          scope.all(prefix, serve);
          scope.all(`${prefix}/*`, serve);
        }
      });
    },
  };
}
