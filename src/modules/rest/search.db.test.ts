import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseUrl, codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = (type: string, id: string, body: object) => node.ask('importer', 'PUT', `${type}/${id}`, { body });
  await put('Patient', 'claire', patient('claire'));
  await put('Patient', 'henri', patient('henri', { birthDate: '1944-01-02' }));
  for (let n = 1; n <= 7; n += 1) {
    const more = { id: `p${n}`, effectiveDateTime: `2026-01-0${n}T10:00:00Z` };
    await put('Observation', `p${n}`, pulse('claire', more));
    await put('Observation', `h${n}`, pulse('henri', { ...more, id: `h${n}` }));
  }
});
afterAll(() => node.close());

interface Searchset {
  readonly resourceType: 'Bundle';
  readonly type: 'searchset';
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly resource: { readonly id: string };
    readonly search: { readonly mode: 'match' | 'include' };
  }[];
}

const idsOf = (bundle: Searchset) => (bundle.entry ?? []).map((entry) => entry.resource.id);
const search = async (url: string, who: 'doctor' | 'importer' = 'doctor') =>
  (await node.ask(who, 'GET', url)).json() as Searchset;
const linkOf = (bundle: Searchset, relation: string) =>
  bundle.link.find((link) => link.relation === relation)?.url.slice(baseUrl.length + 1);

describe('search', () => {
  it('answers the stored texts with their addresses', async () => {
    const answer = await node.ask('doctor', 'GET', 'Observation?_id=p1');
    const stored = await node.ask('doctor', 'GET', 'Observation/p1');
    expect(answer.headers['content-type']).toBe('application/fhir+json; charset=utf-8');
    expect(answer.body).toContain(`{"fullUrl":"${baseUrl}/Observation/p1","resource":${stored.body},`);
  });

  it('pages to the end, each match once, while others write', async () => {
    const seen: string[] = [];
    let url: string | undefined = 'Observation?patient=claire&_sort=-date&_count=3';
    while (url !== undefined) {
      const page: Searchset = await search(url);
      seen.push(...idsOf(page));
      url = linkOf(page, 'next');
      const next = pulse('claire', { id: 'p7', effectiveDateTime: '2026-01-07T10:00:00Z' });
      await node.ask('importer', 'PUT', 'Observation/p7', { body: next });
    }
    expect(seen).toEqual(['p7', 'p6', 'p5', 'p4', 'p3', 'p2', 'p1']);
  });

  it('tells in its self link which parameters were used', async () => {
    const strict = await node.ask('doctor', 'GET', 'Observation?nonsense=1');
    expect([strict.statusCode, codesOf(strict)]).toEqual([400, ['search.unknown-parameter']]);
    const lenient = await node.ask('doctor', 'GET', 'Observation?nonsense=1&status=final&_count=2', {
      headers: { prefer: 'handling=lenient' },
    });
    expect(linkOf(lenient.json() as Searchset, 'self')).toBe('Observation?_count=2&status=final');
  });

  it('counts under the caller’s rights', async () => {
    expect((await search('Observation?_count=0')).total).toBe(7);
    expect((await search('Observation?_count=0', 'importer')).total).toBe(14);
    expect((await search('Observation?_total=accurate&_count=2', 'importer')).total).toBe(14);
    expect((await search('Observation?_summary=count', 'importer')).total).toBe(14);
  });

  it('can be posted as a form, with criteria in the URL as well', async () => {
    const answer = await node.ask('doctor', 'POST', 'Observation/_search?status=final', {
      body: 'patient=claire&date=ge2026-01-06',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(idsOf(answer.json() as Searchset).sort()).toEqual(['p6', 'p7']);
    const asJson = await node.ask('doctor', 'POST', 'Observation/_search', { body: {} });
    expect([asJson.statusCode, codesOf(asJson)]).toEqual([415, ['body.media-type']]);
  });

  it('gives along what is asked for, marks it, and tells each person in the log', async () => {
    const traceId = 'd'.repeat(32);
    const headers = { traceparent: `00-${traceId}-${'1'.repeat(16)}-01` };
    const answer = await node.ask(
      'importer',
      'GET',
      'Observation?_id=p1,h1&_include=Observation:patient&_total=accurate',
      {
        headers,
      },
    );
    const bundle = answer.json() as Searchset;
    expect(bundle.total).toBe(2);
    expect(bundle.entry?.map((entry) => `${entry.search.mode} ${entry.resource.id}`).sort()).toEqual([
      'include claire',
      'include henri',
      'match h1',
      'match p1',
    ]);
    expect(linkOf(bundle, 'self')).toContain('_include=Observation%3Apatient');
    const { entries } = await node.audit.query({ traceId, count: 100 });
    expect(entries.map((entry) => [entry.patient, entry.objects.map(({ type }) => type).sort()]).sort()).toEqual([
      ['claire', ['Observation', 'Patient']],
      ['henri', ['Observation', 'Patient']],
    ]);
    const revincluded = await search('Patient?_id=claire&_revinclude=Observation:patient');
    expect(idsOf(revincluded)).toHaveLength(8);
    expect(idsOf(await search('Patient?_id=henri&_revinclude=Observation:patient'))).toEqual([]);
  });

  it('says in its capabilities what can be given along', async () => {
    const { rest } = (await node.ask(undefined, 'GET', 'metadata')).json() as {
      rest: { resource: { type: string; searchInclude: string[]; searchRevInclude?: string[] }[] }[];
    };
    const of = (type: string) => rest[0]?.resource.find((resource) => resource.type === type);
    expect(of('Observation')?.searchInclude).toContain('Observation:patient');
    expect(of('Patient')?.searchRevInclude).toContain('Observation:patient');
    for (const include of of('Patient')?.searchRevInclude ?? []) {
      const answer = await node.ask('doctor', 'GET', `Patient?_id=nobody&_revinclude=${include}`);
      expect(answer.statusCode, include).toBe(200);
    }
  });

  it('gives a hidden and an unknown person the same empty page', async () => {
    const hidden = await node.ask('doctor', 'GET', 'Observation?patient=henri&_total=accurate');
    const absent = await node.ask('doctor', 'GET', 'Observation?patient=nobody&_total=accurate');
    expect(hidden.body).toBe(absent.body.replaceAll('nobody', 'henri'));
    expect(hidden.json()).toMatchObject({ total: 0 });
  });

  it('refuses an altered page link and a broken query', async () => {
    const page = await search('Observation?patient=claire&_count=3');
    const next = linkOf(page, 'next') ?? '';
    const altered = `${next.slice(0, -6)}AAAAAA`;
    for (const url of [
      altered,
      next.replace('patient=claire', 'patient=henri'),
      'Observation?date=x',
      'Observation?a=%ff',
    ]) {
      expect((await node.ask('doctor', 'GET', url)).statusCode).toBe(400);
    }
  });

  it('leaves an entry in the log of each person whose data it returned', async () => {
    const traceId = 'c'.repeat(32);
    const headers = { traceparent: `00-${traceId}-${'1'.repeat(16)}-01` };
    const answer = await node.ask('importer', 'GET', 'Observation?code=8867-4', { headers });
    expect(answer.headers['x-request-id']).toBe(traceId);
    const { entries } = await node.audit.query({ traceId, count: 100 });
    expect(entries.map((entry) => [entry.patient, entry.action, entry.interaction]).sort()).toEqual([
      ['claire', 'search', 'search-type'],
      ['henri', 'search', 'search-type'],
    ]);
  });
});
