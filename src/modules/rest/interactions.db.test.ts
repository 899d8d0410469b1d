import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode({ limits: { resourceBytes: 200_000 } });
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  await node.ask('importer', 'PUT', 'Patient/henri', { body: patient('henri', { birthDate: '1944-01-02' }) });
  await node.ask('importer', 'PUT', 'Observation/henri-pulse', { body: pulse('henri', { id: 'henri-pulse' }) });
});
afterAll(() => node.close());

const created = async (more: object = {}) => {
  const answer = await node.ask('doctor', 'POST', 'Observation', { body: pulse('claire', more) });
  expect(answer.statusCode).toBe(201);
  return answer.json() as { readonly id: string; readonly [element: string]: unknown };
};

describe('create', () => {
  it('answers 201 with the address, the version and the text that was sent', async () => {
    const body = `{"resourceType":"Observation","status":"final","code":{"text":"pH"},
      "subject":{"reference":"Patient/claire"},"valueQuantity":{"value":7.10}}`;
    const answer = await node.ask('doctor', 'POST', 'Observation', { body });
    expect(answer.statusCode).toBe(201);
    const { id } = answer.json() as { readonly id: string };
    expect(answer.headers).toMatchObject({
      location: `${baseUrl}/Observation/${id}/_history/1`,
      etag: 'W/"1"',
      'content-type': 'application/fhir+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['last-modified']).toMatch(/GMT$/);
    expect(answer.body).toContain('"value":7.10');
    expect((await node.ask('doctor', 'GET', `Observation/${id}`)).body).toBe(answer.body);
  });

  it('gives an id of its own whatever the body says', async () => {
    const body = await created({ id: 'mine' });
    expect(body.id).not.toBe('mine');
  });

  it('answers what is preferred', async () => {
    const ask = (prefer: string) =>
      node.ask('doctor', 'POST', 'Observation', { body: pulse('claire'), headers: { prefer } });
    expect((await ask('return=minimal')).body).toBe('');
    expect((await ask('return=OperationOutcome')).json()).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'information' }],
    });
    expect((await ask('return=representation')).json()).toMatchObject({ resourceType: 'Observation' });
  });

  it('with a condition creates once and finds it from then on', async () => {
    const ask = () =>
      node.ask('importer', 'POST', 'Observation', {
        body: pulse('claire', { identifier: [{ system: 'urn:device', value: '42' }] }),
        headers: { 'if-none-exist': 'identifier=urn:device|42' },
      });
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map((answer) => answer.headers.location)).size).toBe(1);
    const empty = { body: pulse('claire'), headers: { 'if-none-exist': '' } };
    expect(codesOf(await node.ask('importer', 'POST', 'Observation', empty))).toEqual(['condition.empty']);
    const paged = { body: pulse('claire'), headers: { 'if-none-exist': 'status=final&_count=1' } };
    expect(codesOf(await node.ask('importer', 'POST', 'Observation', paged))).toEqual(['search.unknown-parameter']);
    const many = { body: pulse('claire'), headers: { 'if-none-exist': 'status=final' } };
    const refused = await node.ask('importer', 'POST', 'Observation', many);
    expect([refused.statusCode, codesOf(refused)]).toEqual([412, ['condition.multiple']]);
  });

  it('refuses faults of structure with a path for each', async () => {
    const answer = await node.ask('doctor', 'POST', 'Observation', { body: pulse('claire', { status: 'x', y: 1 }) });
    expect(answer.statusCode).toBe(422);
    const { issue } = answer.json() as { readonly issue: readonly { readonly expression?: readonly string[] }[] };
    expect(issue.flatMap((each) => each.expression ?? []).sort()).toEqual(['Observation.status', 'Observation.y']);
    expect(answer.body).not.toContain('final');
  });
});

