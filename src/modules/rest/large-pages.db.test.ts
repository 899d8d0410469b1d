import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const many = 7;
const note = Array.from({ length: 12 }, () => ({ text: 'x'.repeat(1_000_000) }));
const large = { body: pulse('claire', { note }), headers: { prefer: 'return=minimal' } };
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  for (let n = 0; n < many; n += 1) {
    expect((await node.ask('doctor', 'POST', 'Observation', large)).statusCode).toBe(201);
  }
});
afterAll(() => node.close());

interface Page {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry: readonly { readonly resource: { readonly id: string } }[];
}

/** The ids on each page, from the first to the last. */
async function pagesOf(url: string): Promise<readonly (readonly string[])[]> {
  const pages: string[][] = [];
  for (let next: string | undefined = url; next !== undefined; ) {
    const answer = await node.ask('doctor', 'GET', next);
    expect(answer.statusCode).toBe(200);
    expect(answer.body.length).toBeLessThan(50_000_000);
    const page = answer.json() as Page;
    pages.push(page.entry.map(({ resource }) => resource.id));
    next = page.link.find(({ relation }) => relation === 'next')?.url.replace('http://localhost/fhir/', '');
  }
  return pages;
}

describe('a page of large resources', () => {
  it.each([
    'Observation?_count=1000',
    'Observation?_sort=-date&_count=100&_total=accurate',
    'Observation?patient=claire&code=8867-4',
    'Observation/_history?_count=1000',
  ])('ends before it grows, and leads on: %s', async (url) => {
    const pages = await pagesOf(url);
    expect(pages.map((ids) => ids.length)).toEqual([3, 3, 1]);
    expect(new Set(pages.flat()).size).toBe(many);
  });

  it('is told to the person with everything that a total counts', async () => {
    await node.ask('doctor', 'GET', 'Observation?code=8867-4&_summary=count');
    const log = await node.audit.accessLog({ patient: 'claire', count: 1 });
    expect(log.entries[0]?.objects).toHaveLength(many);
  });

  it('leads on from $everything too, while an Encounter brings all that it may', async () => {
    const pages = await pagesOf('Patient/claire/$everything');
    expect(pages.map((ids) => ids.length)).toEqual([4, 3, 1]);
    const encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' } };
    const body = { ...encounter, id: 'visit', subject: { reference: 'Patient/claire' } };
    await node.ask('importer', 'PUT', 'Encounter/visit', { body });
    const small = { body: pulse('claire', { encounter: { reference: 'Encounter/visit' } }) };
    expect((await node.ask('doctor', 'POST', 'Observation', small)).statusCode).toBe(201);
    const { entry } = (await node.ask('doctor', 'GET', 'Encounter/visit/$everything')).json() as Page;
    expect(entry).toHaveLength(3);
  });

  it('is refused where all would have to be looked at', async () => {
    for (let n = 0; n < 6; n += 1) await node.ask('doctor', 'POST', 'Observation', large);
    const lastn = await node.ask('doctor', 'GET', 'Observation/$lastn?patient=claire&code=8867-4');
    expect(codesOf(lastn)).toEqual(['search.too-broad']);
  });

  it('is no reason to take a part of what a condition matches for all of it', async () => {
    const answer = await node.ask('doctor', 'DELETE', 'Observation?code=8867-4&_count=5');
    expect(answer.statusCode).toBe(412);
  });
});
