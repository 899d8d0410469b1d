import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedClock, systemClock } from '#kernel';
import type { AssertionClaims } from './assertion.ts';
import {
  createPeople,
  createWorld,
  honestClaims,
  insSystem,
  introduce,
  rawRequest,
  signClaims,
  type TestNode,
} from './testing-world.ts';
import { trustEntryOf, writeTrust } from './trust.ts';

const claire = '284037512345678';
const world = createWorld();
const { people, callers, records } = createPeople();
let france: TestNode;
let portugal: TestNode;
let spain: TestNode;
let stranger: TestNode;

beforeAll(async () => {
  france = await world.node('FR', { records });
  portugal = await world.node('PT');
  spain = await world.node('ES');
  stranger = await world.node('DE');
  await introduce(france, portugal, spain);
  await writeTrust(stranger.trustDir, france.entry);
  await france.gateway.listen(france.port);
  people.set('fr-claire', {
    traits: { identifier: { system: insSystem, value: claire }, birthDate: '1984-03-12' },
    visible: true,
    resources: [],
  });
});
afterAll(() => world.close());

const search = '/gateway/fhir/Patient/_search';
const formOf = (identifier: string, birthdate = '1984-03-12') =>
  new URLSearchParams({ identifier: `${insSystem}|${identifier}`, birthdate }).toString();

/** Asks France for a patient as Portugal would, with one thing spoiled. */
async function discover(
  spoil: {
    claims?: (claims: AssertionClaims) => object;
    header?: object;
    token?: (token: string) => string;
    over?: TestNode;
    signedBy?: TestNode;
    identifier?: string;
    birthDate?: string;
    body?: string;
    traceId?: string;
  } = {},
) {
  const body = formOf(spoil.identifier ?? claire, spoil.birthDate);
  const claims = honestClaims(portugal, france, {
    method: 'POST',
    path: search,
    body,
    patient: spoil.identifier ?? claire,
  });
  const signed = await signClaims(spoil.claims?.(claims) ?? claims, spoil.signedBy ?? portugal, spoil.header);
  const token = spoil.token?.(signed) ?? signed;
  const answer = await rawRequest(france, spoil.over ?? portugal, {
    method: 'POST',
    path: search,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/x-www-form-urlencoded',
      traceparent: `00-${spoil.traceId ?? 'b'.repeat(32)}-${'1'.repeat(16)}-01`,
    },
    body: spoil.body ?? body,
  });
  return { ...answer, token, json: JSON.parse(answer.text) };
}

const codeOf = (json: { issue: { details: { coding: { code: string }[] } }[] }) =>
  json.issue[0]?.details.coding[0]?.code;

