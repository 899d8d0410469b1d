import { createPrivateKey, randomUUID } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '#db';
import { fixedClock } from '#kernel';
import { codeOf } from '#kernel/testing';
import { purgeExpired } from './consume-once.ts';
import type { AccountsWanted } from './contract.ts';
import type { NodeIdentity } from './create-identity.ts';
import { createIdentity, rotateIdentityKeys } from './index.ts';
import { openKeyring } from './keyring.ts';
import { loadIdentityKeys } from './keys.ts';
import type { IdentityOptions } from './options.ts';
import { addressesOf } from './options.ts';
import { createSeals } from './sealed-cookies.ts';
import { openTestNode } from './test-node.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
let options: IdentityOptions;
let identity: NodeIdentity;

beforeAll(async () => {
  node = await openTestNode();
  options = node.options();
  identity = createIdentity(options);
  await identity.putAccount(
    {
      id: 'acc-claire',
      name: 'Claire Moreau',
      role: 'citizen',
      language: 'fr',
      patient: 'fr-claire-moreau',
      alias: 'citizen',
    },
    [
      { patient: 'fr-leo', origin: 'parent', from: new Date('2019-05-01T00:00:00Z') },
      {
        patient: 'fr-gone',
        origin: 'guardian',
        from: new Date('2019-01-01T00:00:00Z'),
        to: new Date('2020-01-01T00:00:00Z'),
      },
      { patient: 'fr-not-yet', origin: 'mandate', from: new Date('2099-01-01T00:00:00Z') },
    ],
  );
  await identity.putAccount({
    id: 'acc-sophie',
    name: 'Sophie Bernard',
    role: 'professional',
    language: 'fr',
    alias: 'doctor',
    organization: 'org-park',
    practitioner: 'prac-sophie',
    about: { en: 'General practitioner' },
    professional: {
      family_name: 'Bernard',
      given_name: 'Sophie',
      country_code: 'FR',
      hp_identifier: '10001',
      issuing_authority_name: 'ANS',
      hp_professional_role: 'physician',
      healthcare_provider_identifier: '20002',
      healthcare_provider_name: 'Cabinet du Parc',
    },
  });
  await identity.putAccount({ id: 'acc-import', name: 'Import', role: 'backend', language: 'en', alias: 'importer' });
});
afterAll(() => node.close());

const tokenFor = async (alias: string, by = identity) => {
  const token = await by.demonstrationToken(alias);
  if (!token.ok) throw new Error(token.fault.code);
  return token.value;
};
const ask = (headers: Record<string, string>, by = identity, method = 'GET') =>
  by.authenticate({ method, headers, traceId: 'a'.repeat(32), address: '127.0.0.1' });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A token with any content, signed by the node's own key unless another is given. */
async function forge(
  claims: Record<string, unknown>,
  how: { readonly keysDir?: string; readonly typ?: string; readonly kid?: string } = {},
): Promise<string> {
  const [key] = loadIdentityKeys(how.keysDir ?? options.keysDir).signing;
  const { issuer, audience } = addressesOf(options);
  const now = Math.floor(Date.now() / 1000);
  const all = {
    iss: issuer,
    aud: audience,
    sub: 'acc-claire',
    jti: randomUUID(),
    client_id: 'carnet-web',
    iat: now,
    exp: now + 60,
    ...claims,
  };
  return new SignJWT(all)
    .setProtectedHeader({ alg: 'ES256', typ: how.typ ?? 'at+jwt', kid: how.kid ?? key.kid })
    .sign(createPrivateKey({ key: { ...key.privateJwk }, format: 'jwk' }));
}

