import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs, jobMigrations, prepareQueue } from '#db';
import type { Caller } from '#identity';
import { fail, ok, randomIds, silentLog, systemClock } from '#kernel';
import { openTestRecordsBy } from '#records/testing';
import { createServer, registerFhir } from '#rest';
import { bulkImport } from './import-operation.ts';
import { importMigrations } from './import-refusals.ts';
import { importSources } from './import-source.ts';
import { importer } from './testing.ts';

const doctor: Caller = { ...importer, subject: 'doctor', role: 'professional', purpose: 'TREAT', organization: 'o' };
const citizen: Caller = { ...importer, subject: 'claire', role: 'citizen', purpose: 'PATRQT', patient: 'claire' };
const callers: Readonly<Record<string, Caller>> = {
  importer,
  other: { ...importer, subject: 'other' },
  doctor,
  citizen,
};

const line = (resource: object) => JSON.stringify(resource);
const patients = Array.from({ length: 300 }, (_, n) => line({ resourceType: 'Patient', id: `p${n}` }));
const files: Readonly<Record<string, { readonly body: string | Buffer; readonly headers?: Record<string, string> }>> = {
  '/in/patients.ndjson': { body: `${patients.join('\n')}\n` },
  '/in/mixed.ndjson': {
    body: [
      line({ resourceType: 'Patient', id: 'good' }),
      '{"resourceType":"Patient",',
      '',
      line({ resourceType: 'Patient', id: 'x', colour: 'red' }),
      line({ resourceType: 'Observation', id: 'o' }),
      line({ resourceType: 'Patient', id: 'last' }),
    ].join('\n'),
  },
  '/in/packed.ndjson.gz': { body: gzipSync(line({ resourceType: 'Patient', id: 'packed' })) },
  '/in/away': { body: '', headers: { location: '/in/patients.ndjson' } },
};

const source = createHttpServer((request, response) => {
  const file = files[request.url ?? ''];
  if (file === undefined) return void response.writeHead(404).end();
  response.writeHead(file.headers?.location === undefined ? 200 : 302, file.headers).end(file.body);
});

let node: Awaited<ReturnType<typeof open>>;
let from: string;

async function open() {
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  from = `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
  const migrations = [...jobMigrations, ...importMigrations];
  const { db, clock, store, records, close } = await openTestRecordsBy(systemClock, { migrations });
  if (!(await prepareQueue(db)).ok) throw new Error('No queue');
  const jobs = createJobs({ db, log: silentLog });
  const app = createServer({ log: silentLog, alive: () => db.alive(1_000) });
  registerFhir(app, {
    records,
    identity: {
      authenticate: async ({ headers }) => {
        const caller = callers[String(headers.authorization).replace('Bearer ', '')];
        return caller === undefined ? fail('sign-in.required', 'Nobody.') : ok(caller);
      },
    },
    clock,
    baseUrl: 'http://node.example/fhir',
    ids: randomIds,
    terminology: undefined as never,
    definitions: undefined as never,
    node: { name: 'Test', country: 'FR', language: 'en' },
    software: { version: '0' },
    operations: bulkImport({ jobs, db, records, clock, sources: [`${from}/in`] }),
  });
  await jobs.start();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    counts: () => store.counts(),
    ask: (who: string, method: string, address: string, init: RequestInit = {}) =>
      fetch(`http://127.0.0.1:${port}/fhir${address.replace('http://node.example/fhir', '')}`, {
        ...init,
        method,
        headers: { authorization: `Bearer ${who}`, ...init.headers },
      } as RequestInit),
    async close() {
      await app.close();
      await jobs.stop();
      await close();
      source.close();
    },
  };
}

beforeAll(async () => {
  node = await open();
});
afterAll(() => node.close());

