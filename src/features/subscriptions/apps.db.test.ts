import { hash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openProcess, openWorld, type Process, patient, pulse, subscriptionTo, topic, type World } from './testing.ts';

let world: World;
let node: Process;
const wanted = subscriptionTo(topic('observation-changed'), { channel: { type: 'websocket' } });

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  await node.ask('importer', 'PUT', 'Patient/claire', patient('claire'));
});
afterAll(async () => {
  await node?.close();
  await world?.close();
});

/** Asks by the token of an approved app: one of Claire's, or a service of its own. */
async function appWith(scope: string, kind: 'public' | 'service') {
  const id = `app-${randomBytes(4).toString('hex')}`;
  const token = randomBytes(32).toString('base64url');
  const { db } = world;
  await db.query(
    `insert into identity_app (id, name, kind, status, scope, metadata, registered)
     values ($1, 'An app', $2, 'approved', $3, '{}', now())`,
    [id, kind, scope],
  );
  const ofPerson = kind === 'public';
  if (ofPerson) {
    await db.query(
      `insert into identity_connection (id, app, account, scope, patient, lasting, since, until)
       values ($1, $1, 'a-claire', $2, 'claire', 'online', now(), now() + interval '1 hour')`,
      [id, scope],
    );
  } else {
    await db.query(
      `insert into identity_account (id, name, role, language) values ($1, 'A service', 'backend', 'en')`,
      [id],
    );
  }
  const payload = { clientId: id, scope, aud: 'http://localhost/fhir', ...(ofPerson ? { accountId: 'a-claire' } : {}) };
  await db.query(
    `insert into identity_oidc (model, id, payload, grant_id, expires) values ($1, $2, $3, $4, now() + interval '1 hour')`,
    [
      ofPerson ? 'AccessToken' : 'ClientCredentials',
      hash('sha256', token, 'base64url'),
      JSON.stringify(payload),
      ofPerson ? id : null,
    ],
  );
  return (method: string, path: string, body?: object) => node.askBy(token, method, path, body);
}

describe('an app of a person', () => {
  it('has no Subscription, and none of hers, whatever it was given', async () => {
    const { json: hers } = await node.ask('claire', 'POST', 'Subscription', wanted);
    const ask = await appWith('patient/Observation.rs user/*.cruds', 'public');
    for (const [method, path, body] of [
      ['POST', 'Subscription', wanted],
      ['PUT', `Subscription/${hers.id}`, hers],
      ['DELETE', `Subscription/${hers.id}`],
      ['GET', `Subscription/${hers.id}`],
      ['GET', 'Subscription'],
      ['GET', 'Subscription/$status'],
      ['GET', `Subscription/${hers.id}/$status`],
      ['GET', `Subscription/${hers.id}/$events`],
      ['GET', `Subscription/${hers.id}/$get-ws-binding-token`],
    ] as const) {
      const { status, text } = await ask(method, path, body);
      expect([method, path, status, text.includes('app.out-of-scope')]).toEqual([method, path, 403, true]);
    }
    expect((await node.ask('claire', 'GET', 'Subscription?_total=accurate')).json.total).toBe(1);
  });
});

describe('a service', () => {
  it('writes Subscriptions where it was given them, and nothing else beside them', async () => {
    const ask = await appWith('system/Subscription.cruds', 'service');
    expect((await ask('POST', 'Subscription', wanted)).status).toBe(201);
    const both = await ask('POST', '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: [
        { resource: wanted, request: { method: 'POST', url: 'Subscription' } },
        { resource: pulse('claire'), request: { method: 'POST', url: 'Observation' } },
      ],
    });
    expect([both.status, both.text.includes('app.out-of-scope')]).toEqual([403, true]);
  });

  it('has none where it was given other types alone', async () => {
    const ask = await appWith('system/Observation.rs', 'service');
    expect((await ask('POST', 'Subscription', wanted)).status).toBe(403);
  });
});
