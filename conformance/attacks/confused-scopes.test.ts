import { createHmac, generateKeyPairSync } from 'node:crypto';
import { decodeJwt, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes } from '#fhir';
import { type AttackedNode, guarded, hidesItself, newTally, openAttackedNode } from './testing.ts';

// Confusion of audience and scope: a token of another node, for another audience or of another make opens no route; one of
// an app opens no route of the pages, and shows and changes no type that it was not given.

const tally = newTally('audience and scope');
let node: AttackedNode;
let abroad: AttackedNode;
beforeAll(async () => {
  node = await openAttackedNode();
  abroad = await openAttackedNode({ country: 'PT' });
});
afterAll(async () => {
  tally.print();
  await node?.close();
  await abroad?.close();
});

const bearer = (token: string | undefined) => ({ authorization: `Bearer ${token}` });
const addressOf = (url: string) => url.replaceAll(/:type\b/g, 'Observation').replaceAll(/:\w+/g, 'x1');
const coded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of another make', () => {
  it('opens no route of the server', async () => {
    const good = await node.tokenOf('citizen');
    const claims = decodeJwt(good);
    const [header = '', payload = '', signature = ''] = good.split('.');
    const known = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid: string };
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const jwk = publicKey.export({ format: 'jwk' });
    const sign = (head: object, more: object = {}) =>
      new SignJWT({ ...claims, ...more })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: known.kid, ...head })
        .sign(privateKey);
    const mac = coded({ alg: 'HS256', typ: 'at+jwt', kid: known.kid });
    const secret = JSON.stringify(jwk);
    const scope = 'launch/patient openid patient/Observation.rs';
    const there = await abroad.kit.connect(await abroad.kit.publicApp(scope), abroad.accountOf('citizen'), scope);
    const tokens = {
      'of another node': await abroad.tokenOf('citizen'),
      'of an importer of another node': await abroad.tokenOf('importer'),
      'of an app at another node': there.access_token,
      'of identity, of another node': there.id_token,
      'without a signature': `${coded({ alg: 'none', typ: 'at+jwt' })}.${payload}.`,
      'without a signature, by a known key': `${coded({ alg: 'none', typ: 'at+jwt', kid: known.kid })}.${payload}.`,
      'signed as a secret': `${mac}.${payload}.${createHmac('sha256', secret).update(`${mac}.${payload}`).digest('base64url')}`,
      'of another key': await sign({}),
      'that brings its key along': await sign({ jwk }),
      'that says where its key is': await sign({ jku: 'http://localhost:9/jwks', x5u: 'http://localhost:9/x' }),
      'by a key with a path for a name': await sign({ kid: '../../../../dev/null' }),
      'by a key of no name': await sign({ kid: '' }),
      'for another account': `${header}.${coded({ ...claims, sub: node.accountOf('importer') })}.${signature}`,
      'for another audience': `${header}.${coded({ ...claims, aud: 'https://other.example/fhir' })}.${signature}`,
    };
    for (const [name, token] of Object.entries(tokens)) {
      for (const { method, url } of guarded(node.routes)) {
        const answer = await node.ask(bearer(token), {
          method,
          url: addressOf(url),
          ...(method === 'GET' ? {} : { body: {} }),
        });
        tally.attempt(
          answer.status === 401 || hidesItself(answer),
          () => `${name}: ${method} ${url}: ${answer.status}`,
        );
      }
    }
    expect((await node.ask(bearer(good), { url: '/fhir/Patient' })).status).toBe(200);
    expect(tally.through()).toEqual([]);
  });
});

describe('a token of an app', () => {
  const scope = 'launch/patient patient/Observation.rs';
  const connect = async () =>
    bearer((await node.kit.connect(await node.kit.publicApp(scope), node.accountOf('henri'), scope)).access_token);

  it('opens no route of the pages', async () => {
    const app = await connect();
    const pages = guarded(node.routes).filter(({ url }) => url.startsWith('/api/'));
    expect(pages.length).toBeGreaterThan(60);
    for (const { method, url } of pages) {
      const address = url.replaceAll(/:patient\b/g, 'fr-henri-moreau').replaceAll(/:\w+/g, 'x1');
      const answer = await node.ask(app, { method, url: address, ...(method === 'GET' ? {} : { body: {} }) });
      tally.attempt(
        (answer.status === 403 && answer.body.includes('app.out-of-scope')) || hidesItself(answer),
        () => `${method} ${url}: ${answer.status} ${answer.body}`,
      );
    }
    expect(tally.through()).toEqual([]);
  });

  it('shows no type that it was not given, by any way', async () => {
    const app = await connect();
    const given = ['Observation', 'Bundle', 'OperationOutcome', 'Parameters', 'CapabilityStatement', 'Binary'];
    const common =
      /^(?:Practitioner|PractitionerRole|Organization|Location|HealthcareService|Endpoint|SubscriptionTopic)$/;
    const shows = (body: string) =>
      [...body.matchAll(/"resourceType":\s?"([A-Za-z]+)"/g)]
        .map(([, type = '']) => type)
        .filter((type) => !given.includes(type) && !common.test(type));
    const person = 'fr-henri-moreau';
    const all = await node.ask(await node.tokenOf('importer'), {
      url: `/fhir/Patient/${person}/$everything?_count=500`,
    });
    const { entry } = JSON.parse(all.body) as { entry: readonly { resource: { resourceType: string; id: string } }[] };
    const hidden = entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType !== 'Observation');
    const asked = [
      ...resourceTypes.flatMap((type) => [
        `/fhir/${type}?_count=50`,
        `/fhir/Patient/${person}/${type}`,
        `/fhir/${type}/_history`,
      ]),
      ...hidden.flatMap(({ resourceType: type, id }) =>
        common.test(type) ? [] : [`/fhir/${type}/${id}`, `/fhir/${type}/${id}/_history`, `/fhir/${type}/${id}/$meta`],
      ),
      `/fhir/Patient/${person}/$everything`,
      `/fhir/Patient/${person}/$summary`,
      `/fhir/Patient/${person}/*`,
      '/fhir/_history',
      '/fhir?_type=Condition,Observation,Patient',
      '/fhir/Observation?_include=*&_revinclude=*&_count=50',
      '/fhir/Observation?_include=Observation:subject&_include:iterate=*',
      '/fhir/Observation?_has:Provenance:target:_id=x',
    ];
    for (const url of asked) {
      const answer = await node.ask(app, { url });
      const seen = answer.status === 200 ? shows(answer.body) : [];
      tally.attempt(seen.length === 0 && answer.status < 500, () => `${url}: ${answer.status} ${seen}`);
    }
    const some = await node.ask(app, { url: '/fhir/Observation' });
    expect(some.body).toContain('"resourceType":"Observation"');
    expect(tally.through()).toEqual([]);
  });

  it('changes nothing where it may read alone, and creates no type', async () => {
    const app = await connect();
    for (const type of resourceTypes) {
      const body = {
        resourceType: type,
        subject: { reference: 'Patient/fr-henri-moreau' },
        status: 'final',
        code: { text: 'x' },
      };
      for (const [method, url] of [
        ['POST', `/fhir/${type}`],
        ['PUT', `/fhir/${type}/x1`],
        ['DELETE', `/fhir/${type}/x1`],
      ] as const) {
        const sent = method === 'DELETE' ? {} : { body: method === 'PUT' ? { ...body, id: 'x1' } : body };
        const answer = await node.ask(app, { method, url, ...sent });
        tally.attempt(answer.status >= 400 && answer.status < 500, () => `${method} ${url}: ${answer.status}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});
