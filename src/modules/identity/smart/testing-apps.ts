import { createHash, randomBytes, randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { newTraceId } from '#kernel';
import type { Caller } from '../contract.ts';
import { createIdentity, type NodeIdentity } from '../create-identity.ts';
import type { IdentityOptions } from '../options.ts';
import { registerSignIn } from '../register-sign-in.ts';
import { openTestNode } from '../test-node.ts';
import { testBrowser } from '../testing-browser.ts';
import type { LaunchContexts } from './contract.ts';

type Form = Readonly<Record<string, string | undefined>>;

/** The operator of the tests. */
export const operator: Caller = {
  subject: 'acc-operator',
  name: 'Operator',
  role: 'administrator',
  country: 'FR',
  purpose: 'SYSADMIN',
  client: 'test',
  traceId: newTraceId(),
  proxyFor: [],
};

/** Everybody may open an app for herself, and Claire for Leo too. */
const persons: Readonly<Record<string, readonly string[]>> = {
  'acc-claire': ['fr-claire', 'fr-leo'],
  'acc-henri': ['fr-henri'],
  'acc-doctor': ['fr-claire', 'fr-henri'],
};
const contexts: LaunchContexts = {
  patients: async (caller) => (persons[caller.subject] ?? []).map((id) => ({ id, name: id })),
  patient: async (caller, id) => (persons[caller.subject]?.includes(id) ? { id, name: id } : undefined),
};

/** A node with four accounts that apps can be connected to, listening. For tests of apps. */
export async function openAppNode(over: Partial<IdentityOptions> = {}) {
  const node = await openTestNode();
  const options = node.options(over);
  const identity = createIdentity(options);
  const citizen = { role: 'citizen', language: 'fr', about: { en: 'x' } } as const;
  await identity.putAccount({ id: 'acc-claire', name: 'Claire', patient: 'fr-claire', alias: 'claire', ...citizen });
  await identity.putAccount({ id: 'acc-henri', name: 'Henri', patient: 'fr-henri', alias: 'henri', ...citizen });
  await identity.putAccount({
    id: 'acc-doctor',
    name: 'Dr Diallo',
    role: 'professional',
    language: 'fr',
    practitioner: 'fr-doctor',
    organization: 'fr-practice',
    alias: 'doctor',
  });
  const app: FastifyInstance = fastify({ genReqId: () => newTraceId() });
  registerSignIn(app, { ...options, identity, launchContexts: contexts });
  await app.listen({ port: Number(new URL(options.publicUrl).port), host: 'localhost' });
  const close = async () => {
    await app.close();
    await node.close();
  };
  return {
    options,
    identity,
    db: node.db,
    publicUrl: options.publicUrl,
    kit: appKit(options.publicUrl, identity),
    close,
  };
}

export const redirectUri = 'http://localhost:9999/app/back';

/** What an app does: registers, sends people to the node, redeems what comes back. */
export function appKit(publicUrl: string, identity: NodeIdentity) {
  const audience = `${publicUrl}/fhir`;

  const register = (metadata: object) =>
    fetch(`${publicUrl}/oidc/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(metadata),
    });

  /** Registers and has the operator approve. */
  const approved = async (metadata: object): Promise<string> => {
    const answer = await register(metadata);
    const { client_id: id } = (await answer.json()) as { client_id: string };
    await identity.apps.decide(id, 'approved', operator);
    return id;
  };

  const publicApp = (scope: string, more: object = {}) =>
    approved({ client_name: 'Heart diary', redirect_uris: [redirectUri], scope, ...more });

  /** An app with a key, and how it proves itself. */
  const keyedApp = async (metadata: object) => {
    const { publicKey, privateKey } = await generateKeyPair('ES384');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' };
    const id = await approved({ token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [jwk] }, ...metadata });
    const assertion = (claims: Readonly<Record<string, unknown>> = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const all = {
        iss: id,
        sub: id,
        aud: `${publicUrl}/oidc/token`,
        iat: now,
        exp: now + 120,
        jti: randomUUID(),
        ...claims,
      };
      return new SignJWT(all).setProtectedHeader({ alg: 'ES384', typ: 'JWT', kid: 'k1' }).sign(privateKey);
    };
    const proof = async (claims?: Readonly<Record<string, unknown>>) => ({
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(claims),
    });
    return { id, jwk, privateKey, proof };
  };

  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');

  const authorizeUrl = (client: string, scope: string, change: Form = {}): string => {
    const all: Form = {
      client_id: client,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope,
      aud: audience,
      state: 's-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...change,
    };
    return `${publicUrl}/oidc/auth?${formOf(all)}`;
  };

  const form = (path: string, fields: Form, headers: Record<string, string> = {}) =>
    fetch(`${publicUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: formOf(fields),
    });

  /** One person with her browser, as far as the app sees and the pages do. */
  const person = (account: string) => {
    const browser = testBrowser(publicUrl);
    /** Goes on until a page of the node or of the app is reached. */
    const go = async (address: string): Promise<URL> => {
      let at = new URL(address, publicUrl);
      for (let hop = 0; hop < 12; hop++) {
        if (at.origin !== new URL(publicUrl).origin || /^\/(sign-in|connect)\//.test(at.pathname)) return at;
        const location = (await browser.send(at.href)).headers.get('location');
        if (location === null) return at;
        at = new URL(location, at);
      }
      throw new Error('redirected in a circle');
    };
    const uidOf = (at: URL) => at.pathname.split('/')[2] ?? '';
    /** As far as the page of the consent, signing in where it must be. */
    const toConsent = async (address: string): Promise<URL> => {
      const at = await go(address);
      if (!at.pathname.startsWith('/sign-in/')) return at;
      const { location } = (await (await browser.choose(uidOf(at), account)).json()) as { location: string };
      return go(location);
    };
    const question = async (at: URL) =>
      (await (await browser.send(`/session/interaction/${uidOf(at)}/consent`)).json()) as ConsentPage;
    const answer = (at: URL, given: object) => browser.post(`/session/interaction/${uidOf(at)}/consent`, given);
    const allow = async (at: URL, given: { scopes?: readonly string[]; patient?: string } = {}): Promise<URL> => {
      const asked = await question(at);
      const scopes = given.scopes ?? [
        ...asked.resources.map(({ word }) => word),
        ...asked.identity,
        ...(asked.lasting === 'once' ? [] : [asked.lasting === 'offline' ? 'offline_access' : 'online_access']),
      ];
      const answered = await answer(at, {
        allow: true,
        scopes,
        patient: given.patient ?? asked.patient?.choices[0]?.id,
      });
      const { location } = (await answered.json()) as { location?: string };
      if (location === undefined) throw new Error(`the answer was not taken: ${answered.status}`);
      return go(location);
    };
    return { browser, go, toConsent, question, answer, allow };
  };

  const redeem = async (client: string, code: string, change: Form = {}, headers: Record<string, string> = {}) => {
    const fields = {
      grant_type: 'authorization_code',
      client_id: client,
      code,
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...change,
    };
    const answer = await form('/oidc/token', fields, headers);
    return { status: answer.status, headers: answer.headers, ...((await answer.json()) as TokenAnswer) };
  };

  const refresh = async (client: string, token: string, change: Form = {}, headers: Record<string, string> = {}) => {
    const fields = { grant_type: 'refresh_token', client_id: client, refresh_token: token, ...change };
    const answer = await form('/oidc/token', fields, headers);
    return { status: answer.status, headers: answer.headers, ...((await answer.json()) as TokenAnswer) };
  };

  /** The whole way, for a public app: what the token endpoint answers at its end. */
  const connect = async (
    client: string,
    account: string,
    scope: string,
    given: { readonly scopes?: readonly string[]; readonly patient?: string } = {},
  ) => {
    const user = person(account);
    const back = await user.allow(await user.toConsent(authorizeUrl(client, scope)), given);
    const code = back.searchParams.get('code') ?? '';
    return { user, back, code, ...(await redeem(client, code)) };
  };

  const callerOf = (token: string | undefined, more: Partial<Parameters<NodeIdentity['authenticate']>[0]> = {}) =>
    identity.authenticate({
      method: 'GET',
      url: '/fhir/Patient',
      headers: { authorization: `Bearer ${token ?? 'none'}` },
      traceId: newTraceId(),
      ...more,
    });

  return {
    audience,
    register,
    approved,
    publicApp,
    keyedApp,
    authorizeUrl,
    form,
    person,
    redeem,
    refresh,
    connect,
    callerOf,
  };
}

function formOf(fields: Form): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.toString();
}

interface ConsentPage {
  readonly app: { readonly name: string; readonly returnsTo: string; readonly approved?: string };
  readonly person: { readonly name: string };
  readonly resources: readonly { readonly word: string; readonly type: string; readonly acts: string }[];
  readonly identity: readonly string[];
  readonly lasting: 'offline' | 'online' | 'once';
  readonly days?: number;
  readonly patient?: {
    readonly chosen?: { readonly id: string };
    readonly choices: readonly { readonly id: string }[];
  };
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly token_type?: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly patient?: string;
  readonly encounter?: string;
  readonly fhirUser?: string;
  readonly need_patient_banner?: boolean;
  readonly error?: string;
  readonly error_description?: string;
}
