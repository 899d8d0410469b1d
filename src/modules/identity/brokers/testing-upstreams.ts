import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair } from 'jose';
import { ClientSecretBasic, PrivateKeyJwt } from 'openid-client';
import { fold, type Resource } from '#fhir';
import { type Log, newTraceId, ok } from '#kernel';
import { createIdentity, type NodeIdentity } from '../create-identity.ts';
import type { IdentityOptions } from '../options.ts';
import { createRates } from '../rates.ts';
import { registerSignIn } from '../register-sign-in.ts';
import { openTestNode } from '../test-node.ts';
import { testBrowser } from '../testing-browser.ts';
import { brokerKinds } from './broker-kinds.ts';
import type { BrokerKindName, SignInDirectory } from './contract.ts';
import type { SimulatedPerson } from './simulated/person.ts';
import { createSimulatedBroker, type SimulatedPeer } from './simulated/simulated-broker.ts';
import type { BrokerSetup, UpstreamSetup } from './upstream-setup.ts';

/** A directory over resources in hand, that searches as the store does for the parameters that are asked here. */
export function directoryOver(resources: () => readonly Resource[]): SignInDirectory {
  return {
    async find(type, searches, fits) {
      const matches = (resource: Resource) =>
        searches.some((search) => search.every(([name, value]) => hasValue(resource, name, value)));
      return ok(resources().filter((each) => each.resourceType === type && matches(each) && fits(each)));
    },
  };
}

function hasValue(resource: Resource, name: string, value: string): boolean {
  const {
    identifier = [],
    name: names = [],
    birthDate,
    practitioner,
  } = resource as unknown as {
    readonly practitioner?: { readonly reference?: string };
    readonly identifier?: readonly { readonly system: string; readonly value: string }[];
    readonly name?: readonly { readonly family?: string }[];
    readonly birthDate?: string;
  };
  if (name === 'identifier') return identifier.some((each) => `${each.system}|${each.value}` === value);
  if (name === '_id') return resource.id === value;
  if (name === 'practitioner') return practitioner?.reference === value;
  if (name === 'birthdate') return birthDate === value;
  return name === 'family' && names.some(({ family }) => fold(family ?? '').startsWith(fold(value)));
}

