import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultOf } from '#kernel';
import { apiRoute } from './api-route.ts';
import { createServer } from './create-server.ts';
import { codesOf, openTestNode, patient, pulse, type Who } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Patient/henri', { body: patient('henri') });
  await node.ask('importer', 'PUT', 'Observation/henri-pulse', { body: pulse('henri', { id: 'henri-pulse' }) });
  await node.ask('importer', 'PUT', 'Observation/henri-gone', { body: pulse('henri', { id: 'henri-gone' }) });
  await node.ask('importer', 'DELETE', 'Observation/henri-gone');
});
afterAll(() => node.close());

describe('what is hidden', () => {
  const putBody = (id: string) => ({ body: pulse('claire', { id }) });
  const patchBody = {
    body: [{ op: 'test', path: '/status', value: 'x' }],
    headers: { 'content-type': 'application/json-patch+json' },
  };
  const cases: [string, (id: string) => readonly [string, string, object?]][] = [
    ['read', (id) => ['GET', `Observation/${id}`]],
    ['vread', (id) => ['GET', `Observation/${id}/_history/1`]],
    ['history', (id) => ['GET', `Observation/${id}/_history`]],
    ['conditional read', (id) => ['GET', `Observation/${id}`, { headers: { 'if-none-match': 'W/"1"' } }]],
    ['search', (id) => ['GET', `Observation?_id=${id}&_total=accurate`]],
    ['update', (id) => ['PUT', `Observation/${id}`, putBody(id)]],
    ['update of a version', (id) => ['PUT', `Observation/${id}`, { ...putBody(id), headers: { 'if-match': 'W/"1"' } }]],
    ['delete', (id) => ['DELETE', `Observation/${id}`]],
    ['patch', (id) => ['PATCH', `Observation/${id}`, patchBody]],
    ['conditional delete', (id) => ['DELETE', `Observation?_id=${id}`]],
    ['read of a person', (id) => ['GET', `Patient/${id}`]],
    ['summary of a person', (id) => ['GET', `Patient/${id}/$summary`]],
    ['create in a record', (id) => ['POST', 'Observation', { body: pulse(id) }]],
  ];

  it.each(cases)('is answered as what is absent, to the byte: %s', async (name, make) => {
    const answerTo = async (id: string) => {
      const [method, url, more] = make(id);
      const answer = await node.ask('doctor', method, url, more);
      const { date: _date, 'x-request-id': _trace, ...headers } = answer.headers;
      return { status: answer.statusCode, headers, body: answer.body.replaceAll(id, '[id]') };
    };
    const ofPerson = name.includes('person') || name.includes('record');
    const absent = await answerTo(ofPerson ? 'someb' : 'no-such-one');
    expect(await answerTo(ofPerson ? 'henri' : 'henri-pulse')).toEqual(absent);
    if (!ofPerson) {
      const deleted = await answerTo('henri-gone');
      expect({ ...deleted, headers: { ...deleted.headers, 'content-length': '' } }).toEqual({
        ...absent,
        headers: { ...absent.headers, 'content-length': '' },
      });
    }
  });
});

describe('who is not signed in', () => {
  it('is told so, before anything is read', async () => {
    for (const [method, url] of [
      ['GET', 'Patient/claire'],
      ['GET', 'Patient'],
      ['POST', 'Observation'],
      ['POST', '/fhir'],
      ['GET', 'Patient/claire/$summary'],
    ] as const) {
      const answer = await node.ask(undefined, method, url, method === 'POST' ? { body: '{' } : {});
      expect([answer.statusCode, codesOf(answer)]).toEqual([401, ['sign-in.required']]);
      expect(answer.headers['www-authenticate']).toMatch(/^Bearer /);
    }
    const forged = await node.ask(undefined, 'GET', 'Patient', { headers: { authorization: 'Bearer x.y.z' } });
    expect(forged.statusCode).toBe(401);
  });

  it('reads the capabilities all the same', async () => {
    const answer = await node.ask(undefined, 'GET', 'metadata');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1' });
  });
});

