import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import { registerSmartConfiguration, smartSecurity } from './smart-configuration.ts';
import { allowAppOrigins } from './smart-origins.ts';

const baseUrl = 'https://node.example/fhir';
const own = 'https://diary.example';

async function serve() {
  const app = fastify();
  await app.register(
    async (scope) => {
      allowAppOrigins(scope, { appOrigins: async () => new Set([own]) });
      registerSmartConfiguration(scope, { baseUrl });
      scope.get('/Patient', async () => ({}));
      scope.route({ method: 'OPTIONS', url: '/Patient', handler: async (_request, reply) => reply.code(405).send() });
    },
    { prefix: '/fhir' },
  );
  return app;
}

describe('smart-configuration', () => {
  it('names the addresses of this node and what is built, for scripts of any site', async () => {
    const answer = await (await serve()).inject('/fhir/.well-known/smart-configuration');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.json()).toMatchObject({
      issuer: 'https://node.example/oidc',
      authorization_endpoint: 'https://node.example/oidc/auth',
      token_endpoint: 'https://node.example/oidc/token',
      registration_endpoint: 'https://node.example/oidc/register',
      management_endpoint: 'https://node.example/apps',
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    });
    const { capabilities } = answer.json() as { capabilities: readonly string[] };
    expect(capabilities).toContain('permission-v2');
    expect(capabilities).not.toContain('client-confidential-symmetric');
    expect(capabilities).not.toContain('context-style');
  });

  it('is told in the CapabilityStatement too', () => {
    const text = JSON.stringify(smartSecurity({ baseUrl }));
    expect(text).toContain('SMART-on-FHIR');
    expect(text).toContain('"url":"token","valueUri":"https://node.example/oidc/token"');
  });
});

describe('scripts of other sites', () => {
  it('read answers from the origins of apps alone, without cookies', async () => {
    const app = await serve();
    const from = async (origin: string | undefined) =>
      (await app.inject({ url: '/fhir/Patient', headers: origin === undefined ? {} : { origin } })).headers;
    expect((await from(own))['access-control-allow-origin']).toBe(own);
    expect((await from(own))['access-control-allow-credentials']).toBeUndefined();
    expect((await from(own)).vary).toContain('origin');
    for (const other of [
      undefined,
      'null',
      'https://evil.example',
      `${own}.evil.example`,
      'http://diary.example',
      `${own}:444`,
    ]) {
      expect((await from(other))['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('may send what the API takes, where they come from an app', async () => {
    const app = await serve();
    const preflight = (origin: string) =>
      app.inject({
        method: 'OPTIONS',
        url: '/fhir/Patient',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'authorization,dpop',
        },
      });
    const allowed = await preflight(own);
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers['access-control-allow-headers']).toContain('authorization');
    expect(allowed.headers['access-control-allow-headers']).toContain('dpop');
    expect(allowed.headers['access-control-allow-methods']).toContain('PUT');
    const refused = await preflight('https://evil.example');
    expect(refused.statusCode).toBe(405);
    expect(refused.headers['access-control-allow-origin']).toBeUndefined();
  });
});
