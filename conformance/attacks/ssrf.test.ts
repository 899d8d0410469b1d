import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { projectRoot } from '../../src/app/config.ts';
import { importSources } from '../../src/features/bulk-import/import-source.ts';
import { createRestHook } from '../../src/features/subscriptions/channels/rest-hook.ts';
import { createEndpointPolicy } from '../../src/features/subscriptions/endpoint-policy.ts';
import { guardedFetch } from '../../src/modules/identity/brokers/outgoing.ts';
import { openNode, type ServedNode } from './open-node.ts';
import { newTally } from './tally.ts';

/**
 * Somebody gives the node an address and lets it ask there what he cannot reach himself. What listens inside counts every
 * connection, whether or not anything is sent over it.
 */
vi.setConfig({ testTimeout: 120_000 });
const tally = newTally('SSRF');
let node: ServedNode;
let inside: Server;
let port: number;
let met = 0;
beforeAll(async () => {
  inside = createServer((socket) => {
    met += 1;
    socket.destroy();
  });
  await new Promise<void>((listening) => inside.listen(0, '::', listening));
  const address = inside.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  node = await openNode();
});
afterAll(async () => {
  tally.print();
  await node?.close();
  inside?.close();
});

/** This machine, in the spellings that resolvers, parsers and kernels take for it. */
const thisMachine = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.255.255.254', '127.0.0.2', '0.0.0.0', '0', '127.0.0.1.', '127.0.0.2.'],
  ...['0x7f.0.0.1', '0x7f000001', '2130706433', '017700000001', '0177.0.0.1', '0177.1', '0x7f.1'],
  ...['localhost', 'LOCALHOST', 'localhost.', 'sub.localhost', 'ip6-localhost', hostname(), `${hostname()}.`],
  ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[0000::1]'],
  ...['①②⑦.⓪.⓪.①', '127。0。0。1', 'ｌｏｃａｌｈｏｓｔ', '%31%32%37.0.0.1', 'example.org@127.0.0.1', 'lo\tcalhost'],
];
/** What else stands in networks that nobody outside reaches. */
const inner = [
  ...['10.0.0.1', '172.16.0.1', '172.31.255.254', '192.168.0.1', '100.64.0.1', '198.18.0.1', '192.0.0.8', '224.0.0.1'],
  ...['169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376', '[::ffff:a9fe:a9fe]', '255.255.255.255'],
  ...['[fe80::1]', '[fec0::1]', '[fc00::1]', '[fd00:ec2::254]', '[ff02::1]', '[64:ff9b::a9fe:a9fe]', '[2002:a00:1::]'],
  ...['[64:ff9b:1::a00:1]', '[2001::1]', '[2001:db8::1]', '[100::1]', '[5f00::1]', '10.1', '0x0a000001', '167772161'],
];
const otherSchemes = ['file:///etc/passwd', 'ftp://example.org/', 'gopher://example.org/', 'data:,x', 'unix:/run/x'];
const addressesOf = (hosts: readonly string[]) =>
  hosts.flatMap((host) => [`https://${host}:${port}/x`, `http://${host}:${port}/x`]);

/** A door by which requests leave, set as strictly as a real node has it: does it say that something was there? */
const doors: Readonly<Record<string, (address: string) => Promise<boolean>>> = {
  'notifications of Subscriptions': async (address) => {
    const hook = createRestHook(createEndpointPolicy({ hosts: [], demonstration: false }));
    const channel = { type: 'rest-hook', endpoint: address, timeout: 2 } as unknown as Parameters<typeof hook.send>[0];
    const sent = await hook.send(channel, { method: 'POST', headers: [] });
    await hook.close();
    return sent.ok;
  },
  'brokers, and keys and sign-outs of apps': async (address) => {
    const init = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;
    const signal = AbortSignal.timeout(2_000);
    return guardedFetch([])(address, { ...init, signal }).then(
      () => true,
      () => false,
    );
  },
  $import: async (address) => {
    const sources = importSources(['https://files.example.org/exports/']);
    const checked = sources.check(address);
    await sources.close();
    return checked.ok;
  },
};

it('counts who comes inside', async () => {
  const before = met;
  const init = { method: 'GET', headers: {}, body: undefined, redirect: 'manual' } as const;
  await guardedFetch([`127.0.0.2:${port}`])(`http://127.0.0.2:${port}/`, init).catch(() => undefined);
  expect(met).toBe(before + 1);
});