describe('roles', () => {
  it.each<[Who, string, number]>([
    ['claire', 'Patient/claire', 200],
    ['claire', 'Patient/henri', 404],
    ['admin', 'Patient/claire', 404],
    ['stranger', 'Patient/claire', 404],
    ['importer', 'Patient/henri', 200],
  ])('%s asks for %s: %i', async (who, url, status) => {
    expect((await node.ask(who, 'GET', url)).statusCode).toBe(status);
  });
});

describe('addresses, methods and formats', () => {
  it.each([
    ['GET', 'Nonsense/1', 404],
    ['GET', 'Nonsense', 404],
    ['GET', 'Patient/claire/nonsense/more/and/more', 404],
    ['GET', '$export', 404],
    ['GET', 'Patient/$export', 404],
    ['GET', 'Patient/claire/Nonsense', 404],
    ['GET', 'Encounter/e/Observation', 404],
    ['GET', `Patient/${'x'.repeat(65)}`, 404],
    ['GET', `Patient/${'x'.repeat(300)}`, 400],
    ['GET', 'Patient/%zz', 400],
    ['GET', 'Patient?name=%00', 400],
  ])('%s %s is %i', async (method, url, status) => {
    const answer = await node.ask('doctor', method, url);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ resourceType: 'OperationOutcome' });
    expect(codesOf(answer)[0]).toMatch(/^(request|resource)\./);
  });

  it.each([
    ['POST', 'Patient/claire', 'GET, HEAD, PUT, PATCH, DELETE'],
    ['OPTIONS', 'Patient', 'GET, HEAD, POST, PUT, PATCH, DELETE'],
    ['PATCH', '/fhir', 'GET, HEAD, POST'],
    ['DELETE', '/fhir', 'GET, HEAD, POST'],
    ['PUT', 'metadata', 'GET, HEAD'],
    ['GET', 'Patient/_search', 'POST'],
  ])('%s %s is 405 and allows %s', async (method, url, allow) => {
    const answer = await node.ask('doctor', method, url);
    expect([answer.statusCode, answer.headers.allow, codesOf(answer)]).toEqual([405, allow, ['request.method']]);
  });

  it('are 406 in what cannot be written, and faults come in the format that was asked for', async () => {
    const accept = (type: string) => node.ask('doctor', 'GET', 'Patient/nobody', { headers: { accept: type } });
    const refused = await accept('image/png');
    expect([refused.statusCode, codesOf(refused)]).toEqual([406, ['answer.media-type']]);
    const xml = await accept('application/fhir+xml');
    expect([xml.statusCode, xml.headers['content-type']]).toEqual([404, 'application/fhir+xml; charset=utf-8']);
    expect(xml.body).toContain('<OperationOutcome xmlns="http://hl7.org/fhir">');
  });
});

describe('the capabilities', () => {
  it('list what works: every interaction named answers, every search parameter is taken', async () => {
    const statement = (await node.ask(undefined, 'GET', 'metadata')).json() as {
      readonly rest: readonly [
        {
          readonly resource: readonly {
            readonly type: string;
            readonly interaction: readonly { readonly code: string }[];
            readonly searchParam?: readonly { readonly name: string; readonly type: string }[];
          }[];
        },
      ];
    };
    const { resource } = statement.rest[0];
    expect(resource.length).toBeGreaterThan(140);
    const observation = resource.find((each) => each.type === 'Observation');
    const values: Record<string, string> = {
      date: '2026-01-01',
      number: '1',
      quantity: '1',
      reference: 'Patient/claire',
      string: 'a',
      token: 'a',
      uri: 'urn:a',
    };
    expect(observation?.searchParam?.map((each) => each.name)).toContain('code');
    for (const { name, type } of observation?.searchParam ?? []) {
      const last = name.split('-').at(-1) ?? '';
      const value = type === 'composite' ? `a$${values[last] ?? 'a'}` : (values[type] ?? 'a');
      const url = `Observation?${name}=${encodeURIComponent(value)}&_count=1`;
      expect([name, (await node.ask('doctor', 'GET', url)).statusCode]).toEqual([name, 200]);
    }
  });

  it('is a valid CapabilityStatement', async () => {
    const { checkStructure } = await import('#fhir');
    const statement = (await node.ask(undefined, 'GET', 'metadata')).json();
    expect(checkStructure(statement as never)).toEqual([]);
  });
});

