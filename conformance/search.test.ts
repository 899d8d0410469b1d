import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, type Who } from '../src/modules/rest/testing.ts';

/**
 * The cases of `conformance/search/`: a set of resources, and queries with what each must find, asked over HTTP of a
 * whole node. The files know nothing of this node; docs/spec/search.md has a line for each.
 */
interface Suite {
  readonly about: string;
  readonly resources: readonly { readonly resourceType: string; readonly id: string }[];
  readonly cases: readonly Case[];
}

interface Case {
  /** What stands after the base: `Patient?name=x`, `?_type=Patient`, `Patient/1/Observation?code=x`. */
  readonly query: string;
  /** Ids of the matches; in this order where the query sorts. `Type/id` where several types are searched. */
  readonly ids?: readonly string[];
  /** `Type/id` of what is given along. */
  readonly included?: readonly string[];
  readonly total?: number;
  /** Code of the refusal. */
  readonly refused?: string;
  /** Who asks; the importer, who sees everything, where it is left out. */
  readonly as?: Who;
}

interface Searchset {
  readonly total?: number;
  readonly entry?: readonly {
    readonly resource: { readonly resourceType: string; readonly id: string };
    readonly search: { readonly mode: string };
  }[];
}

const folder = new URL('search/', import.meta.url);
const suites = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => ({ name, ...(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Suite) }));

const counts = new Map<string, { passed: number; failed: number }>();

describe.each(suites)('$name: $about', ({ name, resources, cases }) => {
  let node: Awaited<ReturnType<typeof openTestNode>>;
  beforeAll(async () => {
    node = await openTestNode();
    const entry = resources.map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    }));
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    const answer = await node.ask('importer', 'POST', '/fhir', { body });
    if (answer.statusCode !== 200) throw new Error(`${name} cannot be loaded: ${answer.body}`);
    counts.set(name, { passed: 0, failed: 0 });
  });
  afterAll(() => node.close());

  it.each(cases)('$query', async (one) => {
    const count = counts.get(name) ?? { passed: 0, failed: 0 };
    count.failed += 1;
    const answer = await node.ask(
      one.as ?? 'importer',
      'GET',
      one.query.startsWith('?') ? `/fhir${one.query}` : one.query,
    );
    if (one.refused !== undefined) {
      expect([answer.statusCode, codesOf(answer)], answer.body).toEqual([400, [one.refused]]);
    } else {
      expect(answer.statusCode, answer.body).toBe(200);
      const { entry = [], total } = answer.json() as Searchset;
      const several = one.query.startsWith('?') || /^Patient\/[^/]+\/\*/.test(one.query);
      const namesOf = (mode: string, whole: boolean) =>
        entry
          .filter(({ search }) => search.mode === mode)
          .map(({ resource: { resourceType, id } }) => (whole ? `${resourceType}/${id}` : id));
      if (one.ids !== undefined) {
        const found = namesOf('match', several);
        const sorted = one.query.includes('_sort=');
        expect(sorted ? found : [...found].sort()).toEqual(sorted ? one.ids : [...one.ids].sort());
      }
      if (one.included !== undefined) expect(namesOf('include', true).sort()).toEqual([...one.included].sort());
      if (one.total !== undefined) expect(total).toBe(one.total);
    }
    count.failed -= 1;
    count.passed += 1;
  });
});

describe('conformance of search', () => {
  it('has at least 150 cases, each of which says what must come of it', () => {
    const all = suites.flatMap(({ cases }) => cases);
    const idle = all.filter(
      ({ ids, included, total, refused }) => !(ids || included || refused || total !== undefined),
    );
    expect(idle).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(150);
  });

  afterAll(() => {
    for (const [name, { passed, failed }] of counts) console.info(`search/${name}: ${passed} passed, ${failed} failed`);
    const sum = (of: 'passed' | 'failed') => [...counts.values()].reduce((total, count) => total + count[of], 0);
    console.info(`conformance of search: ${sum('passed')} passed, ${sum('failed')} failed`);
  });
});
