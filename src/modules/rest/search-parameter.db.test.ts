import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
});
afterAll(() => node.close());

const favourite = (more: object = {}): object => ({
  resourceType: 'SearchParameter',
  url: 'http://example.org/SearchParameter/favourite',
  name: 'favourite',
  status: 'active',
  description: 'The colour that a person likes.',
  code: 'favourite-colour',
  base: ['Patient'],
  type: 'token',
  expression: "Patient.extension('http://example.org/colour').value.ofType(CodeableConcept)",
  ...more,
});

const liking = (code: string) => ({
  extension: [{ url: 'http://example.org/colour', valueCodeableConcept: { coding: [{ system: 'urn:colour', code }] } }],
});

interface Searchset {
  readonly entry?: readonly { readonly resource: { readonly id: string } }[];
}

async function found(who: 'importer' | 'doctor', query: string): Promise<readonly string[]> {
  const answer = await node.ask(who, 'GET', query);
  expect(answer.statusCode, answer.body).toBe(200);
  return ((answer.json() as Searchset).entry ?? []).map(({ resource }) => resource.id).sort();
}

async function listed(): Promise<boolean> {
  return (await node.ask(undefined, 'GET', 'metadata')).body.includes('favourite-colour');
}

describe('a SearchParameter that is posted', () => {
  it('is listed at once, refused with a time to come back while it is indexed, and searched by then', async () => {
    for (const [id, code] of [
      ['claire', 'red'],
      ['henri', 'red'],
      ['other', 'blue'],
    ] as const) {
      await node.ask('importer', 'PUT', `Patient/${id}`, { body: patient(id, liking(code)) });
    }
    const query = 'Patient?favourite-colour=urn:colour|red';
    expect(codesOf(await node.ask('importer', 'GET', query))).toEqual(['search.unknown-parameter']);
    expect(await listed()).toBe(false);
    const created = await node.ask('importer', 'POST', 'SearchParameter', { body: favourite() });
    expect(created.statusCode, created.body).toBe(201);
    expect(await listed()).toBe(true);
    const early = await node.ask('importer', 'GET', query);
    expect([early.statusCode, codesOf(early), Number(early.headers['retry-after']) > 0]).toEqual([
      503,
      ['search.not-indexed'],
      true,
    ]);
    expect(await node.store.renewIndex({ signal: new AbortController().signal, progress: () => {} })).toBe(3);
    expect(await found('importer', query)).toEqual(['claire', 'henri']);
  });

  it('tells a caller of nobody whom he may not see', async () => {
    expect(await found('doctor', 'Patient?favourite-colour=red')).toEqual(['claire']);
    expect(await found('doctor', 'Patient?_filter=favourite-colour eq urn:colour|red')).toEqual(['claire']);
    const count = await node.ask('doctor', 'GET', 'Patient?favourite-colour=red&_count=0');
    expect((count.json() as { total: number }).total).toBe(1);
  });

  it('serves conditions, chains, sorting and reverse chains too', async () => {
    const body = patient('claire', { active: true, ...liking('red') });
    const updated = await node.ask('importer', 'PUT', 'Patient?favourite-colour=blue', {
      body: patient('other', liking('green')),
    });
    expect(updated.statusCode, updated.body).toBe(200);
    await node.ask('importer', 'PUT', 'Patient/claire', { body });
    await node.ask('importer', 'PUT', 'Condition/c', {
      body: { resourceType: 'Condition', id: 'c', subject: { reference: 'Patient/claire' } },
    });
    expect(await found('importer', 'Condition?patient.favourite-colour=red')).toEqual(['c']);
    expect(await found('importer', 'Patient?favourite-colour:not=red&_sort=favourite-colour')).toEqual(['other']);
    expect(await found('importer', 'Patient?favourite-colour:missing=true')).toEqual([]);
  });

  it('is refused with the part that is not understood', async () => {
    const answer = await node.ask('importer', 'POST', 'SearchParameter', {
      body: favourite({ code: 'x', url: 'http://example.org/x', expression: 'Patient.name.trace(given)' }),
    });
    expect([answer.statusCode, codesOf(answer)]).toEqual([422, ['search-parameter.not-built']]);
    expect(answer.body).toContain('trace');
    const clash = await node.ask('importer', 'POST', 'SearchParameter', { body: favourite({ code: 'family' }) });
    expect([clash.statusCode, codesOf(clash)]).toEqual([422, ['search-parameter.clash']]);
  });

  it('is not for professionals and citizens to define', async () => {
    for (const who of ['doctor', 'claire'] as const) {
      const answer = await node.ask(who, 'POST', 'SearchParameter', { body: favourite({ code: `by-${who}` }) });
      expect(answer.statusCode, `${who}: ${answer.body}`).toBe(403);
    }
  });
});