describe('the server', () => {
  it('tells by /healthz whether the database is there', async () => {
    expect((await node.ask(undefined, 'GET', '/healthz')).json()).toEqual({ status: 'ok' });
    const { log } = silent();
    const away = createServer({ log, alive: async () => false });
    const answer = await away.inject({ url: '/healthz' });
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2']);
  });

  it('refuses more requests at once than it may take', async () => {
    const { log } = silent();
    const app = createServer({ log, alive: async () => true, maxInFlight: 2 });
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    app.get('/slow', async () => {
      await gate;
      return 'done';
    });
    const slow = [app.inject({ url: '/slow' }), app.inject({ url: '/slow' })];
    await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = await app.inject({ url: '/slow' });
    expect([refused.statusCode, refused.headers['retry-after'], codesOf(refused)]).toEqual([
      429,
      '2',
      ['request.too-many'],
    ]);
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200);
    release();
    await Promise.all(slow);
    expect((await app.inject({ url: '/slow' })).statusCode).toBe(200);
  });

  it('lets bodies that never arrive keep nobody out but what else sends a body from there', async () => {
    const app = createServer({ log: silent().log, alive: async () => true, maxInFlight: 4 });
    app.get('/read', async () => 'read');
    app.post('/write', async (request) => request.body);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const post = (body: string) =>
      fetch(`${url}/write`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const half = 'POST /write HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 7\r\n\r\n{"a":';
    const stalled = Array.from({ length: 8 }, () => connect(Number(new URL(url).port), '127.0.0.1'));
    try {
      for (const socket of stalled) socket.on('error', () => undefined).write(half);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const reads = await Promise.all(Array.from({ length: 3 }, () => fetch(`${url}/read`)));
      expect(reads.map((answer) => answer.status)).toEqual([200, 200, 200]);
      expect((await post('{"b":1}')).status).toBe(429);
      const answered = new Promise<string>((resolve) => stalled[0]?.once('data', (data) => resolve(String(data))));
      stalled[0]?.write('1}');
      expect(await answered).toMatch(/^HTTP\/1\.1 200 /);
      for (const socket of stalled) socket.destroy();
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await (await post('{"b":1}')).json()).toEqual({ b: 1 });
    } finally {
      for (const socket of stalled) socket.destroy();
      await app.close();
    }
  });

  it('answers a defect with a trace id, and logs neither message nor URL', async () => {
    const { log, lines } = silent();
    const app = createServer({ log, alive: async () => true });
    app.get('/defect/:id', async () => {
      throw new Error('Claire Moreau has diabetes');
    });
    const traceId = 'd'.repeat(32);
    const answer = await app.inject({
      url: '/defect/claire?name=moreau',
      headers: { traceparent: `00-${traceId}-${'1'.repeat(16)}-01` },
    });
    expect([answer.statusCode, codesOf(answer)]).toEqual([500, ['internal']]);
    expect(answer.body).toContain(traceId);
    const all = answer.body + lines.join('');
    expect(all).not.toMatch(/claire|moreau|diabetes/i);
    expect(lines.some((line) => line.includes('"event":"http.defect"') && line.includes(traceId))).toBe(true);
  });

  it('writes one line per request, with the template of the route', async () => {
    node.lines.length = 0;
    await node.ask('doctor', 'GET', 'Patient?family=moreau');
    await node.ask('doctor', 'GET', 'Patient/claire');
    const lines = node.lines.filter((line) => line.includes('http.request')).map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { method: 'GET', route: '/fhir/:type', status: 200 },
      { method: 'GET', route: '/fhir/:type/:id', status: 200 },
    ]);
    expect(node.lines.join('')).not.toMatch(/moreau|claire/i);
  });

  it('serves JSON routes of features in the same words', async () => {
    const { log } = silent();
    const app = createServer({ log, alive: async () => true });
    const identity = {
      authenticate: async (request: { readonly headers: object }) =>
        'authorization' in request.headers
          ? ({ ok: true, value: { subject: 's' } } as never)
          : ({ ok: false, fault: faultOf('sign-in.required', 'Sign in.') } as const),
    };
    apiRoute(app, {
      method: 'POST',
      url: '/api/echo',
      identity,
      handler: async (caller, request) => ({ ok: true, value: { caller, body: request.body } }),
    });
    const post = (payload: string, headers = {}) =>
      app.inject({
        method: 'POST',
        url: '/api/echo',
        payload,
        headers: { 'content-type': 'application/json', ...headers },
      });
    expect((await post('{}')).statusCode).toBe(401);
    const authorization = 'Bearer x';
    expect((await post('{"a":1}', { authorization })).json()).toEqual({ caller: { subject: 's' }, body: { a: 1 } });
    expect(codesOf(await post('{"a":', { authorization }))).toEqual(['body.malformed']);
    expect(codesOf(await post('{"__proto__":{}}', { authorization }))).toEqual(['body.malformed']);
    expect(codesOf(await app.inject({ url: '/api/nothing' }))).toEqual(['request.unknown-route']);
  });
});

