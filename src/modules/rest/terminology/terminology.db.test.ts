import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkStructure } from '#fhir';
import type { TerminologyOperation, TerminologyRequest } from '#terminology';
import { codesOf, openTestNode, type Who } from '../testing.ts';

type Asked = readonly [TerminologyOperation, TerminologyRequest];

let node: Awaited<ReturnType<typeof openTestNode>>;
let asked: Asked[] = [];
const answer = { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'Test' }] };
const refusal = {
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'not-found', details: { text: 'No such code system.' } }],
};

beforeAll(async () => {
  node = await openTestNode({
    performTerminology: async (operation, request) => {
      asked.push([operation, request]);
      const known = JSON.stringify(request.parameters).includes('unknown') === false;
      return known
        ? { status: 200, resource: answer as never, language: 'fr' }
        : { status: 404, resource: refusal as never };
    },
    codeSystems: async () => [
      { url: 'http://e', versions: ['2.0', '1.0'] },
      { url: 'http://plain', versions: [] },
    ],
  });
  const valueSet = { resourceType: 'ValueSet', id: 'colours', url: 'http://e/vs', status: 'active' };
  const written = await node.ask('importer', 'PUT', 'ValueSet/colours', { body: valueSet });
  expect(written.statusCode).toBe(201);
});
afterAll(() => node.close());
beforeEach(() => {
  asked = [];
});

it('tells whoever asks which versions of FHIR are spoken', async () => {
  for (const method of ['GET', 'POST'] as const) {
    const told = await node.ask(undefined, method, '$versions');
    expect([told.statusCode, told.json().parameter]).toEqual([
      200,
      [
        { name: 'version', valueCode: '4.0' },
        { name: 'default', valueCode: '4.0' },
      ],
    ]);
  }
  expect((await node.ask(undefined, 'DELETE', '$versions')).statusCode).toBe(405);
});