function asked(inputs: readonly (readonly [string, string])[], more: readonly object[] = []): RequestInit {
  const parameter = [
    { name: 'inputFormat', valueString: 'application/fhir+ndjson' },
    ...inputs.map(([type, url]) => ({
      name: 'input',
      part: [
        { name: 'type', valueString: type },
        { name: 'url', valueUri: url },
      ],
    })),
    ...more,
  ];
  return {
    headers: { prefer: 'respond-async', 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Parameters', parameter }),
  };
}

async function done(where: string) {
  for (let n = 0; n < 100; n++) {
    const answer = await node.ask('importer', 'GET', where);
    if (answer.status === 200) return answer.json();
    if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 600));
  }
  throw new Error('The import does not end');
}

async function codeOf(answer: Response): Promise<unknown> {
  const outcome = (await answer.json()) as { issue: { details: { coding: { code: string }[] } }[] };
  return [answer.status, outcome.issue[0]?.details.coding[0]?.code];
}

describe('$import', () => {
  it('takes in what stands at the addresses, and tells which lines it refused', async () => {
    const inputs = [
      ['Patient', `${from}/in/patients.ndjson`],
      ['Patient', `${from}/in/mixed.ndjson`],
      ['Patient', `${from}/in/packed.ndjson.gz`],
      ['Patient', `${from}/in/nothing.ndjson`],
      ['Patient', `${from}/in/away`],
    ] as const;
    const begun = await node.ask('importer', 'POST', '/$import', asked(inputs));
    expect(begun.status).toBe(202);
    const where = begun.headers.get('content-location') ?? '';
    const manifest = await done(where);
    expect(manifest.output.map(({ count }: { count: number }) => count)).toEqual([300, 2, 1, 0, 0]);
    expect(manifest.error.map(({ count, reason }: { count?: number; reason?: string }) => count ?? reason)).toEqual([
      3,
      'The source answers with status 404.',
      'The source answers with status 302.',
    ]);
    const refusals = await node.ask('importer', 'GET', manifest.error[0].url);
    expect(refusals.headers.get('content-type')).toBe('application/fhir+ndjson');
    const lines = (await refusals.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(lines.map(({ issue: [{ diagnostics, details }] }) => [diagnostics, details.coding[0].code])).toEqual([
      ['Line 2', 'body.malformed'],
      ['Line 4', 'structure.unknown-element'],
      ['Line 5', 'resource.type-mismatch'],
    ]);
    expect((await node.counts()).get('Patient')).toBe(303);
    for (const address of [where, manifest.error[0].url]) {
      expect((await node.ask('other', 'GET', address)).status).toBe(404);
    }
    expect((await node.ask('importer', 'DELETE', where)).status).toBe(202);
    expect((await node.ask('importer', 'GET', where)).status).toBe(404);
  });

  it('takes in a body of NDJSON as it comes', async () => {
    const headers = { 'content-type': 'application/fhir+ndjson' };
    const body = [...patients.map((text) => text.replace('"p', '"q')), 'nonsense'].join('\n');
    const answer = await node.ask('importer', 'POST', '/$import', { headers, body });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/fhir+ndjson']);
    const [refused, end] = (await answer.text())
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(refused.issue[0]).toMatchObject({ diagnostics: 'Line 301' });
    expect(end.issue[0].details.text).toBe('300 resources are in the record, 1 lines were refused.');
    const mistyped = { system: 'urn:oid:1.2.250.1.213.1.4.10', value: '279035121518980' };
    const doubtful = JSON.stringify({ resourceType: 'Patient', id: 'doubtful', identifier: [mistyped] });
    const warned = await (await node.ask('importer', 'POST', '/$import', { headers, body: doubtful })).text();
    expect(JSON.parse(warned.split('\n')[0] ?? '').issue).toMatchObject([
      { severity: 'warning', expression: ['Patient.identifier[0].value'], diagnostics: 'Line 1' },
    ]);
    expect(warned).toContain('1 resources are in the record, 0 lines were refused.');
    const packed = await node.ask('importer', 'POST', '/$import', {
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: gzipSync(patients[0] ?? ''),
    });
    expect(JSON.parse(await packed.text()).issue[0].details.text).toMatch(/^1 resources/);
    const broken = await node.ask('importer', 'POST', '/$import', {
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: 'not gzip',
    });
    expect(await codeOf(broken)).toEqual([400, 'body.malformed']);
    const long = await node.ask('importer', 'POST', '/$import', {
      headers,
      body: `${`{"resourceType":"Patient"${' '.repeat(1_000_000)}\n`.repeat(40)}${patients[0]}`,
    });
    expect((await long.text()).trim().split('\n')).toHaveLength(41);
    const elsewhere = await node.ask('importer', 'POST', '/Patient', { headers, body: patients[0] ?? '' });
    expect(elsewhere.status).toBe(415);
  });

  it('refuses what is not asked for rightly, and who may not', async () => {
    const at = (url: string) => asked([['Patient', url]]);
    const codes = async (who: string, init: RequestInit) => codeOf(await node.ask(who, 'POST', '/$import', init));
    const fit = `${from}/in/patients.ndjson`;
    for (const url of [
      'http://127.0.0.1:1/in/x',
      `${from}/other/x`,
      `${from}/in/../other`,
      `${from}/in/%2e%2e/other`,
      `${from}/inside`,
      'file:///etc/passwd',
      'in/x',
      fit.replace('http://', 'http://user:word@'),
    ]) {
      expect([url, await codes('importer', at(url))]).toEqual([url, [422, 'import.source']]);
    }
    expect(await codes('importer', asked([]))).toEqual([400, 'request.bad']);
    expect(await codes('importer', asked([['Nose', fit]]))).toEqual([400, 'request.bad']);
    expect(await codes('importer', asked([['Patient', fit]], [{ name: 'mode', valueCode: 'x' }]))).toEqual([
      400,
      'search.unknown-parameter',
    ]);
    const now = asked([['Patient', fit]]);
    expect(await codes('importer', { ...now, headers: { 'content-type': 'application/fhir+json' } })).toEqual([
      400,
      'request.bad',
    ]);
    expect(await codes('citizen', now)).toEqual([403, 'access.denied']);
    const streamed = { headers: { 'content-type': 'application/fhir+ndjson' }, body: patients[0] ?? '' };
    expect(await codes('citizen', streamed)).toEqual([403, 'access.denied']);
    const foreign = await node.ask('doctor', 'POST', '/$import', streamed);
    expect(await foreign.text()).not.toContain('1 resources are');
  });

  it('reads from nowhere where the operator allows nothing, and from this machine by no other name', async () => {
    const closed = importSources([]);
    expect(closed.check('https://files.example.org/x')).toMatchObject({ ok: false, fault: { code: 'import.source' } });
    await closed.close();
    const named = importSources(['http://localhost.localdomain/']);
    const url = named.check('http://localhost.localdomain/x');
    expect(url.ok).toBe(true);
    if (!url.ok) return;
    const opened = await named.open(url.value, new AbortController().signal);
    expect(opened).toMatchObject({ ok: false, fault: { code: 'import.source' } });
    await named.close();
  });

  it('does not go where a source sends it', async () => {
    let met = 0;
    const elsewhere = createHttpServer((request, response) => {
      met += request.url === '/secret' ? 1 : 0;
      response.writeHead(302, { location: '/secret' }).end();
    });
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening));
    const { port } = elsewhere.address() as AddressInfo;
    const sources = importSources([`http://127.0.0.1:${port}/files/`]);
    const url = sources.check(`http://127.0.0.1:${port}/files/x`);
    if (!url.ok) throw new Error(url.fault.code);
    const opened = await sources.open(url.value, new AbortController().signal);
    expect(opened).toMatchObject({ ok: false, fault: { code: 'import.source' } });
    expect(met).toBe(0);
    await sources.close();
    await new Promise((closed) => elsewhere.close(closed));
  });
});