describe('a bearer token', () => {
  it('makes a citizen with those whom she acts for today', async () => {
    const outcome = await ask(bearer(await tokenFor('citizen')));
    expect(outcome.ok && outcome.value).toEqual({
      subject: 'acc-claire',
      name: 'Claire Moreau',
      role: 'citizen',
      country: 'FR',
      purpose: 'PATRQT',
      client: 'carnet-cli',
      traceId: 'a'.repeat(32),
      address: '127.0.0.1',
      token: expect.any(String),
      authenticatedAt: expect.any(Date),
      assurance: 'low',
      patient: 'fr-claire-moreau',
      proxyFor: [
        { id: expect.any(String), patient: 'fr-leo', origin: 'parent', from: new Date('2019-05-01T00:00:00Z') },
      ],
    });
  });

  it('makes a professional with organisation and identification data', async () => {
    const outcome = await ask(bearer(await tokenFor('doctor')));
    expect(outcome.ok && outcome.value).toMatchObject({
      role: 'professional',
      purpose: 'TREAT',
      organization: 'org-park',
      practitioner: 'prac-sophie',
      professional: { hp_professional_role: 'physician' },
      proxyFor: [],
    });
  });

  it('is refused without a word on why: tampered, unsigned, of another issuer, audience, type or key', async () => {
    const good = await forge({});
    expect(codeOf(await ask(bearer(good)))).toBe('ok');
    const [header, payload, signature] = good.split('.') as [string, string, string];
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    const { privateJwk } = loadIdentityKeys(options.keysDir).signing[0];
    const bad = {
      'none at all': {},
      'another scheme': { authorization: `Basic ${good}` },
      'changed subject': bearer([header, encode({ ...claims, sub: 'acc-import' }), signature].join('.')),
      'alg none': bearer([encode({ alg: 'none', typ: 'at+jwt' }), payload, ''].join('.')),
      'alg none with kid': bearer([encode({ alg: 'none', typ: 'at+jwt', kid: privateJwk.kid }), payload, ''].join('.')),
      'another audience': bearer(await forge({ aud: 'http://localhost:1/fhir' })),
      'another issuer': bearer(await forge({ iss: 'http://localhost:1/oidc' })),
      'an id token': bearer(await forge({}, { typ: 'JWT' })),
      'another node’s key': bearer(await forge({}, { keysDir: node.newKeysDir() })),
      'another key under this name': bearer(await forge({}, { keysDir: node.newKeysDir(), kid: privateJwk.kid })),
      nobody: bearer(await forge({ sub: 'acc-nobody' })),
      'no subject': bearer(await forge({ sub: undefined })),
      'no end': bearer(await forge({ exp: undefined })),
      'too long': bearer(await forge({ padding: 'x'.repeat(8_000) })),
      'not a token': bearer('x.y.z'),
    };
    const answers = new Set<string>();
    for (const [what, headers] of Object.entries(bad)) {
      const outcome = await ask(headers);
      expect(codeOf(outcome), what).toBe('sign-in.required');
      answers.add(JSON.stringify(outcome));
    }
    expect(answers.size).toBe(1);
  });

  it('of another node is refused even where the accounts are the same', async () => {
    const other = createIdentity(
      node.options({ keysDir: node.newKeysDir(), publicUrl: 'http://localhost:1', country: 'PT' }),
    );
    expect(codeOf(await ask(bearer(await tokenFor('citizen', other)), other))).toBe('ok');
    expect(codeOf(await ask(bearer(await tokenFor('citizen', other))))).toBe('sign-in.required');
    expect(codeOf(await ask(bearer(await tokenFor('citizen')), other))).toBe('sign-in.required');
  });

  it('expires after its hour, remembered or not', async () => {
    const clock = fixedClock(new Date());
    const timed = createIdentity(node.options({ clock }));
    const token = await tokenFor('citizen', timed);
    expect(codeOf(await ask(bearer(token), timed))).toBe('ok');
    clock.set(new Date(clock.now().getTime() + 3_601_000));
    expect(codeOf(await ask(bearer(token), timed))).toBe('sign-in.expired');
    expect(codeOf(await ask(bearer(await forge({ exp: 1 }))))).toBe('sign-in.expired');
  });

  it('is good for nobody once it is revoked, in every process', async () => {
    const token = await forge({ jti: 'revoked-one' });
    expect(codeOf(await ask(bearer(token)))).toBe('ok');
    await identity.revokeToken({ id: 'revoked-one', expires: new Date(Date.now() + 60_000) });
    expect(codeOf(await ask(bearer(token)))).toBe('sign-in.required');
    expect(codeOf(await ask(bearer(token), createIdentity(options)))).toBe('sign-in.required');
  });

  it('signed with a key that a later start made is good here too', async () => {
    const keysDir = node.newKeysDir();
    const early = createIdentity(node.options({ keysDir }));
    const former = await tokenFor('citizen', early);
    rotateIdentityKeys(keysDir);
    const late = createIdentity(node.options({ keysDir, keysSettle: 0 }));
    const fresh = await tokenFor('citizen', late);
    expect(codeOf(await ask(bearer(fresh), early))).toBe('ok');
    expect(codeOf(await ask(bearer(former), late))).toBe('ok');
  });
});

