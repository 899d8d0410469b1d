import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT } from 'jose';
import { ClientSecretPost } from 'openid-client';
import type { BrokerSetup } from './upstream-setup.ts';

/** What a broker says otherwise than it should. */
export interface Lies {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Over the claims of the id token. */
  readonly idToken?: Readonly<Record<string, unknown>>;
  readonly userinfo?: Readonly<Record<string, unknown>>;
  readonly signer?: 'another';
  readonly status?: number;
  /** Bytes of an answer that never ends, in place of userinfo. */
  readonly endless?: boolean;
}

/**
 * A broker that says whatever a test wants it to, in answers that are well formed; for tests of what must be refused. It sends
 * no browser anywhere: the test makes the callback, with the `nonce` and `state` of the request.
 */
export async function openLyingBroker(claims: Readonly<Record<string, unknown>>) {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const another = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let lies: Lies = {};
  let nonce = '';
  let asked = 0;
  const json = (response: ServerResponse, body: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    asked += 1;
    const path = request.url ?? '';
    if (path.startsWith('/.well-known/')) {
      return json(response, {
        issuer: origin,
        authorization_endpoint: `${origin}/auth`,
        token_endpoint: `${origin}/token`,
        userinfo_endpoint: `${origin}/userinfo`,
        jwks_uri: `${origin}/jwks`,
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['ES256'],
        authorization_response_iss_parameter_supported: true,
        ...lies.metadata,
      });
    }
    if (path === '/jwks') {
      return json(response, { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }] });
    }
    if (path === '/token') {
      const now = Math.floor(Date.now() / 1000);
      const idToken = await new SignJWT({
        iss: origin,
        sub: 'subject',
        aud: 'carnet',
        iat: now,
        exp: now + 300,
        nonce,
        acr: 'eidas2',
        ...lies.idToken,
      })
        .setProtectedHeader({ alg: 'ES256' })
        .sign(lies.signer === 'another' ? another.privateKey : pair.privateKey);
      const tokens = { access_token: 'access', token_type: 'Bearer', expires_in: 60, id_token: idToken };
      return json(response, tokens, lies.status);
    }
    if (path === '/userinfo' && lies.endless) {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"sub":"');
      const chunk = 'a'.repeat(65_536);
      for (let sent = 0; sent < 64 && !response.destroyed; sent++) response.write(chunk);
      return response.end('"}');
    }
    return json(response, { sub: 'subject', ...claims, ...lies.userinfo });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const setup: BrokerSetup = {
    name: 'lying',
    kind: 'franceconnect',
    label: 'Lying broker',
    issuer: origin,
    clientId: 'carnet',
    assurance: 'substantial',
    hosts: [new URL(origin).host],
    clientAuthentication: async () => ClientSecretPost('a secret of this test'),
    publicKeys: [],
  };
  return {
    setup,
    origin,
    get asked() {
      return asked;
    },
    /** From now on, about a sign-in with this nonce. */
    tell(itsNonce: string, itsLies: Lies = {}) {
      nonce = itsNonce;
      lies = itsLies;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