describe('a terminology operation', () => {
  it.each([
    ['CodeSystem/$lookup?system=http://e&code=a', 'CodeSystem/$lookup'],
    ['CodeSystem/$validate-code?url=http://e&code=a', 'CodeSystem/$validate-code'],
    ['CodeSystem/$subsumes?system=http://e&codeA=a&codeB=b', 'CodeSystem/$subsumes'],
    ['ValueSet/$validate-code?url=http://e/vs&code=a&system=http://e', 'ValueSet/$validate-code'],
    ['ValueSet/$expand?url=http://e/vs', 'ValueSet/$expand'],
    ['ConceptMap/$translate?system=http://e&code=a', 'ConceptMap/$translate'],
  ])('is asked by GET and by POST, in JSON and in XML: %s', async (url, operation) => {
    const got = await node.ask('doctor', 'GET', url);
    expect([got.statusCode, got.json()]).toEqual([200, answer]);
    const xml = await node.ask('doctor', 'GET', url, { headers: { accept: 'application/fhir+xml' } });
    expect(xml.body).toContain('<valueString value="Test"/>');
    const [path = '', query = ''] = url.split('?');
    const parameter = [...new URLSearchParams(query)].map(([name, value]) => ({ name, valueString: value }));
    const body = { resourceType: 'Parameters', parameter };
    expect((await node.ask('doctor', 'POST', path, { body })).json()).toEqual(answer);
    expect(asked.map(([name]) => name)).toEqual([operation, operation, operation]);
    const names = ({ parameters }: TerminologyRequest) =>
      (parameters.parameter as readonly { readonly name: string }[]).map(({ name }) => name);
    expect(new Set(asked.map(([, request]) => names(request).join()))).toEqual(
      new Set([[...new URLSearchParams(query).keys()].join()]),
    );
  });

  it('is asked in XML too', async () => {
    const body =
      '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="code"/><valueCode value="a"/></parameter></Parameters>';
    const headers = { 'content-type': 'application/fhir+xml' };
    expect((await node.ask('doctor', 'POST', 'CodeSystem/$lookup', { body, headers })).statusCode).toBe(200);
    expect(asked[0]?.[1].parameters.parameter).toEqual([{ name: 'code', valueCode: 'a' }]);
  });

  it('is told the languages of the reader, best first', async () => {
    const headers = { 'accept-language': 'en;q=0.5, fr-BE, *;q=0.1, fr;q=0.9' };
    await node.ask('doctor', 'GET', 'CodeSystem/$lookup?code=a', { headers });
    expect(asked[0]?.[1].languages).toEqual(['fr-BE', 'fr', 'en', '*']);
    await node.ask('doctor', 'GET', 'CodeSystem/$lookup?code=a', { headers: { 'accept-language': 'de, *; q=0, x_y' } });
    expect(asked[1]?.[1].languages).toEqual(['de', '*;q=0']);
  });

  it('tells the language of the display that it gives', async () => {
    const got = await node.ask('doctor', 'GET', 'CodeSystem/$lookup?code=a');
    expect(got.headers['content-language']).toBe('fr');
  });

  it('works on the definition that the address names', async () => {
    expect((await node.ask('doctor', 'GET', 'ValueSet/colours/$expand?count=1')).statusCode).toBe(200);
    expect(asked[0]?.[1].instance).toMatchObject({ resourceType: 'ValueSet', url: 'http://e/vs' });
    const missing = await node.ask('doctor', 'GET', 'ValueSet/none/$expand');
    expect([missing.statusCode, codesOf(missing), asked.length]).toEqual([404, ['resource.not-found'], 1]);
  });

  it('is for whoever is signed in, and nobody else', async () => {
    for (const who of ['claire', 'doctor', 'admin', 'importer'] as const satisfies Who[]) {
      expect((await node.ask(who, 'GET', 'CodeSystem/$lookup?code=a')).statusCode).toBe(200);
    }
    expect((await node.ask(undefined, 'GET', 'CodeSystem/$lookup?code=a')).statusCode).toBe(401);
    expect(asked).toHaveLength(4);
  });

  it('stands in nobody’s log, but for the reading of a definition that the address names', async () => {
    const traced = async (path: string) => {
      const traceparent = `00-${randomBytes(16).toString('hex')}-00f067aa0ba902b7-01`;
      await node.ask('doctor', 'GET', path, { headers: { traceparent } });
      return (await node.audit.query({ traceId: traceparent.slice(3, 35), count: 100 })).entries.map(
        ({ interaction }) => interaction,
      );
    };
    expect(await traced('CodeSystem/$lookup?code=a')).toEqual([]);
    expect(await traced('ValueSet/colours/$expand')).toEqual(['$expand']);
  });

  it('answers with the outcome and the status of the terminology', async () => {
    const got = await node.ask('doctor', 'GET', 'CodeSystem/$lookup?system=http://unknown&code=a');
    expect([got.statusCode, got.json()]).toEqual([404, refusal]);
  });

  it('refuses parameters that it does not have, before anything is asked', async () => {
    const got = await node.ask('doctor', 'GET', 'CodeSystem/$lookup?code=a&colour=red');
    expect([got.statusCode, codesOf(got), asked]).toEqual([400, ['request.bad'], []]);
    const headers = { prefer: 'handling=lenient' };
    expect((await node.ask('doctor', 'GET', 'CodeSystem/$lookup?code=a&colour=red', { headers })).statusCode).toBe(200);
  });

  it('bounds what a request brings along', async () => {
    const concept = Array.from({ length: 70_000 }, (_, index) => ({ code: `code-${index}`, display: 'x'.repeat(30) }));
    const valueSet = { resourceType: 'ValueSet', status: 'active', compose: { include: [{ concept }] } };
    const body = { resourceType: 'Parameters', parameter: [{ name: 'valueSet', resource: valueSet }] };
    const got = await node.ask('doctor', 'POST', 'ValueSet/$expand', { body });
    expect([got.statusCode, codesOf(got), asked]).toEqual([413, ['body.too-large'], []]);
  });

  it('keeps a closure by POST alone', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'mine' }] };
    expect((await node.ask('doctor', 'POST', '$closure', { body })).statusCode).toBe(200);
    const got = await node.ask('doctor', 'GET', '$closure?name=mine');
    expect([got.statusCode, got.headers.allow]).toEqual([405, 'POST']);
  });
});