describe('patient discovery (PDQm ITI-78) over mutual TLS', () => {
  it('gives an exact match, names the asker to the record, and gives no id of this node', async () => {
    callers.length = 0;
    const { status, headers, json, text } = await discover();
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(headers['cache-control']).toBe('no-store');
    expect(json).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 });
    expect(json.entry[0].resource).toMatchObject({ resourceType: 'Patient', birthDate: '1984-03-12' });
    expect(text).not.toContain('fr-claire');
    expect(text).not.toContain('Moreau');
    expect(callers).toHaveLength(1);
    expect(callers[0]).toMatchObject({
      subject: 'PT:OM-48213',
      name: 'Inês Costa',
      role: 'foreign-professional',
      country: 'PT',
      purpose: 'TREAT',
      traceId: 'b'.repeat(32),
    });
  });

  it('answers a GET as it answers a POST', async () => {
    const path = `/gateway/fhir/Patient?${formOf(claire)}`;
    const claims = honestClaims(portugal, france, { method: 'GET', path, body: '', patient: claire });
    const authorization = `Bearer ${await signClaims(claims, portugal)}`;
    const { status, text } = await rawRequest(france, portugal, { method: 'GET', path, headers: { authorization } });
    expect(status).toBe(200);
    expect(JSON.parse(text).total).toBe(1);
    // The address that comes back repeats no trait.
    expect(JSON.parse(text).link[0].url).toBe(`${france.entry.gatewayUrl}/fhir/Patient/_search`);
  });

  it('answers unknown, mistaken and hidden persons with the same bytes but for ids and times', async () => {
    const unknown = await discover({ identifier: '184037512345678' });
    const otherBirthDate = await discover({ birthDate: '1984-03-13' });
    people.set('fr-hidden', {
      traits: { identifier: { system: insSystem, value: '255037512345678' }, birthDate: '1984-03-12' },
      visible: false,
      resources: [],
    });
    const hidden = await discover({ identifier: '255037512345678' });
    for (const answer of [unknown, otherBirthDate, hidden]) {
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({
        resourceType: 'Bundle',
        id: expect.any(String),
        type: 'searchset',
        timestamp: expect.any(String),
        total: 0,
        link: [{ relation: 'self', url: `${france.entry.gatewayUrl}/fhir/Patient/_search` }],
      });
    }
    const normal = (answer: typeof unknown) => {
      const { date: _, ...headers } = answer.headers;
      return [headers, answer.text.replace(answer.json.id, 'ID').replace(answer.json.timestamp, 'TIME')];
    };
    expect(normal(otherBirthDate)).toEqual(normal(unknown));
    expect(normal(hidden)).toEqual(normal(unknown));
  });

  it('refuses parameters that it does not know, twice given ones and partial traits', async () => {
    const ask = async (body: string) => {
      const claims = honestClaims(portugal, france, { method: 'POST', path: search, body, patient: claire });
      const { status, text } = await rawRequest(france, portugal, {
        method: 'POST',
        path: search,
        headers: {
          authorization: `Bearer ${await signClaims(claims, portugal)}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body,
      });
      return [status, codeOf(JSON.parse(text))];
    };
    expect(await ask(`${formOf(claire)}&family=Moreau`)).toEqual([400, 'search.unknown-parameter']);
    expect(await ask(`${formOf(claire)}&birthdate=1984-03-12`)).toEqual([400, 'search.bad-value']);
    expect(await ask(formOf(claire, '1984'))).toEqual([400, 'search.bad-value']);
    expect(await ask('birthdate=1984-03-12')).toEqual([400, 'search.bad-value']);
  });
});

describe('documents (MHD ITI-67, ITI-68)', () => {
  const send = async (method: string, path: string, body = '', claims: (c: AssertionClaims) => object = (c) => c) => {
    const honest = honestClaims(portugal, france, { method, path, body, patient: claire });
    const answer = await rawRequest(france, portugal, {
      method,
      path,
      headers: {
        authorization: `Bearer ${await signClaims(claims(honest), portugal)}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    });
    return { ...answer, json: JSON.parse(answer.text) };
  };
  const list = (capability: string, claims?: (c: AssertionClaims) => object) => {
    const form = new URLSearchParams({
      'patient.identifier': `${france.entry.gatewayUrl}/identifier/patient|${capability}`,
      type: 'http://loinc.org|60591-5',
      status: 'current',
    });
    return send('POST', '/gateway/fhir/DocumentReference/_search', form.toString(), claims);
  };
  const capabilityOf = async () => (await discover()).json.entry[0].resource.identifier[1].value as string;
  const another = (claims: AssertionClaims) => ({
    ...claims,
    sub: 'PT:OM-99999',
    professional: { ...claims.professional, hp_identifier: 'OM-99999' },
  });

  it('lists the summary for the professional who discovered the person, and for no other', async () => {
    const capability = await capabilityOf();
    const own = await list(capability);
    expect(own.json).toMatchObject({ type: 'searchset', total: 1 });
    const { attachment } = own.json.entry[0].resource.content[0];
    expect(attachment.url).toMatch(/^https:\/\/localhost:\d+\/gateway\/fhir\/Bundle\/[\w-]+$/);
    expect(own.text).not.toContain('fr-claire');
    expect((await list(capability, another)).json.total).toBe(0);
    expect((await list(`${capability.slice(0, -4)}AAAA`)).json.total).toBe(0);
    expect((await list('x')).json.total).toBe(0);
  });

  it('gives no INS whose identity is not qualified in a document', async () => {
    const capability = await capabilityOf();
    const { url } = (await list(capability)).json.entry[0].resource.content[0].attachment;
    const document = await send('GET', new URL(url).pathname);
    expect(document.json.type).toBe('document');
    expect(document.text).not.toContain(claire);
  });

  it('gives nothing for a capability once the person opted out', async () => {
    const capability = await capabilityOf();
    const document = new URL((await list(capability)).json.entry[0].resource.content[0].attachment.url).pathname;
    const person = people.get('fr-claire');
    if (person) person.visible = false;
    const [listed, given] = [await list(capability), await send('GET', document)];
    if (person) person.visible = true;
    expect([listed.status, listed.json.total]).toEqual([200, 0]);
    const absent = await send('GET', '/gateway/fhir/Bundle/unknown');
    const elsewhere = await send('GET', '/gateway/fhir/Observation/1');
    expect([given.status, given.text]).toEqual([404, absent.text]);
    expect([elsewhere.status, elsewhere.text]).toEqual([404, absent.text]);
    expect(codeOf(absent.json)).toBe('resource.not-found');
  });

  it('does not take the capability of one step for another', async () => {
    const capability = await capabilityOf();
    expect((await send('GET', `/gateway/fhir/Bundle/${capability}`)).status).toBe(404);
  });
});

describe('the assertion', () => {
  const refused = async (spoil: Parameters<typeof discover>[0]) => {
    const before = france.audited.length;
    const { status, json } = await discover(spoil);
    const logged = france.audited.slice(before);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ outcome: 'denied', interaction: 'ITI-78', traceId: 'b'.repeat(32) });
    expect(JSON.stringify(logged)).not.toContain(claire);
    expect(logged[0]?.rule).toBe(codeOf(json));
    return [status, codeOf(json)];
  };
  const invalid = [401, 'assertion.invalid'];

  it('is used once', async () => {
    const { token, status } = await discover();
    expect(status).toBe(200);
    expect(await refused({ token: () => token })).toEqual(invalid);
  });

  it('is good for its own request only', async () => {
    const { token } = await discover({ identifier: '184037512345678' });
    expect(await refused({ token: () => token })).toEqual(invalid);
    expect(await refused({ claims: (c) => ({ ...c, htm: 'GET' }) })).toEqual(invalid);
    expect(await refused({ claims: (c) => ({ ...c, htu: c.htu.replace('Patient', 'DocumentReference') }) })).toEqual(
      invalid,
    );
    expect(await refused({ body: formOf('184037512345678') })).toEqual(invalid);
    expect(await refused({ claims: (c) => ({ ...c, patient: { system: insSystem, value: '1' } }) })).toEqual(invalid);
  });

  it('names this node, lives two minutes at most, and tells clocks that differ from all else', async () => {
    expect(await refused({ claims: (c) => ({ ...c, aud: 'https://localhost:1/gateway' }) })).toEqual(invalid);
    expect(await refused({ claims: (c) => ({ ...c, exp: c.iat + 121 }) })).toEqual(invalid);
    const shifted = (seconds: number) => (c: AssertionClaims) => ({
      ...c,
      iat: c.iat + seconds,
      nbf: c.nbf + seconds,
      exp: c.exp + seconds,
    });
    expect(await refused({ claims: shifted(-125) })).toEqual([401, 'assertion.expired']);
    expect(await refused({ claims: shifted(65) })).toEqual([401, 'assertion.not-yet-valid']);
    expect((await discover({ claims: shifted(50) })).status).toBe(200);
    expect((await discover({ claims: shifted(-100) })).status).toBe(200);
  });

  it.each([
    'family_name',
    'given_name',
    'country_code',
    'hp_identifier',
    'issuing_authority_name',
    'hp_professional_role',
    'healthcare_provider_identifier',
    'healthcare_provider_name',
  ] as const)('carries %s of the professional', async (field) => {
    const without = (c: AssertionClaims) => ({ ...c, professional: { ...c.professional, [field]: undefined } });
    expect(await refused({ claims: without })).toEqual(invalid);
    const blank = (c: AssertionClaims) => ({ ...c, professional: { ...c.professional, [field]: ' ' } });
    expect(await refused({ claims: blank })).toEqual(invalid);
  });

  it.each([
    'iss',
    'aud',
    'sub',
    'iat',
    'nbf',
    'exp',
    'jti',
    'htm',
    'htu',
    'body_sha256',
    'cnf',
    'purpose_of_use',
    'patient',
    'professional',
  ])('carries %s', async (claim) => {
    expect(await refused({ claims: (c) => ({ ...c, [claim]: undefined }) })).toEqual(invalid);
  });

  it('is signed with ES256 by the registered key', async () => {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = (token: string) =>
      `${encode({ alg: 'none', typ: 'carnet-assertion+jwt' })}.${token.split('.')[1]}.`;
    expect(await refused({ token: unsigned })).toEqual(invalid);
    const altered = (token: string) => {
      const [header, payload, signature] = token.split('.');
      const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString());
      return `${header}.${encode({ ...claims, purpose_of_use: 'ETREAT' })}.${signature}`;
    };
    expect(await refused({ token: altered })).toEqual(invalid);
    expect(await refused({ signedBy: stranger })).toEqual(invalid);
    expect(await refused({ signedBy: stranger, header: { kid: portugal.keys.assertion.kid } })).toEqual(invalid);
    expect(await refused({ header: { kid: 'unknown' } })).toEqual(invalid);
    expect(await refused({ header: { typ: 'JWT' } })).toEqual(invalid);
  });

  it('comes over a connection of the country that signed it', async () => {
    expect(await refused({ over: spain })).toEqual(invalid);
    const bound = (c: AssertionClaims) => ({ ...c, cnf: { 'x5t#S256': spain.keys.tls.thumbprint } });
    expect(await refused({ over: spain, claims: bound })).toEqual(invalid);
    expect(await refused({ over: spain, claims: bound, signedBy: spain })).toEqual(invalid);
  });

  it('speaks for professionals of its own country only', async () => {
    const spanish = (c: AssertionClaims) => ({
      ...c,
      sub: 'ES:OM-48213',
      professional: { ...c.professional, country_code: 'ES' },
    });
    expect(await refused({ claims: spanish })).toEqual(invalid);
  });
});

