import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditMigrations, createAudit } from '#audit';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { createIdentity, createRates, identityMigrations, registerSignIn } from '#identity';
import { silentLog, systemClock } from '#kernel';
import { createServer, limitAddresses } from '#rest';

let db: Database;
let closeDatabase: () => Promise<void>;
let app: FastifyInstance;
const keysDir = mkdtempSync(join(tmpdir(), 'carnet-limits-'));
const bound = 5;

beforeAll(async () => {
  ({ db, close: closeDatabase } = await openTestDatabase());
  const migrated = await migrate(db, [...auditMigrations, ...identityMigrations]);
  if (!migrated.ok) throw new Error('The tables could not be made');
});
afterAll(async () => {
  await closeDatabase();
  rmSync(keysDir, { recursive: true });
});

/** A process of the node, whose memory is its own. */
async function serve(
  more: { readonly trustedProxies?: readonly string[]; readonly secure?: boolean } = {},
): Promise<FastifyInstance> {
  const clock = systemClock;
  const log = silentLog;
  const bounds = { 'sign-in': bound, token: bound, 'person-search': 0, 'cross-border': 0 };
  const rates = createRates({ db, clock, log, bounds });
  const signIn = {
    db,
    clock,
    log,
    rates,
    audit: createAudit({ db, clock }),
    country: 'FR',
    publicUrl: 'http://localhost:9541',
    keysDir,
    demonstration: true,
  };
  const made = createServer({ log, alive: async () => true, ...more });
  limitAddresses(made, { rates, log });
  registerSignIn(made, { ...signIn, identity: createIdentity(signIn) });
  await made.ready();
  return made;
}

beforeEach(async () => {
  await db.query('delete from identity_rate');
  app = await serve();
  return () => app.close();
});

const from = (remoteAddress: string) => ({ remoteAddress });
/** A proof of the node's own pages that somebody else has signed. */
const forgedProof = async () => {
  const { privateKey } = await generateKeyPair('ES256');
  const proof = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer('carnet-web')
    .setSubject('carnet-web')
    .setAudience('http://localhost:9541/oidc')
    .setIssuedAt()
    .setExpirationTime('1 min')
    .sign(privateKey);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'http://localhost:9541/session/callback',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: proof,
    }).toString(),
  } as const;
};
const entries = async () => {
  const [row] = await db.query<{ n: number }>('select count(*)::integer as n from audit_entry');
  return row?.n ?? 0;
};

