import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Log, systemClock } from '#kernel';
import { simulatedAuthority } from '../brokers/simulated/simulated-certificates.ts';
import { createInsiClient, type InsiClientOptions } from './insi-client.ts';
import { readInsiAnswer, readInsiFault, readInsiQuestion, writeInsiAnswer, writeInsiFault } from './soap.ts';
import { testInsiCaller } from './testing-insi.ts';
import { readXml } from './xml.ts';

const question = { birthName: 'MOREAU', givenName: 'CLAIRE', sex: 'female', birthDate: '1984-03-12' } as const;
const identity = {
  ins: '284036938324299',
  domain: '1.2.250.1.213.1.4.8',
  birthName: 'MOREAU',
  givenNames: 'CLAIRE',
  sex: 'female',
  birthDate: '1984-03-12',
} as const;
const whole = writeInsiAnswer({ found: 'one', identity });
const software = { name: 'urn:lps:carnet:1', version: '1', instance: 'test', idam: 'TEST' };
const unavailable = { ok: false, fault: { code: 'insi.unavailable' } };

/** What a client that hears of nothing but this logs. */
function keptLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  const keep = (event: string, fields: unknown = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`);
  const log = { lines, debug: keep, info: keep, warn: keep, error: keep, with: () => log };
  return log;
}

describe('an answer of INSi', () => {
  it('is read as it is', () => {
    expect(readInsiAnswer(whole)).toEqual({ ok: true, value: { found: 'one', identity } });
    const cdata = whole.replace('>MOREAU<', '><![CDATA[MOREAU]]><');
    expect(readInsiAnswer(cdata)).toEqual({ ok: true, value: { found: 'one', identity } });
  });

  const doctype = (body: string) => whole.replace('?>', `?><!DOCTYPE x [${body}]>`);
  const result = /<RESULTAT.*<\/RESULTAT>/.exec(whole)?.[0] ?? '';
  const individual = /<INDIVIDU>.*<\/INDIVIDU>/.exec(whole)?.[0] ?? '';

  it.each<[string, string]>([
    ['brings an entity from a file', doctype('<!ENTITY e SYSTEM "file:///etc/passwd">').replace('MOREAU', '&e;')],
    ['brings an entity from the network', doctype('<!ENTITY e SYSTEM "http://localhost:1/">').replace('MOREAU', '&e;')],
    ['brings entities of entities', doctype('<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">').replace('MOREAU', '&b;')],
    ['brings a DTD of elsewhere', whole.replace('?>', '?><!DOCTYPE x SYSTEM "http://localhost:1/x.dtd">')],
    ['names an entity that is not there', whole.replace('MOREAU', '&nbsp;')],
    ['has two results', whole.replace(result, result + result)],
    [
      'has a result of its own before the real one',
      whole.replace('<soap:Body>', `<soap:Body>${result.replace('MOREAU', 'OTHER')}`),
    ],
    ['has two individuals', whole.replace(individual, individual + individual)],
    ['has two numbers', whole.replace(/<NumIdentifiant>\d+<\/NumIdentifiant>/, '$&$&')],
    [
      'has its result in the header',
      whole
        .replace('<soap:Body>', `<soap:Header>${result}</soap:Header><soap:Body>`)
        .replace(`${result}</soap:Body>`, '</soap:Body>'),
    ],
    ['has its result in something else', whole.replace(result, `<x xmlns="urn:x">${result}</x>`)],
    ['has its result in a body of another kind', whole.replaceAll('soap:Body', 'Body')],
    ['has two bodies', whole.replace('</soap:Envelope>', `<soap:Body>${result}</soap:Body></soap:Envelope>`)],
    ['is of another namespace', whole.replace('http://www.cnamts.fr/INSiResultat', 'http://www.cnamts.fr/other')],
    [
      'is of another envelope',
      whole.replaceAll('http://www.w3.org/2003/05/soap-envelope', 'http://schemas.xmlsoap.org/soap/envelope/'),
    ],
    ['has two roots', whole + result],
    ['is not closed', whole.slice(0, -3)],
    ['has a code that nobody knows', whole.replace('>00<', '>99<')],
    ['has a text for a code', whole.replace('>00<', '>0 0<')],
    ['has a short number', whole.replace(/<NumIdentifiant>\d/, '<NumIdentifiant>')],
    ['has letters in its key', whole.replace(/<Cle>\d\d/, '<Cle>ab')],
    ['has a domain that is none', whole.replace('1.2.250.1.213.1.4.8', 'urn:oid:1')],
    ['has a date that is none', whole.replace('1984-03-12', '12/03/1984')],
    ['has a sex that it does not know', whole.replace('<Sexe>F', '<Sexe>X')],
    ['has a name without an end', whole.replace('MOREAU', 'A'.repeat(201))],
    ['has no name', whole.replace('MOREAU', ' ')],
    ['is as deep as it is long', `${'<a>'.repeat(9_000)}${'</a>'.repeat(9_000)}`],
    ['is longer than one', `${whole}${' '.repeat(65_536)}`],
    ['is nothing', ''],
    ['is a page', '<!doctype html><html></html>'],
    ['is a fault', writeInsiFault('siram_40', 'insi_102')],
  ])('is none where it %s', (_what, xml) => {
    expect(readInsiAnswer(xml)).toMatchObject(unavailable);
  });

  it('is read, or refused in its own words, whatever changes in it', () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 4 }), (at, piece) => {
        const read = readInsiAnswer(whole.slice(0, at) + piece + whole.slice(at + 1));
        if (!read.ok) expect(read.fault.code).toBe('insi.unavailable');
      }),
      { numRuns: 1_000 },
    );
  });

  it('is read in little time, however it is nested', () => {
    const before = process.threadCpuUsage().user;
    readXml('<a>'.repeat(20_000), {});
    readXml(`<a ${Array.from({ length: 5_000 }, (_, nr) => `b${nr}="1"`).join(' ')}/>`, {});
    readXml(`<a>${'<b/>'.repeat(15_000)}</a>`, {});
    expect((process.threadCpuUsage().user - before) / 1_000).toBeLessThan(2_000);
  });
});

describe('a question of INSi', () => {
  it('is none where it is wrapped or said twice', () => {
    const asked = `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><RECSANSVITALE xmlns="http://www.cnamts.fr/INSiRecSans"><NomNaissance>A</NomNaissance><Prenom>B</Prenom><Sexe>F</Sexe><DateNaissance>1984-03-12</DateNaissance></RECSANSVITALE></e:Body></e:Envelope>`;
    expect(readInsiQuestion(asked)).toMatchObject({ birthName: 'A' });
    expect(
      readInsiQuestion(asked.replace('<Prenom>B</Prenom>', '<Prenom>B</Prenom><Prenom>C</Prenom>')),
    ).toBeUndefined();
    expect(readInsiQuestion(asked.replaceAll('e:Body', 'e:Header'))).toBeUndefined();
  });
});

describe('a fault of INSi', () => {
  it('is told by its codes alone', () => {
    expect(readInsiFault(writeInsiFault('siram_40', 'insi_102'))).toEqual(['siram_40', 'insi_102']);
    expect(readInsiFault(writeInsiFault('siram_100', 'desir_550'))).toEqual(['siram_100', 'desir_550']);
    expect(readInsiFault(writeInsiFault('MOREAU CLAIRE', '"><script>'))).toEqual([]);
    expect(readInsiFault('no XML')).toEqual([]);
  });

  it('is logged by them, and nothing that was asked or answered', async () => {
    const app = fastify();
    app.addContentTypeParser(/^application\/soap\+xml/, { parseAs: 'string' }, (_, body, done) => done(null, body));
    app.post('/lps', async (_, reply) =>
      reply.code(500).send(writeInsiFault('siram_40', 'insi_102').replace('Simulation', 'MOREAU')),
    );
    app.post('/bomb', async (_, reply) =>
      reply.header('content-encoding', 'gzip').send(gzipSync(Buffer.alloc(50_000_000, 32))),
    );
    app.post('/slow', () => new Promise(() => {}));
    const at = await app.listen({ port: 0, host: '127.0.0.1' });
    const log = keptLog();
    for (const path of ['/lps', '/bomb'])
      expect(await clientOf({ endpoint: `${at}${path}`, log }).search(question)).toMatchObject(unavailable);
    expect(await clientOf({ endpoint: 'http://127.0.0.1:1/lps', log }).search(question)).toMatchObject(unavailable);
    expect(log.lines).toEqual([
      'insi.fault {"status":500,"codes":"siram_40 insi_102"}',
      'insi.unreachable {}',
      'insi.unreachable {}',
    ]);
    expect(log.lines.join()).not.toContain('MOREAU');
    app.server.closeAllConnections();
    await app.close();
  });
});

function clientOf(options: Partial<InsiClientOptions> & { readonly endpoint: string }) {
  const { host } = new URL(options.endpoint);
  return createInsiClient({ kind: 'set', hosts: [host], clock: systemClock, sender: '1', software, ...options });
}

describe('who asks proves who she is', () => {
  let authority: Awaited<ReturnType<typeof simulatedAuthority>>;
  let own: Awaited<ReturnType<typeof authority.issue>>;
  let endpoint: string;
  const heard: string[] = [];
  let server: ReturnType<typeof createTlsServer>;

  beforeAll(async () => {
    authority = await simulatedAuthority('Authority of this test', 'FR');
    own = await authority.issue('INSi', 'FR', undefined, 'localhost');
    const tls = { key: own.keyPem, cert: own.certificatePem, ca: authority.certificatePem };
    server = createTlsServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => {
        body += piece.toString();
      });
      request.on('end', () => {
        heard.push(body);
        response.end(whole);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `https://localhost:${(server.address() as AddressInfo).port}/lps`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const proof = async (by = authority) => {
    const { keyPem, certificatePem } = await by.issue('Organisation', 'FR');
    return { key: keyPem, cert: certificatePem, ca: authority.certificatePem };
  };

  it('by a certificate of her organisation, over mutual TLS', async () => {
    expect(await clientOf({ endpoint, tls: await proof() }).search(question)).toEqual({
      ok: true,
      value: { found: 'one', identity },
    });
    expect(heard.at(-1)).toContain('MOREAU');
    expect(heard.at(-1)).not.toContain('Assertion');
  });

  it('by an assertion in the header of the message', async () => {
    const caller = await testInsiCaller();
    await clientOf({ endpoint, tls: await proof(), caller }).search(question);
    const prefixes = {
      'http://www.w3.org/2003/05/soap-envelope': 's',
      'urn:oasis:names:tc:SAML:2.0:assertion': 'a',
      'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd': 'w',
    };
    const read = readXml(heard.at(-1) ?? '', prefixes);
    expect(read?.count('s:Envelope/s:Header/w:Security/a:Assertion')).toBe(1);
    expect(read?.attribute('s:Envelope/s:Header/w:Security/a:Assertion/a:Subject/a:NameID', 'NameQualifier')).toBe(
      'CPS',
    );
    const ids = heard.slice(-1).map((body) => /Assertion [^>]*ID="([^"]+)"/.exec(body)?.[1]);
    await clientOf({ endpoint, tls: await proof(), caller }).search(question);
    expect(/Assertion [^>]*ID="([^"]+)"/.exec(heard.at(-1) ?? '')?.[1]).not.toBe(ids[0]);
  });

  it('and no trait leaves for who is not INSi, or does not know her', async () => {
    const before = heard.length;
    const stranger = await simulatedAuthority('Authority of this test', 'FR');
    for (const tls of [
      undefined,
      { ca: authority.certificatePem },
      await proof(stranger),
      { ...(await proof()), ca: stranger.certificatePem },
    ]) {
      const client = clientOf({ endpoint, ...(tls === undefined ? {} : { tls }) });
      expect(await client.search(question)).toMatchObject(unavailable);
    }
    // Another name than the certificate's, and an address inside that is not named.
    const named = endpoint.replace('localhost', '127.0.0.1');
    expect(await clientOf({ endpoint: named, tls: await proof() }).search(question)).toMatchObject(unavailable);
    expect(await clientOf({ endpoint, hosts: [], tls: await proof() }).search(question)).toMatchObject(unavailable);
    expect(heard).toHaveLength(before);
  });
});