describe.each(Object.entries(doors))('%s', (door, open) => {
  it('do not reach this machine, however it is spelled', async () => {
    for (const address of addressesOf(thisMachine)) {
      const before = met;
      const there = await open(address).catch(() => false);
      tally.attempt(!there && met === before, () => `${door}: ${address} was ${there ? 'answered' : 'connected to'}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('do not reach what is not the public internet, and speak https alone', async () => {
    // Nothing answers there either way: what is refused is refused before anybody waits for a connection.
    for (const address of [...inner.flatMap((host) => [`https://${host}/`, `http://${host}/`]), ...otherSchemes]) {
      let there = false;
      let waited = Number.POSITIVE_INFINITY;
      // Who waits for a connection does so each time; a busy machine does not.
      for (let turn = 0; turn < 3 && !there && waited >= 1_500; turn += 1) {
        const begun = performance.now();
        there = await open(address).catch(() => false);
        waited = performance.now() - begun;
      }
      tally.attempt(!there && waited < 1_500, () => `${door}: ${address} was tried for ${Math.round(waited)} ms`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('an import below an address of the operator', () => {
  it('does not leave it', async () => {
    const sources = importSources([`http://files.example.org:${port}/exports/`]);
    const root = `http://files.example.org:${port}`;
    for (const address of [
      ...[`${root}/exports/../secret`, `${root}/exports/%2e%2e/secret`, `${root}/exports/..%2fsecret`],
      ...[
        `${root}/exports\\..\\secret`,
        `${root}/exportsx/y`,
        `${root}/EXPORTS/y`,
        `https://files.example.org/exports/x`,
      ],
      ...[`http://files.example.org.:${port}/exports/x`, `http://files.example.org:${port}@127.0.0.1/exports/x`],
      ...[
        `http://x:y@files.example.org:${port}/exports/x`,
        `http://files.example.org/exports/x`,
        `//127.0.0.1/exports/`,
      ],
      ...[
        `http://127.0.0.1:${port}/exports/x`,
        `http://sub.files.example.org:${port}/exports/`,
        `${root}/exports/.%2e/x`,
      ],
    ]) {
      tally.attempt(!sources.check(address).ok, () => `$import reads ${address}`);
    }
    await sources.close();
    expect(tally.through()).toEqual([]);
  });
});

/** An address inside that the demonstration does not trust, as it trusts `127.0.0.1`. */
const hidden = () => `http://127.0.0.2:${port}`;

describe('a whole node', () => {
  it('takes no Subscription whose endpoint is inside', async () => {
    const doctor = await node.bearer('doctor');
    const before = met;
    for (const endpoint of [...addressesOf(thisMachine), ...inner.map((host) => `https://${host}/`), ...otherSchemes]) {
      // What the demonstration trusts, under each of its names.
      const name = URL.parse(endpoint)?.hostname ?? '';
      if (['localhost', '127.0.0.1', '[::1]'].includes(name) || /localhost$|^ip6-/.test(name) || name === hostname())
        continue;
      if (name.endsWith('.')) continue;
      const answer = await node.ask({
        method: 'POST',
        url: '/fhir/Subscription',
        headers: { ...doctor, 'content-type': 'application/fhir+json' },
        payload: {
          resourceType: 'Subscription',
          status: 'requested',
          reason: 'attack',
          criteria: 'Observation?status=final',
          channel: { type: 'rest-hook', endpoint, payload: 'application/fhir+json' },
        },
      });
      tally.attempt(answer.statusCode === 422, () => `Subscription to ${endpoint}: ${answer.statusCode}`);
    }
    expect(met).toBe(before);
    expect(tally.through()).toEqual([]);
  });

  it('asks nothing of an address that an app names', async () => {
    const before = met;
    const at = (path: string) => `${hidden()}/${path}`;
    const register = (metadata: object) =>
      node.ask({
        method: 'POST',
        url: '/oidc/register',
        headers: { 'content-type': 'application/json' },
        payload: { client_name: 'Inside', scope: 'patient/*.rs', redirect_uris: ['https://app.example/'], ...metadata },
      });
    for (const host of ['127.0.0.2', '2130706434', '[::ffff:127.0.0.2]', hostname()]) {
      for (const scheme of ['http', 'https']) {
        const address = `${scheme}://${host}:${port}/x`;
        for (const member of 'jwks_uri logo_uri sector_identifier_uri backchannel_logout_uri initiate_login_uri client_uri policy_uri tos_uri software_statement'.split(
          ' ',
        )) {
          const keyed = member === 'jwks_uri' ? { token_endpoint_auth_method: 'private_key_jwt' } : {};
          const answer = await register({ [member]: address, ...keyed });
          tally.attempt(met === before && answer.statusCode < 500, () => `registration with ${member}: ${address}`);
          if (answer.statusCode !== 201 || member !== 'jwks_uri') continue;
          const { client_id: id } = answer.json() as { client_id: string };
          await node.core.identity.apps.decide(id, 'approved', { ...operator, subject: node.accountOf('admin').id });
          const now = Math.floor(Date.now() / 1000);
          const claims = { iss: id, sub: id, aud: `${node.publicUrl}/oidc/token`, jti: id, iat: now, exp: now + 60 };
          const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
          const tried = await node.ask({
            method: 'POST',
            url: '/oidc/token',
            headers: { 'content-type': 'application/x-www-form-urlencoded' },
            payload: new URLSearchParams({
              grant_type: 'authorization_code',
              code: 'x',
              redirect_uri: 'https://app.example/',
              client_id: id,
              client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
              client_assertion: `${part({ alg: 'ES384', kid: 'k' })}.${part(claims)}.${'A'.repeat(128)}`,
            }).toString(),
          });
          tally.attempt(met === before && tried.statusCode >= 400, () => `keys were asked for at ${address}`);
        }
      }
    }
    for (const query of [
      `client_id=${encodeURIComponent(at('client'))}&response_type=code&redirect_uri=${encodeURIComponent(at('back'))}`,
      `client_id=carnet-web&request_uri=${encodeURIComponent(at('request'))}`,
      `client_id=carnet-web&response_type=code&iss=${encodeURIComponent(at('issuer'))}&aud=${encodeURIComponent(at('fhir'))}`,
    ]) {
      const answer = await node.ask({ method: 'GET', url: `/oidc/auth?${query}` });
      tally.attempt(met === before && answer.statusCode < 500, () => `/oidc/auth?${query}`);
    }
    expect(tally.through()).toEqual([]);
    expect(met).toBe(before);
  });

  it('asks nothing of an address that a resource, a parameter or a document names', async () => {
    const before = met;
    const importer = await node.bearer('importer');
    const patient = node.accountOf('citizen').patient ?? '';
    const address = `${hidden()}/fhir`;
    const subject = { reference: `Patient/${patient}` };
    const resources: readonly object[] = [
      {
        resourceType: 'Patient',
        photo: [{ url: `${address}/photo.png`, contentType: 'image/png' }],
        managingOrganization: { reference: `${address}/Organization/1` },
      },
      {
        resourceType: 'Observation',
        status: 'final',
        code: { coding: [{ system: `${address}/cs`, code: '1' }] },
        subject,
        meta: { profile: [`${address}/StructureDefinition/x`] },
      },
      {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: `${address}/Patient/1` },
        implicitRules: `${address}/rules`,
      },
      {
        resourceType: 'DocumentReference',
        status: 'current',
        subject,
        content: [{ attachment: { url: `${address}/Binary/1`, contentType: 'text/plain' } }],
      },
      {
        resourceType: 'StructureDefinition',
        url: `${address}/StructureDefinition/x`,
        name: 'X',
        status: 'active',
        kind: 'resource',
        abstract: false,
        type: 'Patient',
        baseDefinition: `${address}/StructureDefinition/base`,
        derivation: 'constraint',
        differential: { element: [{ id: 'Patient', path: 'Patient' }] },
      },
      {
        resourceType: 'ValueSet',
        url: `${address}/vs`,
        status: 'active',
        compose: { include: [{ valueSet: [`${address}/other`] }, { system: `${address}/cs` }] },
      },
      {
        resourceType: 'CodeSystem',
        url: `${address}/cs`,
        status: 'active',
        content: 'fragment',
        supplements: `${address}/base`,
        valueSet: `${address}/all`,
      },
      {
        resourceType: 'SearchParameter',
        url: `${address}/sp`,
        name: 'x',
        status: 'active',
        description: 'x',
        code: 'inside',
        base: ['Patient'],
        type: 'string',
        expression: `resolve('${address}')`,
        derivedFrom: `${address}/d`,
      },
      {
        resourceType: 'GraphDefinition',
        url: `${address}/g`,
        name: 'G',
        status: 'active',
        start: 'Patient',
        profile: `${address}/p`,
      },
      {
        resourceType: 'Endpoint',
        status: 'active',
        connectionType: { code: 'hl7-fhir-rest' },
        payloadType: [{ text: 'x' }],
        address,
      },
    ];
    const xml = `<?xml version="1.0"?><!DOCTYPE Patient SYSTEM "${address}/dtd" [<!ENTITY x SYSTEM "${address}/e">]><Patient xmlns="http://hl7.org/fhir"><name><family value="&x;"/></name></Patient>`;
    const sent = async (method: 'GET' | 'POST', url: string, payload?: object | string) => {
      const type = typeof payload === 'string' ? 'application/fhir+xml' : 'application/fhir+json';
      const headers = { ...importer, ...(payload === undefined ? {} : { 'content-type': type }) };
      const answer = await node.ask({
        method,
        url: `/fhir/${url}`,
        headers,
        ...(payload === undefined ? {} : { payload }),
      });
      tally.attempt(
        met === before && answer.statusCode < 500,
        () => `${method} ${url.slice(0, 90)}: ${answer.statusCode}`,
      );
      return answer;
    };
    for (const resource of resources) {
      const { resourceType } = resource as { resourceType: string };
      await sent('POST', resourceType, resource);
      await sent('POST', `${resourceType}/$validate`, resource);
      await sent(
        'POST',
        `${resourceType}/$validate?profile=${encodeURIComponent(`${address}/StructureDefinition/x`)}`,
        resource,
      );
    }
    await sent('POST', 'Patient', xml);
    await sent(
      'POST',
      'Patient',
      `<Patient xmlns="http://hl7.org/fhir" xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${address}"/></Patient>`,
    );
    const value = encodeURIComponent(`${address}/vs`);
    for (const url of [
      ...[`ValueSet/$expand?url=${value}`, `ValueSet/$validate-code?url=${value}&code=1&system=${value}`],
      ...[`CodeSystem/$lookup?system=${value}&code=1`, `ConceptMap/$translate?url=${value}&code=1&system=${value}`],
      ...[`Observation?_profile=${value}`, `Observation?subject=${value}`, `Observation?_include=*&code=${value}|1`],
      ...[
        `Observation?subject.organization=${value}`,
        `Patient/${patient}/$graph?graph=${value}`,
        `Observation?code:in=${value}`,
      ],
      ...[
        `Observation?_filter=${encodeURIComponent(`code in ${address}/vs`)}`,
        `Patient?_type=${value}`,
        `$export?_typeFilter=${value}`,
      ],
    ])
      await sent('GET', url);
    await sent('POST', '$graphql', {
      query: `{ ObservationList(code: "x") { id subject { resource { ... on Patient { id } } } } }`,
      operationName: address,
    });
    await sent('POST', '$import', {
      resourceType: 'Parameters',
      parameter: [
        { name: 'inputSource', valueUri: address },
        { name: 'inputFormat', valueCode: 'application/fhir+ndjson' },
        {
          name: 'input',
          part: [
            { name: 'type', valueCode: 'Patient' },
            { name: 'url', valueUri: `${address}/x.ndjson` },
          ],
        },
      ],
    });
    await sent('POST', '', {
      resourceType: 'Bundle',
      type: 'batch',
      link: [{ relation: 'self', url: address }],
      entry: [
        { fullUrl: `${address}/Patient/1`, request: { method: 'GET', url: `${address}/Patient/1` } },
        { request: { method: 'GET', url: `//127.0.0.2:${port}/Patient` } },
      ],
    });
    await node.ask({
      method: 'GET',
      url: '/fhir/metadata',
      headers: { host: `127.0.0.2:${port}`, 'x-forwarded-host': `127.0.0.2:${port}` },
    });
    expect(tally.through()).toEqual([]);
    expect(met).toBe(before);
  });
});

const operator = {
  subject: 'operator',
  name: 'Operator',
  role: 'administrator',
  country: 'FR',
  purpose: 'SYSADMIN',
  client: 'attack',
  traceId: '0'.repeat(32),
  proxyFor: [],
} as const;

describe('the code', () => {
  /** Where requests leave the node, each with the door by which they do; what comes here is attacked above, or reviewed. */
  const leaving: Readonly<Record<string, string>> = {
    'src/app/supervisor.ts': 'its own node',
    'src/features/bulk-import/import-source.ts': '$import',
    'src/features/subscriptions/channels/mail.ts': "the operator's mail server",
    'src/features/subscriptions/channels/rest-hook.ts': 'notifications of Subscriptions',
    'src/modules/definitions/packages/registry.ts': "the operator's registry, held in registry.db.test.ts",
    'src/modules/gateway/country-a/gateway-server.ts': 'listens alone',
    'src/modules/gateway/country-b/partner-connection.ts': 'partners by the trust list',
    'src/modules/identity/brokers/outgoing.ts': 'brokers, and keys and sign-outs of apps',
    'src/modules/ui/api.ts': 'the browser, to its own node',
  };

  it('has no other place from which requests leave', () => {
    const found: string[] = [];
    const walk = (directory: string) => {
      for (const entry of readdirSync(join(projectRoot, directory), { withFileTypes: true })) {
        const path = `${directory}/${entry.name}`;
        if (entry.isDirectory()) walk(path);
        else if (/\.tsx?$/.test(path) && !/test|simulated/.test(path)) {
          const text = readFileSync(join(projectRoot, path), 'utf8');
          if (
            /[^.\w]fetch\(|from 'undici'|createTransport\(|\b(https?|net|tls)\.(request|get|connect)\(|\btlsConnect\(|from 'node:(https|http2|tls|dgram)'|\bconnect\(\{/.test(
              text,
            )
          ) {
            found.push(path);
          }
        }
      }
    };
    walk('src');
    expect(found.toSorted()).toEqual(Object.keys(leaving).toSorted());
  });
});
