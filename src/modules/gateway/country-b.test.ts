import type { RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '#kernel';
import { freePort } from '#kernel/testing';
import { issueAuthority, issueNodeCertificate } from './certificates.ts';
import type { SummaryRequest } from './contract.ts';
import { createPeople, createWorld, insSystem, introduce, professional, type TestNode } from './testing-world.ts';
import { writeTrust } from './trust.ts';

const claire = '184127645108946';
const request: SummaryRequest = {
  country: 'FR',
  traits: { identifier: claire, birthDate: '1984-03-12' },
  purpose: 'TREAT',
  language: 'pt',
};
const world = createWorld();
const servers: (Server | TcpServer)[] = [];
const { people, records } = createPeople();

/** A node in France whose server the test plays itself; Portugal trusts it unless the test says otherwise. */
let france: TestNode;
let portugal: TestNode;

beforeAll(async () => {
  france = await world.node('FR', { records });
  portugal = await world.node('PT', {
    limits: { callMilliseconds: 400, exchangeMilliseconds: 800, answerBytes: 100_000 },
  });
  await introduce(france, portugal);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await world.close();
});

async function play(handler: RequestListener, tls: ServerOptions = {}): Promise<() => void> {
  const server = createServer(
    {
      cert: france.keys.tls.certificatePem,
      key: france.keys.tls.keyPem,
      requestCert: true,
      rejectUnauthorized: false,
      ...tls,
    },
    handler,
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(france.port, '127.0.0.1', resolve));
  return () => {
    server.closeAllConnections();
    server.close();
  };
}

/** The same port without TLS. */
async function playPlainly(handler: (socket: Socket) => void): Promise<() => Promise<void>> {
  const sockets: Socket[] = [];
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    sockets.push(socket);
    handler(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(france.port, '127.0.0.1', resolve));
  return () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  };
}

const answer =
  (body: string | Buffer, type = 'application/fhir+json', status = 200): RequestListener =>
  (_incoming, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };

/** Asks, and gives the fault code; checks that the failure was logged before it was answered. */
async function faultWhen(handler: RequestListener, tls?: ServerOptions): Promise<string | undefined> {
  const close = await play(handler, tls);
  try {
    return await fault();
  } finally {
    close();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function fault(asked: SummaryRequest = request, from: TestNode = portugal): Promise<string | undefined> {
  const before = from.audited.length;
  const outcome = await from.gateway.requestSummary(professional(), asked);
  const logged = from.audited.slice(before);
  expect(logged.length).toBeGreaterThan(0);
  expect(JSON.stringify(logged)).not.toContain(claire);
  if (outcome.ok) return undefined;
  const last = logged.at(-1);
  expect(last).toMatchObject({ action: 'request-abroad', rule: outcome.fault.code, traceId: 'a'.repeat(32) });
  expect(last?.outcome).not.toBe('success');
  return outcome.fault.code;
}

describe('what the professional enters', () => {
  it('is checked before anything leaves the node', async () => {
    const asked = (change: Partial<SummaryRequest>) => fault({ ...request, ...change });
    const traits = (change: Record<string, string>) => asked({ traits: { ...request.traits, ...change } });
    expect(await asked({ country: 'XX' })).toBe('gateway.unknown-country');
    expect(await asked({ country: 'PT' })).toBe('gateway.unknown-country');
    expect(await asked({ purpose: 'HRESCH' as 'TREAT' })).toBe('access.reason-required');
    expect(await asked({ language: 'x'.repeat(50) })).toBe('request.bad');
    expect(await traits({ identifier: '' })).toBe('gateway.traits');
    expect(await traits({ identifier: 'abc' })).toBe('gateway.traits');
    expect(await traits({ identifier: '184127645108947' })).toBe('gateway.traits');
    expect(await traits({ birthDate: '1984-02-30' })).toBe('gateway.traits');
    expect(await traits({ birthDate: '12.03.1984' })).toBe('gateway.traits');
    expect(await traits({ birthDate: '2984-03-12' })).toBe('gateway.traits');
    expect(await traits({ name: 'Moreau' })).toBe('gateway.traits');
    expect(await asked({ traits: { birthDate: '1984-03-12' } })).toBe('gateway.traits');
  });

  it('names the trait that is wrong', async () => {
    const outcome = await portugal.gateway.requestSummary(professional(), {
      ...request,
      traits: { ...request.traits, birthDate: '' },
    });
    expect(!outcome.ok && outcome.fault.issues[0]?.path).toBe('traits.birthDate');
  });

  it('is taken from professionals only', async () => {
    const outcome = await portugal.gateway.requestSummary({ ...professional(), role: 'citizen' }, request);
    expect(!outcome.ok && outcome.fault.code).toBe('access.denied');
  });

  it('travels in no URL, under an assertion and the trace id', async () => {
    let seen: { url: string; trace: unknown; authorization: string; body: string } | undefined;
    await faultWhen((incoming, response) => {
      let body = '';
      incoming.on('data', (part) => {
        body += part;
      });
      incoming.on('end', () => {
        const { traceparent: trace, authorization = '' } = incoming.headers;
        seen = { url: incoming.url ?? '', trace, authorization, body };
        response.end();
      });
    });
    expect(seen?.url).toBe('/gateway/fhir/Patient/_search');
    expect(seen?.trace).toMatch(new RegExp(`^00-${'a'.repeat(32)}-[0-9a-f]{16}-01$`));
    expect(seen?.authorization).toMatch(/^Bearer /);
    expect(new URLSearchParams(seen?.body).get('identifier')).toBe(`${insSystem}|${claire}`);
  });
});

describe('a node that cannot be reached', () => {
  it('is told from one that is slow', async () => {
    expect(await fault()).toBe('gateway.unreachable');
    expect(await faultWhen(() => {})).toBe('gateway.timeout');
    expect(
      await faultWhen((_incoming, response) => {
        response.writeHead(200, { 'content-type': 'application/fhir+json' });
        response.write('{"resourceType":');
      }),
    ).toBe('gateway.timeout');
    expect(await faultWhen(answer('', 'text/plain', 503))).toBe('gateway.unreachable');
  });

  it('is slow too when it takes the connection and says nothing', async () => {
    const close = await playPlainly(() => {});
    expect(await fault()).toBe('gateway.timeout');
    await close();
  });

  it('has a name that leads nowhere', async () => {
    await writeTrust(portugal.trustDir, { ...france.entry, gatewayUrl: 'https://gateway.invalid:8101/gateway' });
    expect(await fault()).toBe('gateway.unreachable');
    await writeTrust(portugal.trustDir, france.entry);
  });
});

describe('the certificate of the other node', () => {
  const day = 86_400_000;
  const issued = async (how: { now?: Date; days?: number; hosts?: string[]; foreign?: boolean }) => {
    const authority = await issueAuthority({ country: 'FR', now: new Date(Date.now() - 100 * day), days: 1000 });
    const certified = await issueNodeCertificate({
      authority,
      country: 'FR',
      hosts: how.hosts ?? ['localhost'],
      now: how.now ?? new Date(),
      days: how.days ?? 10,
    });
    await writeTrust(
      portugal.trustDir,
      how.foreign ? france.entry : { ...france.entry, authority: authority.certificatePem },
    );
    return { cert: certified.certificatePem, key: certified.keyPem };
  };
  const anything = answer('{"resourceType":"Bundle","type":"searchset","total":0}');

  it('is taken when it is in order', async () => {
    expect(await faultWhen(anything, await issued({}))).toBe('gateway.no-match');
  });
  it('is refused when it has expired', async () => {
    const tls = await issued({ now: new Date(Date.now() - 20 * day), days: 10 });
    expect(await faultWhen(anything, tls)).toBe('gateway.certificate');
  });
  it('is refused when it begins later', async () => {
    expect(await faultWhen(anything, await issued({ now: new Date(Date.now() + day) }))).toBe('gateway.certificate');
  });
  it('is refused when it names another host', async () => {
    expect(await faultWhen(anything, await issued({ hosts: ['other.example'] }))).toBe('gateway.certificate');
  });
  it('is refused when another authority issued it, of the same name', async () => {
    expect(await faultWhen(anything, await issued({ foreign: true }))).toBe('gateway.certificate');
  });
  it('is refused when it signed itself', async () => {
    const self = await issueAuthority({ country: 'FR', now: new Date(), days: 10 });
    expect(await faultWhen(anything, { cert: self.certificatePem, key: self.keyPem })).toBe('gateway.certificate');
  });
  it('is missing where no TLS is spoken', async () => {
    const close = await playPlainly((socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await fault()).toBe('gateway.certificate');
    await close();
    await writeTrust(portugal.trustDir, france.entry);
  });
});

describe('an answer', () => {
  it.each([
    ['no FHIR', 'hello', 'text/html'],
    ['no JSON', '{"resourceType":', 'application/fhir+json'],
    ['another resource', '{"resourceType":"Basic","code":{"text":"x"}}', 'application/fhir+json'],
    ['another Bundle', '{"resourceType":"Bundle","type":"history"}', 'application/fhir+json'],
    [
      'entries of another type',
      '{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Basic","code":{"text":"x"}}}]}',
      'application/fhir+json',
    ],
    [
      'a person without a handle',
      '{"resourceType":"Bundle","type":"searchset","entry":[{"resource":{"resourceType":"Patient","birthDate":"1984-03-12"}}]}',
      'application/fhir+json',
    ],
    [
      'a prototype key',
      '{"resourceType":"Bundle","type":"searchset","__proto__":{"entry":[]}}',
      'application/fhir+json',
    ],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 'application/fhir+json'],
    ['more than the bound', Buffer.alloc(200_000, 0x20), 'application/fhir+json'],
  ])('that is %s is not taken', async (_name, body, type) => {
    expect(await faultWhen(answer(body, type))).toBe('gateway.bad-answer');
  });

  it('that breaks off or leads elsewhere is not taken', async () => {
    const broken: RequestListener = (_incoming, response) => {
      response.writeHead(200, { 'content-type': 'application/fhir+json', 'content-length': '1000' });
      response.write('{"resourceType":');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await faultWhen(broken)).toBe('gateway.bad-answer');
    expect(await faultWhen(answer('', 'text/html', 302))).toBe('gateway.bad-answer');
    expect(await faultWhen(answer('{}', 'application/fhir+json', 500))).toBe('gateway.bad-answer');
  });

  it('does not lead this node to fetch a document from elsewhere', async () => {
    let fetched = false;
    const elsewhere = createServer({ cert: france.keys.tls.certificatePem, key: france.keys.tls.keyPem }, () => {
      fetched = true;
    });
    servers.push(elsewhere);
    const port = await freePort();
    await new Promise<void>((resolve) => elsewhere.listen(port, '127.0.0.1', resolve));
    for (const url of [
      `https://localhost:${port}/gateway/fhir/Bundle/x`,
      `${france.entry.gatewayUrl}/fhir/../../Bundle/x`,
      `https://localhost:${france.port}/admin`,
    ]) {
      const play: RequestListener = (incoming, response) => {
        const resource = incoming.url?.includes('Patient')
          ? {
              resourceType: 'Patient',
              birthDate: '1984-03-12',
              identifier: [{ system: `${france.entry.gatewayUrl}/identifier/patient`, value: 'handle' }],
            }
          : { resourceType: 'DocumentReference', status: 'current', content: [{ attachment: { url } }] };
        answer(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] }))(
          incoming,
          response,
        );
      };
      expect(await faultWhen(play)).toBe('gateway.bad-answer');
    }
    expect(fetched).toBe(false);
  });
});