describe('steps of signing in', () => {
  it('are 429 with Retry-After from an address that takes too many, and leave nothing behind', async () => {
    const before = await entries();
    const statuses: number[] = [];
    for (let each = 0; each < 4 * bound; each++) {
      statuses.push((await app.inject({ url: '/session/callback?code=x', ...from('192.0.2.1') })).statusCode);
    }
    expect(statuses).toEqual([...Array(bound).fill(303), ...Array(3 * bound).fill(429)]);
    expect((await entries()) - before).toBeLessThanOrEqual(bound);
    const refused = await app.inject({ url: '/session/callback', ...from('192.0.2.1') });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(refused.json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ details: { coding: [{ code: 'request.too-often' }] } }],
    });
  });

  it('are not the questions of apps about their tokens, for which they prove themselves', async () => {
    const statuses: number[] = [];
    for (let each = 0; each < 2 * bound; each++) {
      const asked = { method: 'POST', url: '/oidc/introspect', payload: 'token=x', ...from('192.0.2.8') } as const;
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      statuses.push((await app.inject({ ...asked, headers })).statusCode);
    }
    expect(new Set(statuses)).toEqual(new Set([400]));
  });

  it('are registrations of apps too', async () => {
    const statuses: number[] = [];
    for (let each = 0; each < 2 * bound; each++) {
      const asked = { method: 'POST', url: '/oidc/register', payload: {}, ...from('192.0.2.9') } as const;
      statuses.push((await app.inject(asked)).statusCode);
    }
    expect(statuses).toEqual([...Array(bound).fill(400), ...Array(bound).fill(429)]);
  });

  it('of others go on, and those of one are counted in all processes', async () => {
    for (let each = 0; each < 2 * bound; each++) await app.inject({ url: '/session/callback', ...from('192.0.2.1') });
    expect((await app.inject({ url: '/session/callback', ...from('192.0.2.2') })).statusCode).toBe(303);
    const second = await serve();
    expect((await second.inject({ url: '/session/callback', ...from('192.0.2.1') })).statusCode).toBe(429);
    await second.close();
  });

  it('are counted for the whole network that one machine has, where it is IPv6', async () => {
    const ask = (last: number) => app.inject({ url: '/session/callback', ...from(`2001:db8:1:2::${last}`) });
    for (let each = 1; each <= bound; each++) expect((await ask(each)).statusCode).toBe(303);
    expect((await ask(99)).statusCode).toBe(429);
  });

  it('begin at the provider too, in whatever way its address is written', async () => {
    for (const path of [
      '/oidc/auth',
      '/oidc/auth/',
      '/oidc/AUTH',
      '/oidc//auth',
      '/oidc/%61uth',
      '/oidc/./auth',
      '/oidc/auth#x',
    ]) {
      await db.query('delete from identity_rate');
      const fresh = await serve();
      const statuses: number[] = [];
      for (let each = 0; each <= bound; each++) {
        const asked = { url: `${path}?client_id=carnet-web`, ...from('192.0.2.9') };
        statuses.push((await fresh.inject(asked)).statusCode);
      }
      await fresh.close();
      const isLimited = statuses.at(-1) === 429;
      const isNowhere = statuses.every((status) => status === 404);
      expect(isLimited || isNowhere, `${path}: ${statuses.join(' ')}`).toBe(true);
    }
  });

  it('do not count what everybody may read', async () => {
    for (let each = 0; each < 2 * bound; each++) await app.inject({ url: '/session/callback', ...from('192.0.2.1') });
    for (const url of ['/session', '/oidc/.well-known/openid-configuration', '/oidc/jwks', '/healthz']) {
      expect((await app.inject({ url, ...from('192.0.2.1') })).statusCode, url).toBe(200);
    }
  });
});

describe('the token endpoint', () => {
  it('is closed to an address that fails to prove which app it is, and to no other', async () => {
    const proof = await forgedProof();
    const ask = (address: string, url = '/oidc/token') => app.inject({ url, ...proof, ...from(address) });
    const statuses: number[] = [];
    for (let each = 0; each < 2 * bound; each++) statuses.push((await ask('192.0.2.3')).statusCode);
    expect(statuses.slice(0, bound)).toEqual(Array(bound).fill(401));
    expect(statuses.at(-1)).toBe(429);
    expect((await ask('192.0.2.3', '/oidc/TOKEN')).statusCode).toBe(429);
    expect((await ask('192.0.2.4')).statusCode).toBe(401);
  });
});

describe('the address of a client', () => {
  const told = (asked: FastifyInstance, client: string, proxy: string) =>
    asked.inject({ url: '/session/callback', headers: { 'x-forwarded-for': client }, ...from(proxy) });

  it('is what a trusted proxy says', async () => {
    const behind = await serve({ trustedProxies: ['10.0.0.0/8'] });
    for (let each = 0; each < bound; each++) await told(behind, '192.0.2.5', '10.1.2.3');
    expect((await told(behind, '192.0.2.5', '10.1.2.3')).statusCode).toBe(429);
    expect((await told(behind, '192.0.2.6', '10.1.2.3')).statusCode).toBe(303);
    await behind.close();
  });

  it('is not what anybody else says', async () => {
    for (let each = 0; each < bound; each++) await told(app, `198.51.100.${each}`, '192.0.2.7');
    expect((await told(app, '198.51.100.99', '192.0.2.7')).statusCode).toBe(429);
  });
});

it('answers of the provider carry what the server says with every answer', async () => {
  const secure = await serve({ secure: true });
  for (const url of ['/oidc/jwks', '/oidc/nothing', '/session']) {
    const { headers } = await secure.inject(url);
    expect(headers['strict-transport-security'], url).toContain('max-age=');
    expect(headers['x-request-id'], url).toMatch(/^[0-9a-f]{32}$/);
  }
  await secure.close();
});