describe('the purpose of use', () => {
  it('is the one of the role unless a professional states an emergency', async () => {
    const doctor = bearer(await tokenFor('doctor'));
    const purpose = async (headers: Record<string, string>, stated: string) => {
      const outcome = await ask({ ...headers, 'x-purpose-of-use': stated });
      return outcome.ok ? outcome.value.purpose : outcome.fault.code;
    };
    expect(await purpose(doctor, 'ETREAT')).toBe('ETREAT');
    expect(await purpose(doctor, 'TREAT')).toBe('TREAT');
    expect(await purpose(doctor, 'HRESCH')).toBe('access.reason-required');
    expect(await purpose(bearer(await tokenFor('citizen')), 'ETREAT')).toBe('access.reason-required');
    expect(await purpose(bearer(await tokenFor('importer')), 'TREAT')).toBe('access.reason-required');
  });
});

describe('the session cookie', () => {
  const cookieOf = async (purpose: 'session' | 'login' = 'session', keysDir = options.keysDir) => {
    const sealed = await createSeals(openKeyring({ keysDir })).seal(purpose, await forge({}));
    return { cookie: `other=1; ${addressesOf(options).cookies.session}=${sealed}` };
  };

  it('speaks for its person, and holds nothing that can be read', async () => {
    const headers = await cookieOf();
    const outcome = await ask(headers);
    expect(outcome.ok && outcome.value.subject).toBe('acc-claire');
    expect(headers.cookie).not.toContain('eyJhbGciOiJFUzI1NiI');
  });

  it('changes nothing without the header of this node’s pages, or from another site', async () => {
    const headers = await cookieOf();
    const own = { ...headers, 'x-carnet-request': '1' };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      expect(codeOf(await ask(headers, identity, method))).toBe('access.denied');
      expect(codeOf(await ask({ ...headers, 'x-carnet-request': '0' }, identity, method))).toBe('access.denied');
      expect(codeOf(await ask({ ...own, 'sec-fetch-site': 'cross-site' }, identity, method))).toBe('access.denied');
      expect(codeOf(await ask({ ...own, 'sec-fetch-site': 'same-site' }, identity, method))).toBe('access.denied');
      expect(codeOf(await ask({ ...own, 'sec-fetch-site': 'same-origin' }, identity, method))).toBe('ok');
    }
    expect(codeOf(await ask({ ...headers, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }))).toBe(
      'access.denied',
    );
    expect(codeOf(await ask({ ...headers, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }))).toBe('ok');
  });

  it('does not help a request that shows a bad bearer token', async () => {
    expect(codeOf(await ask({ ...(await cookieOf()), ...bearer('x.y.z') }))).toBe('sign-in.required');
  });

  it('is refused when it was changed, sealed for another purpose, or by another node', async () => {
    const good = await cookieOf();
    expect(codeOf(await ask({ cookie: `${good.cookie.slice(0, -3)}AAA` }))).toBe('sign-in.required');
    expect(codeOf(await ask(await cookieOf('login')))).toBe('sign-in.required');
    expect(codeOf(await ask(await cookieOf('session', node.newKeysDir())))).toBe('sign-in.required');
  });
});