/** A node that listens, with upstreams; for tests. */
export async function openUpstreamNode(resources: () => readonly Resource[]) {
  const node = await openTestNode();
  const bounds = { 'sign-in': 0, token: 0, 'person-search': 0, 'cross-border': 0 };
  const { db, clock, log } = node.options();
  const lines: string[] = [];
  const keep = (event: string, fields: unknown = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const keptLog: Log = { debug: keep, info: keep, warn: keep, error: keep, with: () => keptLog };
  const options: IdentityOptions = node.options({
    log: keptLog,
    demonstration: false,
    rates: createRates({ db, clock, log, bounds }),
    directory: directoryOver(resources),
  });
  const origin = new URL(options.publicUrl).origin;
  let identity: NodeIdentity = createIdentity(options);
  let app: FastifyInstance | undefined;

  return {
    db,
    options,
    origin,
    get identity() {
      return identity;
    },
    /** Listens with these upstreams; `more` adds routes, such as simulated peers. */
    async serve(upstreams: readonly UpstreamSetup[], more?: (app: FastifyInstance) => void) {
      await app?.close();
      app = fastify({ genReqId: () => newTraceId() });
      const all = { ...options, upstreams };
      identity = createIdentity(all);
      registerSignIn(app, { ...all, identity });
      more?.(app);
      await app.listen({ port: Number(new URL(origin).port), host: 'localhost' });
    },
    browser: () => testBrowser(origin),
    /** What the log has of sign-ins, oldest first. */
    async logged(): Promise<readonly { readonly outcome: string; readonly rule: string; readonly subject: string }[]> {
      return db.query(
        "select outcome, rule, agent ->> 'subject' as subject from audit_entry where action = 'sign-in' order by id",
        [],
      );
    },
    /** Every text that the node wrote to its log lines and its log of accesses. */
    async everythingLogged(): Promise<string> {
      const rows = await db.query<{ readonly entries: string }>('select entries from audit_block', []);
      return [...lines, ...rows.map(({ entries }) => entries)].join('\n');
    },
    async close() {
      await app?.close();
      await node.close();
    },
  };
}

export type UpstreamNode = Awaited<ReturnType<typeof openUpstreamNode>>;

/** A peer on a port of its own. `make` is told the origin before anything is asked. */
export async function servePeer(make: (origin: string) => SimulatedPeer) {
  let peer: SimulatedPeer | undefined;
  const server = createServer((request, response) => void peer?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  peer = make(origin);
  return {
    origin,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Whom a simulated broker knows. */
export function simulatedPerson(id: string, acr: string, claims: SimulatedPerson['claims']): SimulatedPerson {
  return { id, name: id, about: '', acr, claims };
}

/** A simulated broker on a port of its own, and how the node knows it. The node proves itself by a secret, or by a key. */
export async function serveBroker(
  node: Pick<UpstreamNode, 'origin'>,
  kind: BrokerKindName,
  people: () => readonly SimulatedPerson[],
  { byKey = false } = {},
): Promise<{ readonly setup: BrokerSetup; close(): Promise<void> }> {
  const proof = byKey ? await proofByKey() : proofBySecret('a secret of this test');
  const peer = await servePeer((origin) =>
    createSimulatedBroker({
      kind,
      issuer: origin,
      client: {
        id: 'carnet',
        ...proof.known,
        callback: `${node.origin}/session/upstream/${kind}/callback`,
        afterLogout: `${node.origin}/`,
      },
      people: async () => people(),
    }),
  );
  const setup: BrokerSetup = {
    name: kind,
    kind,
    label: brokerKinds[kind].label,
    issuer: peer.origin,
    clientId: 'carnet',
    assurance: brokerKinds[kind].assurance,
    hosts: [new URL(peer.origin).host],
    clientAuthentication: async () => proof.shown,
    publicKeys: [],
  };
  return { setup, close: () => peer.close() };
}

/** What the broker knows of the node's proof, and what the node shows. */
function proofBySecret(secret: string) {
  return { known: { secret }, shown: ClientSecretBasic(secret) };
}

async function proofByKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  return { known: { publicKeys: [jwk] }, shown: PrivateKeyJwt({ key: privateKey, kid: 'k' }) };
}

/** A browser that keeps the cookies of several hosts apart, and follows redirects where it is told to. */
export function travellingBrowser(node: UpstreamNode) {
  const home = node.browser();
  const away = testBrowser('http://127.0.0.1');
  const at = (address: string) => (new URL(address, node.origin).origin === node.origin ? home : away);
  const send = (address: string, init?: RequestInit) => at(address).send(new URL(address, node.origin).href, init);
  /** Follows redirects until a page answers, or an address matches. */
  const travel = async (
    address: string,
    until: RegExp = /^$/,
  ): Promise<{ readonly at: string; readonly body: string }> => {
    let now = new URL(address, node.origin).href;
    for (let hop = 0; hop < 15; hop++) {
      const path = now.startsWith(node.origin) ? now.slice(node.origin.length) : now;
      if (path.startsWith('/sign-in/') || until.test(now)) return { at: path, body: '' };
      const response = await send(now);
      const location = response.headers.get('location');
      if (location === null) return { at: path, body: await response.text() };
      now = new URL(location, now).href;
      if (now.startsWith(node.origin) && !/^\/(session|oidc|sign-in|simulated)\b/.test(new URL(now).pathname)) {
        return { at: now.slice(node.origin.length), body: '' };
      }
    }
    throw new Error('redirected in a circle');
  };
  return {
    ...home,
    send,
    travel,
    /** Signs in at a simulated broker as one of its people; where the browser comes out. */
    async signInAt(upstream: string, person: string, returnTo = '/record') {
      const uid = await home.begin(returnTo);
      const page = await travel(`/session/upstream/${upstream}/start?uid=${uid}`);
      if (!page.body.includes('<form')) return { uid, ...page };
      const body = new URLSearchParams({ person });
      const chosen = await send(page.at, { method: 'POST', body });
      return { uid, ...(await travel(chosen.headers.get('location') ?? '')) };
    },
  };
}