describe('mutual TLS', () => {
  const knock = (from: TestNode | undefined, tls: object = {}) =>
    rawRequest(france, from, { method: 'GET', path: '/gateway/fhir/Patient', tls });

  it('admits nobody without a certificate, or with one that no trusted authority issued', async () => {
    await expect(knock(undefined)).rejects.toThrow();
    await expect(knock(stranger)).rejects.toThrow();
    await expect(knock(france)).rejects.toThrow();
    expect((await knock(portugal)).status).toBe(401);
  });

  it('admits nobody where nobody is trusted, the public authorities included', async () => {
    const lonely = await world.node('LU');
    await lonely.gateway.listen(lonely.port);
    const answer = rawRequest(lonely, portugal, { method: 'GET', path: '/gateway/fhir/Patient' });
    await expect(answer).rejects.toThrow();
    await writeTrust(lonely.trustDir, portugal.entry);
    expect((await rawRequest(lonely, portugal, { method: 'GET', path: '/' })).status).toBe(401);
  });

  it('does not speak TLS before 1.2', async () => {
    await expect(
      knock(portugal, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }),
    ).rejects.toThrow();
    expect((await knock(portugal, { maxVersion: 'TLSv1.2' })).status).toBe(401);
  });

  it('follows the trust list while it runs', async () => {
    const italy = await world.node('IT');
    await expect(knock(italy)).rejects.toThrow();
    await writeTrust(france.trustDir, italy.entry);
    expect((await knock(italy)).status).toBe(401);
    await writeTrust(france.trustDir, { ...italy.entry, validTo: '2020-01-01T00:00:00Z' });
    await expect(knock(italy)).rejects.toThrow();
  });

  it('trusts neither of two countries that name one authority', async () => {
    const greece = await world.node('GR');
    await writeTrust(france.trustDir, greece.entry);
    expect((await knock(greece)).status).toBe(401);
    await writeTrust(france.trustDir, { ...greece.entry, country: 'CY' });
    await expect(knock(greece)).rejects.toThrow();
  });
});

describe('a trust entry', () => {
  it('ends with its dates, by the clock of the node', async () => {
    const clock = fixedClock(systemClock.now());
    const node = await world.node('BE', { clock });
    await writeTrust(node.trustDir, portugal.entry);
    expect(node.gateway.partners().map((partner) => partner.country)).toEqual(['PT']);
    clock.set(new Date(Date.parse(portugal.entry.validTo) + 1));
    expect(node.gateway.partners()).toEqual([]);
  });

  it('is not taken from a file that names another country or lacks a part', async () => {
    const entry = trustEntryOf(portugal.keys, {
      country: 'PT',
      node: 'x',
      gatewayUrl: 'https://x.example',
      traits: [],
    });
    await expect(writeTrust(france.trustDir, { ...entry, authority: 'nonsense' })).rejects.toThrow();
    await expect(writeTrust(france.trustDir, { ...entry, country: '../x' })).rejects.toThrow();
    await expect(writeTrust(france.trustDir, { ...entry, gatewayUrl: 'http://x.example/gateway' })).rejects.toThrow();
  });
});