describe('a demonstration token', () => {
  it('is refused outside demonstration mode, and so is one that was made before', async () => {
    const serious = createIdentity(node.options({ demonstration: false }));
    const refused = await serious.demonstrationToken('citizen');
    expect(!refused.ok && refused.fault.code).toBe('access.denied');
    expect(codeOf(await ask(bearer(await tokenFor('citizen')), serious))).toBe('sign-in.required');
  });

  it('is for known aliases alone, and each one is logged', async () => {
    const unknown = await identity.demonstrationToken('nobody');
    expect(!unknown.ok && unknown.fault.code).toBe('request.bad');
    const count = async () => {
      const [row] = await node.db.query<{ n: number }>(
        `select count(*)::integer as n from audit_entry where action = 'sign-in' and interaction = 'demonstration-token'
           and agent->>'subject' = 'acc-sophie'`,
        [],
      );
      return row?.n ?? 0;
    };
    const before = await count();
    await tokenFor('doctor');
    expect(await count()).toBe(before + 1);
  });
});

describe('an id that may be used once', () => {
  it('is given to exactly one of twenty at the same moment, over processes', async () => {
    const other = createIdentity(options);
    const expires = new Date(Date.now() + 60_000);
    const taken = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? identity : other).consumeOnce('assertion-1', expires),
      ),
    );
    expect(taken.filter(Boolean)).toHaveLength(1);
    expect(await identity.consumeOnce('assertion-1', expires)).toBe(false);
    expect(await identity.consumeOnce('assertion-2', expires)).toBe(true);
  });

  it('is refused after its end, purged or not', async () => {
    const clock = fixedClock(new Date());
    const timed = createIdentity(node.options({ clock }));
    const expires = new Date(clock.now().getTime() + 1_000);
    expect(await timed.consumeOnce('brief', expires)).toBe(true);
    clock.set(new Date(clock.now().getTime() + 2 * 3_600_000));
    expect(await timed.consumeOnce('brief', expires)).toBe(false);
    await timed.purge();
    expect(await timed.consumeOnce('brief', expires)).toBe(false);
    expect(await timed.consumeOnce('long-ago', new Date(0))).toBe(false);
  });
});

it('finds what has ended without a look at all that has not', async () => {
  const asked: [string, readonly unknown[]][] = [];
  const watched: Database = {
    ...node.db,
    query: async (text, values) => {
      asked.push([text, values ?? []]);
      return [];
    },
  };
  await purgeExpired(watched, new Date());
  expect(asked.length).toBeGreaterThan(5);
  // Sign-ins that lead to no record are few.
  for (const [text, values] of asked.filter(([text]) => !text.includes('identity_waiting'))) {
    const plan = await node.db.transaction(async (tx) => {
      await tx.query('set local enable_seqscan = off', []);
      return tx.query(`explain ${text}`, values);
    });
    expect(JSON.stringify(plan), text).not.toContain('Seq Scan');
  }
});