describe('read and vread', () => {
  it('answer 304 to a reader who has the version', async () => {
    const { id } = await created();
    const ask = (headers: Record<string, string>) => node.ask('doctor', 'GET', `Observation/${id}`, { headers });
    const unchanged = await ask({ 'if-none-match': 'W/"1"' });
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    expect((await ask({ 'if-none-match': 'W/"2"' })).statusCode).toBe(200);
  });

  it('answer each version as it was, and HEAD the headers alone', async () => {
    const { id } = await created();
    const next = pulse('claire', { id, status: 'amended' });
    await node.ask('doctor', 'PUT', `Observation/${id}`, { body: next });
    expect((await node.ask('doctor', 'GET', `Observation/${id}/_history/1`)).json()).toMatchObject({ status: 'final' });
    expect((await node.ask('doctor', 'GET', `Observation/${id}/_history/2`)).json()).toMatchObject({
      status: 'amended',
    });
    for (const version of ['3', '0', 'x', '99999999999']) {
      expect((await node.ask('doctor', 'GET', `Observation/${id}/_history/${version}`)).statusCode).toBe(404);
    }
    const head = await node.ask('doctor', 'HEAD', `Observation/${id}`);
    expect([head.statusCode, head.body, head.headers.etag]).toEqual([200, '', 'W/"2"']);
  });

  it('answer as XML and as indented JSON', async () => {
    const { id } = await created();
    const xml = await node.ask('doctor', 'GET', `Observation/${id}?_format=xml`);
    expect(xml.headers['content-type']).toBe('application/fhir+xml; charset=utf-8');
    expect(xml.body).toContain(`<id value="${id}"/>`);
    const pretty = await node.ask('doctor', 'GET', `Observation/${id}?_pretty=true`);
    expect(pretty.body).toContain('\n  "resourceType": "Observation"');
  });
});

describe('update', () => {
  it('makes the next version', async () => {
    const { id } = await created();
    const answer = await node.ask('doctor', 'PUT', `Observation/${id}`, { body: pulse('claire', { id }) });
    expect([answer.statusCode, answer.headers.etag]).toEqual([200, 'W/"2"']);
    expect(answer.json()).toMatchObject({ id, meta: { versionId: '2' } });
  });

  it('lets exactly one of many with the same If-Match through', async () => {
    const { id } = await created();
    const ask = () =>
      node.ask('doctor', 'PUT', `Observation/${id}`, {
        body: pulse('claire', { id }),
        headers: { 'if-match': 'W/"1"' },
      });
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    const statuses = answers.map((answer) => answer.statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 412)).toHaveLength(7);
    expect(codesOf(answers.find((answer) => answer.statusCode === 412) as never)).toEqual(['version.conflict']);
  });

  it('creates under a chosen id for who writes every record, once with If-None-Match', async () => {
    const ask = () =>
      node.ask('importer', 'PUT', 'Observation/chosen', {
        body: pulse('claire', { id: 'chosen' }),
        headers: { 'if-none-match': '*' },
      });
    expect((await ask()).statusCode).toBe(201);
    expect((await ask()).statusCode).toBe(412);
  });

  it('wants one id, in the right form', async () => {
    const put = (url: string, body: object) => node.ask('importer', 'PUT', url, { body });
    expect(codesOf(await put('Observation/a', pulse('claire', { id: 'b' })))).toEqual(['resource.id-mismatch']);
    expect(codesOf(await put('Observation/a', pulse('claire')))).toEqual(['resource.id-mismatch']);
    expect(codesOf(await put('Observation/a_b', pulse('claire', { id: 'a_b' })))).toEqual(['resource.id-form']);
    expect(codesOf(await put('Patient/a', pulse('claire', { id: 'a' })))).toEqual(['resource.type-mismatch']);
    const malformed = { body: pulse('claire', { id: 'chosen' }), headers: { 'if-match': '1' } };
    expect(codesOf(await node.ask('importer', 'PUT', 'Observation/chosen', malformed))).toEqual(['request.bad']);
  });

  it('with a condition creates, updates, or refuses', async () => {
    const put = (status: string, query: string) =>
      node.ask('importer', 'PUT', `Observation?${query}`, {
        body: pulse('claire', { status, identifier: [{ system: 'urn:device', value: '43' }] }),
      });
    const first = await put('preliminary', 'identifier=urn:device|43');
    const second = await put('final', 'identifier=urn:device|43');
    expect([first.statusCode, second.statusCode]).toEqual([201, 200]);
    expect(second.headers.etag).toBe('W/"2"');
    expect((second.json() as { id: string }).id).toBe((first.json() as { id: string }).id);
    expect((await put('final', 'code=8867-4')).statusCode).toBe(412);
    expect(codesOf(await put('final', ''))).toEqual(['condition.empty']);
  });
});