describe('a Bundle with terminology operations', () => {
  const entry = (method: string, url: string, resource?: object) => ({
    request: { method, url },
    ...(resource === undefined ? {} : { resource }),
  });
  const parameters = { resourceType: 'Parameters', parameter: [{ name: 'code', valueCode: 'a' }] };
  const send = (type: string, entries: readonly object[]) =>
    node.ask('doctor', 'POST', '', {
      body: { resourceType: 'Bundle', type, entry: entries },
      headers: { 'accept-language': 'pt' },
    });

  it('is answered entry by entry', async () => {
    const got = await send('batch', [
      entry('GET', 'CodeSystem/$lookup?code=a&system=http://e'),
      entry('POST', 'CodeSystem/$validate-code', parameters),
      entry('GET', 'ValueSet/colours/$expand'),
      entry('POST', '$closure', { resourceType: 'Parameters', parameter: [{ name: 'name', valueString: 'n' }] }),
      entry('GET', 'CodeSystem/$lookup?code=a&system=http://unknown'),
      entry('GET', 'CodeSystem/$lookup?colour=red'),
      entry('GET', 'Patient/$match'),
      entry('GET', '$closure?name=n'),
      entry('DELETE', 'CodeSystem/$lookup'),
    ]);
    const entries = got.json().entry as readonly {
      readonly resource?: object;
      readonly response: { readonly status: string; readonly outcome?: object };
    }[];
    expect(entries.map(({ response }) => response.status.slice(0, 3))).toEqual([
      ...['200', '200', '200', '200'],
      ...['404', '400', '400', '400', '400'],
    ]);
    expect(entries[0]?.resource).toEqual(answer);
    expect(entries[4]).toEqual({ response: { status: '404 Not Found', outcome: refusal } });
    expect(asked.map(([operation]) => operation).sort()).toEqual(
      ['$closure', 'CodeSystem/$lookup', 'CodeSystem/$lookup', 'CodeSystem/$validate-code', 'ValueSet/$expand'].sort(),
    );
    expect(asked.every(([, { languages }]) => languages[0] === 'pt')).toBe(true);
  });

  it('is no transaction', async () => {
    const got = await send('transaction', [entry('GET', 'CodeSystem/$lookup?code=a')]);
    expect([got.statusCode, codesOf(got), asked]).toEqual([400, ['transaction.bad-entry'], []]);
  });
});

it('stands in the CapabilityStatement and in the OpenAPI document', async () => {
  const statement = (await node.ask(undefined, 'GET', 'metadata')).json();
  const [rest] = statement.rest;
  expect(statement.instantiates).toEqual(['http://hl7.org/fhir/CapabilityStatement/terminology-server']);
  const of = (type: string) =>
    rest.resource
      .find((one: { type: string }) => one.type === type)
      .operation.map(({ name }: { name: string }) => name);
  expect(of('CodeSystem')).toEqual(expect.arrayContaining(['lookup', 'validate-code', 'subsumes']));
  expect(of('ValueSet')).toEqual(expect.arrayContaining(['expand', 'validate-code']));
  expect(of('ConceptMap')).toContain('translate');
  expect(rest.operation.map(({ name }: { name: string }) => name)).toContain('closure');
  const { paths } = (await node.ask(undefined, 'GET', 'openapi.json')).json();
  expect(Object.keys(paths['/ValueSet/{id}/$expand']).sort()).toEqual(['get', 'post']);
});

describe('the TerminologyCapabilities', () => {
  it('tell the code systems with their versions, and which is in use', async () => {
    const got = await node.ask(undefined, 'GET', 'metadata?mode=terminology');
    const resource = got.json();
    expect(got.statusCode).toBe(200);
    expect(checkStructure(resource)).toEqual([]);
    expect(resource.codeSystem).toEqual([
      {
        uri: 'http://e',
        version: [
          { code: '2.0', isDefault: true },
          { code: '1.0', isDefault: false },
        ],
        subsumption: true,
      },
      { uri: 'http://plain', subsumption: true },
    ]);
    expect(resource.expansion.parameter).toContainEqual({ name: 'displayLanguage' });
    const xml = await node.ask(undefined, 'GET', 'metadata?mode=terminology&_format=xml');
    expect(xml.body).toContain('<uri value="http://plain"/>');
  });

  it('are one of three modes', async () => {
    for (const mode of ['full', 'normative']) {
      expect((await node.ask(undefined, 'GET', `metadata?mode=${mode}`)).json().resourceType).toBe(
        'CapabilityStatement',
      );
    }
    expect(codesOf(await node.ask(undefined, 'GET', 'metadata?mode=all'))).toEqual(['request.bad']);
  });
});
