import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppNode, operator } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
beforeAll(async () => {
  node = await openAppNode();
});
afterAll(() => node.close());

const scope = 'launch/patient offline_access patient/Patient.rs patient/Observation.rs';

describe('a service', () => {
  const service = (more: object = {}) =>
    node.kit.keyedApp({
      client_name: 'Night report',
      grant_types: ['client_credentials'],
      scope: 'system/Patient.rs system/Observation.rs?category=laboratory',
      ...more,
    });
  const ask = async (
    app: Awaited<ReturnType<typeof service>>,
    fields: Record<string, string> = {},
    claims: object = {},
  ) => {
    const proof = await app.proof(claims as Readonly<Record<string, unknown>>);
    const answer = await node.kit.form('/oidc/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      ...proof,
      ...fields,
    });
    return { status: answer.status, ...((await answer.json()) as { access_token?: string; error?: string }) };
  };

  it('gets a token for five minutes, as an account of its own, with the scopes that it asked for', async () => {
    const app = await service();
    const tokens = await ask(app);
    expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 300, scope: 'system/Patient.rs' });
    const caller = await node.kit.callerOf(tokens.access_token);
    expect(caller.ok && caller.value).toMatchObject({
      subject: app.id,
      name: 'Night report',
      role: 'backend',
      purpose: 'HOPERAT',
      app: { id: app.id },
      scopes: { granted: [{ context: 'system', type: 'Patient', acts: 'rs' }] },
    });
    const behalf = await node.identity.onBehalfOf(app.id, 'subscription');
    expect(behalf?.scopes?.granted.map(({ type }) => type)).toEqual(['Patient', 'Observation']);
    await node.identity.apps.decide(app.id, 'refused', operator);
    expect((await node.kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect(await node.identity.onBehalfOf(app.id, 'subscription')).toBeUndefined();
  });

  it('gets none for more than the operator approved, and none of a person', async () => {
    const app = await service();
    for (const asked of [
      'system/*.rs',
      'system/Patient.cruds',
      'system/Observation.rs',
      'patient/Patient.rs',
      'user/Patient.rs',
      'openid',
      'fhir',
      '',
    ]) {
      expect(await ask(app, { scope: asked })).toMatchObject({ status: 400, error: 'invalid_scope' });
    }
    expect((await ask(app, { scope: 'system/Observation.rs?category=laboratory' })).status).toBe(200);
    const answer = await node.kit.form('/oidc/token', {
      grant_type: 'client_credentials',
      client_id: await node.kit.publicApp(scope),
      scope: 'system/Patient.rs',
    });
    expect(answer.status).toBe(400);
  });

  it('gets none by a proof that is wrong in any way', async () => {
    const app = await service();
    const other = await service();
    const now = Math.floor(Date.now() / 1000);
    for (const claims of [
      { aud: 'https://evil.example/token' },
      { aud: undefined },
      { exp: now - 60 },
      { exp: now + 3_600 },
      { exp: undefined },
      { jti: undefined },
      { iss: other.id },
      { sub: other.id },
      { nbf: now + 60 },
    ]) {
      expect(await ask(app, {}, claims)).toMatchObject({ status: 401, error: 'invalid_client' });
    }
    const { client_assertion: stolen = '' } = await other.proof({ iss: app.id, sub: app.id });
    expect((await ask(app, { client_assertion: stolen })).status).toBe(401);
    const { client_assertion: once = '' } = await app.proof();
    expect((await ask(app, { client_assertion: once })).status).toBe(200);
    expect((await ask(app, { client_assertion: once })).status).not.toBe(200);
  });
});

describe('keys that an app keeps at an address', () => {
  it('are not fetched from the inner network', async () => {
    let asked = 0;
    const inner = createServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end('{"keys":[]}');
    });
    await new Promise<void>((listening) => inner.listen(0, '127.0.0.1', listening));
    const { port } = inner.address() as AddressInfo;
    const real = await openAppNode({ demonstration: false });
    try {
      for (const address of [
        `http://127.0.0.1:${port}/jwks`,
        `http://localhost:${port}/jwks`,
        'https://169.254.169.254/jwks',
        'https://10.0.0.1/jwks',
      ]) {
        const answer = await real.kit.register({
          client_name: 'Inner',
          grant_types: ['client_credentials'],
          token_endpoint_auth_method: 'private_key_jwt',
          jwks_uri: address,
          scope: 'system/Patient.rs',
        });
        const { client_id: id } = (await answer.json()) as { client_id: string };
        await real.identity.apps.decide(id, 'approved', operator);
        const other = await real.kit.keyedApp({
          client_name: 'Other',
          grant_types: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
        const tried = await real.kit.form('/oidc/token', {
          grant_type: 'client_credentials',
          scope: 'system/Patient.rs',
          ...(await other.proof({ iss: id, sub: id })),
        });
        expect(tried.status).toBeGreaterThanOrEqual(400);
      }
      expect(asked).toBe(0);
    } finally {
      await real.close();
      inner.close();
    }
  });
});