describe('delete', () => {
  it('hides the resource and keeps its history; an update brings it back', async () => {
    const { id } = await created();
    const remove = () => node.ask('doctor', 'DELETE', `Observation/${id}`);
    expect([(await remove()).statusCode, (await remove()).statusCode]).toEqual([204, 204]);
    const gone = await node.ask('doctor', 'GET', `Observation/${id}`);
    expect([gone.statusCode, codesOf(gone)]).toEqual([410, ['resource.gone']]);
    expect((await node.ask('doctor', 'GET', `Observation/${id}/_history/1`)).statusCode).toBe(200);
    const back = await node.ask('doctor', 'PUT', `Observation/${id}`, { body: pulse('claire', { id }) });
    expect([back.statusCode, back.headers.etag]).toEqual([201, 'W/"3"']);
  });

  it('holds to If-Match', async () => {
    const { id } = await created();
    const stale = await node.ask('doctor', 'DELETE', `Observation/${id}`, { headers: { 'if-match': 'W/"9"' } });
    expect(stale.statusCode).toBe(412);
  });
});

describe('history', () => {
  it('of an instance has every version, newest first, and pages', async () => {
    const { id } = await created();
    await node.ask('doctor', 'PUT', `Observation/${id}`, { body: pulse('claire', { id }) });
    await node.ask('doctor', 'DELETE', `Observation/${id}`);
    const first = await node.ask('doctor', 'GET', `Observation/${id}/_history?_count=2`);
    const page = first.json() as HistoryBundle;
    expect(page.entry.map((entry) => [entry.request.method, entry.response.etag])).toEqual([
      ['DELETE', 'W/"3"'],
      ['PUT', 'W/"2"'],
    ]);
    const next = page.link.find((link) => link.relation === 'next')?.url.slice(baseUrl.length + 1) ?? '';
    const second = (await node.ask('doctor', 'GET', next)).json() as HistoryBundle;
    expect(second.entry.map((entry) => entry.response.etag)).toEqual(['W/"1"']);
    expect(second.link.some((link) => link.relation === 'next')).toBe(false);
  });

  it('of a type and of the node show what the caller may see', async () => {
    const idsOf = async (who: 'doctor' | 'importer', url: string) =>
      ((await node.ask(who, 'GET', url)).json() as HistoryBundle).entry.map((entry) => entry.fullUrl);
    expect(await idsOf('importer', 'Patient/_history')).toContain(`${baseUrl}/Patient/henri`);
    expect(await idsOf('doctor', 'Patient/_history')).toEqual([`${baseUrl}/Patient/claire`]);
    expect(await idsOf('importer', '_history?_count=1000')).toContain(`${baseUrl}/Observation/henri-pulse`);
    expect(await idsOf('doctor', '_history?_count=1000')).not.toContain(`${baseUrl}/Observation/henri-pulse`);
  });

  it('tells what was current at a moment or in a period, at every level', async () => {
    const { id } = await created();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 15));
    const now = async () => {
      await pause();
      const at = new Date().toISOString();
      await pause();
      return at;
    };
    const before = new Date(Date.now() - 60_000).toISOString();
    const first = await now();
    await node.ask('doctor', 'PUT', `Observation/${id}`, { body: pulse('claire', { id }) });
    const second = await now();
    await node.ask('doctor', 'DELETE', `Observation/${id}`);
    const third = await now();
    const etags = async (path: string, at: string) => {
      const answer = await node.ask('doctor', 'GET', `${path}_history?_count=1000&_at=${encodeURIComponent(at)}`);
      const { entry = [] } = answer.json() as { readonly entry?: HistoryBundle['entry'] };
      return entry.filter((one) => one.fullUrl.endsWith(id)).map((one) => one.response.etag);
    };
    for (const path of [`Observation/${id}/`, 'Observation/', '']) {
      expect(await etags(path, before)).toEqual([]);
      expect(await etags(path, first)).toEqual(['W/"1"']);
      expect(await etags(path, second)).toEqual(['W/"2"']);
      expect(await etags(path, third)).toEqual(['W/"3"']);
      expect(await etags(path, first.slice(0, 4))).toEqual(['W/"3"', 'W/"2"', 'W/"1"']);
    }
    const page = await node.ask('doctor', 'GET', `Observation/${id}/_history?_count=1&_at=${first.slice(0, 4)}`);
    const next = (page.json() as HistoryBundle).link.find((link) => link.relation === 'next')?.url ?? '';
    expect(next).toContain('_at=');
    const rest = (await node.ask('doctor', 'GET', next.slice(baseUrl.length + 1))).json() as HistoryBundle;
    expect(rest.entry.map((one) => one.response.etag)).toEqual(['W/"2"']);
  });

  it('refuses what it does not know', async () => {
    for (const query of [
      '_at=soon',
      '_list=x',
      '_count=x',
      '_since=yesterday',
      '_since=2020-99-99',
      '_cursor=abc',
      '_count=0',
    ]) {
      expect((await node.ask('doctor', 'GET', `Patient/_history?${query}`)).statusCode).toBe(400);
    }
    expect((await node.ask('doctor', 'GET', 'Patient/claire/_history?_since=2020-01-01')).statusCode).toBe(200);
  });
});