describe('on the wire', () => {
  it.each([
    ['what is not HTTP', 'nonsense\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['a bad content length', 'POST /fhir HTTP/1.1\r\nhost: x\r\ncontent-length: abc\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['headers beyond the bound', `GET / HTTP/1.1\r\nhost: x\r\na: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
    [
      'two lengths',
      'POST /fhir HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0',
      /^HTTP\/1\.1 400 /,
    ],
    ['a control character in a header', 'GET / HTTP/1.1\r\nhost: x\r\na: \u0001\r\n\r\n', /^HTTP\/1\.1 400 /],
  ])('answers %s with an OperationOutcome', async (_what, bytes, status) => {
    const { log } = silent();
    const app = createServer({ log, alive: async () => true });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const answer = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
      socket.setTimeout(5_000, () => socket.destroy(new Error('No answer came')));
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    await app.close();
    expect(answer).toMatch(status);
    expect(answer).toContain('"resourceType":"OperationOutcome"');
  });
});

describe('over a real connection', () => {
  it('answers who is not signed in without waiting for the body, and goes on serving', async () => {
    await node.app.listen({ host: '127.0.0.1', port: 0 });
    const address = node.app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const url = `http://127.0.0.1:${port}/fhir`;
    const large = JSON.stringify({ resourceType: 'Patient', text: 'x'.repeat(4_000_000) });
    const headers = { 'content-type': 'application/fhir+json' };
    for (let n = 0; n < 3; n += 1) {
      const refused = await fetch(`${url}/Patient`, { method: 'POST', body: large, headers });
      expect(refused.status).toBe(401);
      await refused.text();
    }
    const authorization = `Bearer ${node.tokens.doctor}`;
    const read = await fetch(`${url}/Patient/claire`, { headers: { authorization } });
    expect([read.status, await read.json()]).toMatchObject([200, { id: 'claire' }]);
    const head = await fetch(`${url}/Patient/claire`, { method: 'HEAD', headers: { authorization } });
    expect(head.headers.get('content-length')).toBe(read.headers.get('content-length'));
  });
});

function silent() {
  const lines: string[] = [];
  const write = (event: string, fields: object = {}) => void lines.push(JSON.stringify({ event, ...fields }));
  const log = { debug: write, info: write, warn: write, error: write, with: () => log };
  return { log, lines };
}