describe('accounts', () => {
  it('are found by who is meant, without a look at the others', async () => {
    const named = async (whose: AccountsWanted) => (await identity.accountsOf(whose)).map(({ id }) => id);
    expect(await named({ ids: ['acc-sophie', 'nobody', 'acc-claire'] })).toEqual(['acc-claire', 'acc-sophie']);
    expect(await named({ patients: ['fr-claire-moreau', 'nobody'] })).toEqual(['acc-claire']);
    expect(await named({ practitioners: ['prac-sophie'] })).toEqual(['acc-sophie']);
    expect(await named({ patients: [] })).toEqual([]);
    const persons = await identity.personsOf(['acc-claire', 'acc-sophie', 'nobody']);
    expect([...persons]).toEqual([['acc-claire', new Set(['fr-claire-moreau', 'fr-leo'])]]);
    for (const column of ['id', 'patient', 'practitioner']) {
      const plan = await node.db.transaction(async (tx) => {
        await tx.query('set local enable_seqscan = off', []);
        return tx.query(`explain select from identity_account where ${column} = any ($1::text[])`, [['one']]);
      });
      expect(JSON.stringify(plan)).toMatch(/Index (Only )?Scan/);
    }
  });

  it('come back as they were put, and putting again replaces account and proxies', async () => {
    const listed = await identity.accounts();
    expect(listed.map((account) => account.id)).toEqual(['acc-claire', 'acc-import', 'acc-sophie']);
    expect(listed[2]).toMatchObject({
      about: { en: 'General practitioner' },
      professional: { family_name: 'Bernard' },
    });
    const tiago = { id: 'acc-tiago', name: 'Tiago Silva', role: 'citizen', language: 'pt', alias: 'tiago' } as const;
    await identity.putAccount(tiago, [{ patient: 'fr-leo', origin: 'parent', from: new Date(0) }]);
    const headers = bearer(await tokenFor('tiago'));
    const before = await ask(headers);
    expect(before.ok && before.value.proxyFor).toHaveLength(1);
    await identity.putAccount({ ...tiago, name: 'Tiago da Silva' });
    const kept = await ask(headers);
    expect(kept.ok && [kept.value.name, kept.value.proxyFor.length]).toEqual(['Tiago da Silva', 1]);
    await identity.putAccount(tiago, []);
    const after = await ask(headers);
    expect(after.ok && after.value.proxyFor).toEqual([]);
  });
});

describe('the keys of a node', () => {
  it('are readable by their owner alone, and the same for two that start at once', () => {
    const keysDir = node.newKeysDir();
    const kids = [loadIdentityKeys(keysDir), loadIdentityKeys(keysDir)].map((keys) => keys.signing[0].kid);
    expect(new Set(kids).size).toBe(1);
    expect(statSync(join(keysDir, 'identity.json')).mode & 0o777).toBe(0o600);
    expect(statSync(keysDir).mode & 0o777).toBe(0o700);
    for (let time = 0; time < 4; time++) rotateIdentityKeys(keysDir);
    expect(loadIdentityKeys(keysDir).signing).toHaveLength(3);
    expect(readFileSync(join(keysDir, 'identity.json'), 'utf8')).not.toContain(kids[0]);
  });

  it('are taken up without a restart: accepted at once, used when every process knows them, gone when they are', async () => {
    const keysDir = node.newKeysDir();
    const kidOf = (keys: { readonly signing: readonly { readonly kid: string }[] }) => keys.signing[0]?.kid;
    const keyring = openKeyring({ keysDir, keysSettle: 2_500 });
    const former = kidOf(keyring.current());
    expect(keyring.current()).toBe(keyring.current());
    rotateIdentityKeys(keysDir);
    const newest = kidOf(loadIdentityKeys(keysDir));
    expect(newest).not.toBe(former);
    // A process that starts now does as the others do.
    expect(kidOf(openKeyring({ keysDir, keysSettle: 2_500 }).current())).toBe(former);
    const soon = keyring.again();
    expect(kidOf(soon)).toBe(former);
    expect(soon.signing.map(({ kid }) => kid)).toContain(newest);
    await vi.waitFor(() => expect(kidOf(keyring.current())).toBe(newest), { timeout: 10_000, interval: 100 });

    const identity = createIdentity(node.options({ keysDir, keysSettle: 0 }));
    const token = await tokenFor('citizen', identity);
    expect(codeOf(await ask(bearer(token), identity))).toBe('ok');
    for (let time = 0; time < 3; time++) rotateIdentityKeys(keysDir);
    await vi.waitFor(async () => expect(codeOf(await ask(bearer(token), identity))).toBe('sign-in.required'), {
      timeout: 10_000,
      interval: 100,
    });
  });

  it('are not used over plain http to another machine', () => {
    expect(() => createIdentity(node.options({ publicUrl: 'http://node.example:8100' }))).toThrow(/https/);
  });
});