interface HistoryBundle {
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry: readonly {
    readonly fullUrl: string;
    readonly request: { readonly method: string };
    readonly response: { readonly etag: string };
  }[];
}

describe('bodies', () => {
  it('come as XML and as gzip as well', async () => {
    const xml = `<Observation xmlns="http://hl7.org/fhir"><status value="final"/><code><text value="x"/></code>
      <subject><reference value="Patient/claire"/></subject></Observation>`;
    const asXml = await node.ask('doctor', 'POST', 'Observation', {
      body: xml,
      headers: { 'content-type': 'application/fhir+xml' },
    });
    expect([asXml.statusCode, asXml.json()]).toMatchObject([201, { status: 'final' }]);
    const packed = gzipSync(JSON.stringify(pulse('claire')));
    const asGzip = await node.ask('doctor', 'POST', 'Observation', {
      body: packed,
      headers: { 'content-encoding': 'gzip' },
    });
    expect(asGzip.statusCode).toBe(201);
  });

  it('are refused when they are too large, however they are packed', async () => {
    const large = JSON.stringify(pulse('claire', { note: [{ text: 'x'.repeat(300_000) }] }));
    for (const [body, headers] of [
      [large, {}],
      [gzipSync(large), { 'content-encoding': 'gzip' }],
    ] as const) {
      const answer = await node.ask('doctor', 'POST', 'Observation', { body, headers });
      expect([answer.statusCode, codesOf(answer)]).toEqual([413, ['body.too-large']]);
    }
  });

  it('are refused in other types, encodings and character sets', async () => {
    const ask = async (headers: Record<string, string>, body: unknown = pulse('claire')) => {
      const answer = await node.ask('doctor', 'POST', 'Observation', { body, headers });
      return [answer.statusCode, ...codesOf(answer)];
    };
    expect(await ask({ 'content-type': 'text/plain' })).toEqual([415, 'body.media-type']);
    expect(await ask({ 'content-type': 'application/fhir+json; charset=utf-16' })).toEqual([415, 'body.media-type']);
    expect(await ask({ 'content-encoding': 'br' })).toEqual([415, 'body.media-type']);
    expect(await ask({ 'content-encoding': 'gzip' })).toEqual([400, 'body.malformed']);
    expect(await ask({}, Buffer.from([0x7b, 0xff, 0x7d]))).toEqual([400, 'body.encoding']);
    expect(await ask({}, '')).toEqual([400, 'body.malformed']);
    expect(await ask({}, `${'['.repeat(100)}`)).toEqual([400, 'body.too-deep']);
  });
});