describe('a refusal', () => {
  const outcome = (code: string) =>
    JSON.stringify({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'security', details: { coding: [{ system: 'urn:carnet:fault', code }] } }],
    });
  it('of the assertion is told from clocks that differ', async () => {
    const refuse = (code: string) => faultWhen(answer(outcome(code), 'application/fhir+json', 401));
    expect(await refuse('assertion.invalid')).toBe('gateway.refused');
    expect(await refuse('assertion.expired')).toBe('gateway.clock');
    expect(await refuse('assertion.not-yet-valid')).toBe('gateway.clock');
    expect(await faultWhen(answer('no', 'text/plain', 403))).toBe('gateway.refused');
  });

  it('of this node’s certificate says so, by a real node', async () => {
    const germany = await world.node('DE', { limits: { callMilliseconds: 2000 } });
    await writeTrust(germany.trustDir, france.entry);
    await france.gateway.listen(france.port);
    try {
      expect(await fault(request, germany)).toBe('gateway.refused');
      expect(france.audited.at(-1)).toMatchObject({ outcome: 'denied', interaction: 'tls' });
      await writeTrust(france.trustDir, germany.entry);
      expect(await fault(request, germany)).toBe('gateway.refused');
      // The professional says he is Portuguese; Germany may not vouch for him.
      expect(france.audited.at(-1)).toMatchObject({ outcome: 'denied', rule: 'assertion.invalid' });
    } finally {
      await france.gateway.stop();
    }
  });

  it.each([
    ['ahead', 300_000],
    ['behind', -300_000],
  ])('for a clock that is five minutes %s says so, by a real node', async (_name, shift) => {
    const clock: Clock = { now: () => new Date(systemClock.now().getTime() + shift) };
    const late = await world.node('PT', { clock });
    await introduce(france, late);
    await france.gateway.listen(france.port);
    try {
      expect(await fault(request, late)).toBe('gateway.clock');
    } finally {
      await france.gateway.stop();
    }
  });
});

describe('discovery at a real node', () => {
  it('finds nobody where nobody may be found', async () => {
    await introduce(france, portugal);
    people.clear();
    await france.gateway.listen(france.port);
    try {
      expect(await fault()).toBe('gateway.no-match');
      expect(portugal.audited.at(-1)).toMatchObject({ interaction: 'ITI-78', outcome: 'denied', objects: [] });
    } finally {
      await france.gateway.stop();
    }
  });
});
