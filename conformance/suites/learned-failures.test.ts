import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes, searchParametersOf } from '#fhir';
import { codesOf, openTestNode, patient, pulse } from '../../src/modules/rest/testing.ts';
import { eachOf, hashOf } from './shared-resources.ts';

/** What other servers of FHIR were seen to fail at, held here by a test each. */

type Node = Awaited<ReturnType<typeof openTestNode>>;

interface Searchset {
  readonly total?: number;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[];
}

let node: Node;
beforeAll(async () => {
  node = await openTestNode();
});
afterAll(() => node.close());

/** Writes resources under their ids, in Bundles. */
async function load(resources: readonly object[]): Promise<void> {
  for (let from = 0; from < resources.length; from += 200) {
    const entry = (resources.slice(from, from + 200) as { resourceType: string; id: string }[]).map((resource) => ({
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    }));
    const body = { resourceType: 'Bundle', type: 'transaction', entry };
    const answer = await node.ask('importer', 'POST', '/fhir', { body });
    if (answer.statusCode !== 200) throw new Error(answer.body.slice(0, 500));
  }
}

describe('$everything at 16 clients', () => {
  const clients = 16;
  const each = 300;
  beforeAll(async () => {
    for (let person = 0; person < clients; person++) {
      const id = `many-${person}`;
      const pulses = Array.from({ length: each }, (_, n) => pulse(id, { id: `${id}-${n}` }));
      await load([patient(id), ...pulses]);
    }
  });

  it('is answered whole every time, while others write to the same records', async () => {
    let writing = true;
    let written = 0;
    const write = async () => {
      for (let n = 0; writing; n++) {
        const of = `many-${n % clients}`;
        const answer = await node.ask('importer', 'PUT', `Observation/${of}-0`, { body: pulse(of, { id: `${of}-0` }) });
        expect(answer.statusCode).toBe(200);
        written += 1;
      }
    };
    const writers = Promise.all([write(), write()]);
    const counts: number[] = [];
    await eachOf(
      Array.from({ length: clients * 5 }, (_, n) => n),
      clients,
      async (n) => {
        const answer = await node.ask('importer', 'GET', `Patient/many-${n % clients}/$everything`);
        expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200);
        counts.push(new Set((answer.json() as Searchset).entry?.map(({ resource }) => resource.id)).size);
      },
    );
    writing = false;
    await writers;
    expect(new Set(counts)).toEqual(new Set([each + 1]));
    console.info(`$everything: ${counts.length} answers at ${clients} clients beside ${written} writes, none failed`);
  });
});

describe('what a search does not know', () => {
  const strict = { headers: { prefer: 'handling=strict' } };
  beforeAll(() => load([patient('strict'), pulse('strict', { id: 'strict-1' })]));

  /** Names that no type has, in each place where a name can stand. */
  const refusals: readonly (readonly [query: string, named: string])[] = [
    ['Patient?planted=x', 'planted'],
    ['Patient?Name=x', 'Name'],
    ['Observation?planted:exact=x', 'planted'],
    ['Observation?code:planted=x', 'planted'],
    ['Patient?name:not=x', 'not'],
    ['Observation?date:contains=2026', 'contains'],
    ['Observation?subject:Medication=x', 'Medication'],
    ['Observation?subject.planted=x', 'planted'],
    ['Observation?subject:Patient.planted=x', 'planted'],
    ['Observation?subject:Patient.general-practitioner:Practitioner.planted=x', 'planted'],
    ['Observation?code.name=x', 'code'],
    ['Observation?status.name=x', 'status'],
    ['Patient?_has:Observation:planted:code=x', 'planted'],
    ['Patient?_has:Observation:subject:planted=x', 'planted'],
    ['Patient?_has:Planted:subject:code=x', '_has'],
    ['Patient?_has:Observation:code:code=x', 'code'],
    ['Patient?_sort=planted', 'planted'],
    ['Patient?_sort=name,-planted', 'planted'],
    ['Observation?_include=Observation:planted', '_include'],
    ['Patient?_revinclude=Observation:planted', '_revinclude'],
    ['Patient?phonetic:exact=x', 'phonetic'],
    ['Patient?_query=planted', '_query'],
    ['?planted=x', 'planted'],
    ['?_type=Patient,Observation&name=x', 'name'],
    ['Patient/strict/Observation?planted=x', 'planted'],
  ];
  it.each(refusals)('is refused by its name under handling=strict, and without any: %s', async (query, named) => {
    const url = query.startsWith('?') ? `/fhir${query}` : query;
    for (const more of [strict, {}]) {
      const answer = await node.ask('importer', 'GET', url, more);
      expect([answer.statusCode, codesOf(answer)[0]?.split('.')[0]], answer.body).toEqual([400, 'search']);
      expect(answer.body).toContain(named);
    }
  });

  it('is, where it is passed over at the wish of the client, told by the self link', async () => {
    const answer = await node.ask('importer', 'GET', 'Patient?planted=x&_id=strict', {
      headers: { prefer: 'handling=lenient' },
    });
    expect(answer.statusCode).toBe(200);
    const self = (answer.json() as Searchset).link.find(({ relation }) => relation === 'self')?.url ?? '';
    expect([self.includes('_id=strict'), self.includes('planted')]).toEqual([true, false]);
  });

  it('is never a reason to delete, update or create: conditions know no leniency', async () => {
    const lenient = { prefer: 'handling=lenient' };
    const body = patient('strict-condition');
    for (const [method, url, more] of [
      ['DELETE', 'Patient?planted=x', {}],
      ['PUT', 'Patient?planted=x', { body }],
      ['POST', 'Patient', { body, headers: { 'if-none-exist': 'planted=x' } }],
      ['PATCH', 'Patient?planted=x', { body: [], headers: { 'content-type': 'application/json-patch+json' } }],
    ] as const) {
      const headers = { ...lenient, ...('headers' in more ? more.headers : {}) };
      const answer = await node.ask('importer', method, url, { ...more, headers });
      expect([method, answer.statusCode, codesOf(answer)]).toEqual([method, 400, ['search.unknown-parameter']]);
    }
  });

  it('is, of all parameters of all types, either searched or refused by its name, never passed over', async () => {
    const nonsense = `no-resource-has-this-${hashOf('x').slice(0, 8)}`;
    const values: Readonly<Record<string, string>> = {
      date: '1234-05-06',
      number: '987654321987',
      quantity: '987654321987',
      reference: `http://nowhere.example/${nonsense}`,
      uri: `http://nowhere.example/${nonsense}`,
    };
    const all: string[] = [];
    for (const type of resourceTypes) {
      for (const { code, type: kind } of searchParametersOf(type).values()) {
        if (kind !== 'composite' && kind !== 'special') all.push(`${type}?${code}=${values[kind] ?? nonsense}`);
      }
    }
    const wrong: string[] = [];
    const stored = ['Patient', 'Observation'];
    await eachOf(
      all.filter((query) => stored.includes(query.split('?')[0] ?? '') || all.indexOf(query) % 12 === 0),
      8,
      async (query) => {
        const answer = await node.ask('importer', 'GET', query, strict);
        const found = answer.statusCode === 200 ? ((answer.json() as Searchset).entry?.length ?? 0) : undefined;
        const name = /\?([^=]+)=/.exec(query)?.[1] ?? '';
        if (found === 0 || (answer.statusCode === 400 && answer.body.includes(name))) return;
        wrong.push(`${query}: ${answer.statusCode}, ${found} matches`);
      },
    );
    expect(wrong).toEqual([]);
    expect(all.length).toBeGreaterThan(1_000);
  });
});

describe('totals and pages under concurrent writes', () => {
  const steady = 240;
  const tag = (name: string) => ({ meta: { tag: [{ system: 'urn:pages', code: name }] } });
  const dateOf = (n: number) =>
    `2026-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
  const one = (id: string, n: number, more: object = {}) =>
    pulse('pages', {
      id,
      effectiveDateTime: dateOf(n),
      valueQuantity: { value: n % 37, unit: 'x' },
      ...tag('all'),
      ...more,
    });
  beforeAll(async () => {
    const people = [patient('pages')];
    await load([...people, ...Array.from({ length: steady }, (_, n) => one(`steady-${n}`, n))]);
  });

  /** Inserts, updates and deletes among the resources of the search until it is told to stop. */
  function churn(): { writes(): number; stop(): Promise<void> } {
    let running = true;
    let writes = 0;
    const write = async (writer: number) => {
      for (let n = 0; running; n++) {
        const id = `churn-${writer}-${n % 15}`;
        const there = n % 3 !== 2;
        const answer = there
          ? await node.ask('importer', 'PUT', `Observation/${id}`, { body: one(id, n * 7 + writer) })
          : await node.ask('importer', 'DELETE', `Observation/${id}`);
        if (answer.statusCode >= 300 && answer.statusCode !== 404) throw new Error(answer.body);
        // Those that stay are written too: a new version does not take them off a page or put them on it twice.
        const steadyOne = `steady-${(n * 13 + writer) % steady}`;
        const number = (n * 13 + writer) % steady;
        await node.ask('importer', 'PUT', `Observation/${steadyOne}`, {
          body: one(steadyOne, number, { status: 'amended' }),
        });
        writes += 2;
        await pause(1);
      }
    };
    const done = Promise.all([write(0), write(1), write(2)]);
    return {
      writes: () => writes,
      stop: async () => {
        running = false;
        await done;
      },
    };
  }

  async function walk(first: string): Promise<readonly string[]> {
    const ids: string[] = [];
    let url: string | undefined = first;
    while (url !== undefined) {
      const answer = await node.ask('importer', 'GET', url);
      expect(answer.statusCode, answer.body).toBe(200);
      const page = answer.json() as Searchset;
      ids.push(...(page.entry ?? []).map(({ resource }) => resource.id));
      url = page.link.find(({ relation }) => relation === 'next')?.url.replace(/^https?:\/\/[^/]+/, '');
    }
    return ids;
  }

  it.each([
    ['in the order of the server', 'Observation?_tag=urn:pages|all&_count=23'],
    ['of one person', 'Observation?subject=Patient/pages&_tag=urn:pages|all&_count=23'],
    ['newest date first', 'Observation?_tag=urn:pages|all&_count=23&_sort=-date'],
    ['by date of one person', 'Observation?subject=Patient/pages&_tag=urn:pages|all&_count=17&_sort=date'],
    ['by value', 'Observation?_tag=urn:pages|all&_count=23&_sort=value-quantity,-date'],
    ['by code and date of one person', 'Observation?patient=pages&code=8867-4&_count=23&_sort=-date'],
    ['of several types', '?_type=Observation,Patient&_tag=urn:pages|all&_count=23'],
  ])('have what was there all the time once each, %s', async (_name, query) => {
    const writers = churn();
    const walks: (readonly string[])[] = [];
    while (walks.length < 4 || writers.writes() < 100) {
      walks.push(await walk(query.startsWith('?') ? `/fhir${query}` : query));
    }
    await writers.stop();
    for (const ids of walks) {
      const seen = Map.groupBy(ids, (id) => id);
      const steadyOnes = Array.from({ length: steady }, (_, n) => `steady-${n}`);
      expect(steadyOnes.filter((id) => seen.get(id)?.length !== 1)).toEqual([]);
    }
  });

  it('count what was there at one moment', async () => {
    await load(Array.from({ length: 30 }, (_, n) => one(`pair-${n}`, n, tag('pair'))));
    let running = true;
    // In every moment there are 30 of them: each transaction takes one away and puts another in its place.
    const swap = async (writer: number) => {
      for (let n = 0; running; n++) {
        const [gone, come] =
          n % 2 === 0 ? [`pair-${writer}`, `other-${writer}`] : [`other-${writer}`, `pair-${writer}`];
        const entry = [
          { request: { method: 'DELETE', url: `Observation/${gone}` } },
          { resource: one(come, n, tag('pair')), request: { method: 'PUT', url: `Observation/${come}` } },
        ];
        const body = { resourceType: 'Bundle', type: 'transaction', entry };
        const answer = await node.ask('importer', 'POST', '/fhir', { body });
        if (answer.statusCode !== 200) throw new Error(answer.body);
      }
    };
    const writers = Promise.all([swap(0), swap(1), swap(2)]);
    const totals = new Set<number | undefined>();
    const sizes = new Set<number>();
    for (let n = 0; n < 60; n++) {
      const answer = await node.ask('importer', 'GET', 'Observation?_tag=urn:pages|pair&_total=accurate&_count=50');
      const page = answer.json() as Searchset;
      totals.add(page.total);
      sizes.add(page.entry?.length ?? 0);
      const counted = await node.ask('importer', 'GET', 'Observation?_tag=urn:pages|pair&_summary=count');
      totals.add((counted.json() as Searchset).total);
    }
    running = false;
    await writers;
    expect([[...totals], [...sizes]]).toEqual([[30], [30]]);
  });

  it('count over a chain what was there at one moment', async () => {
    const chained = (n: number, isIt: boolean) => [
      patient(`chained-${n}`, { ...tag('chain'), name: [{ family: isIt ? 'Chosen' : 'Other' }] }),
      pulse(`chained-${n}`, { id: `chained-${n}`, ...tag('chain'), status: isIt ? 'final' : 'preliminary' }),
    ];
    await load([...chained(0, true), ...chained(1, false)]);
    let running = true;
    // In every moment one person bears the name, and it is that one's pulse which is final.
    const swap = async () => {
      for (let n = 1; running; n++) await load([...chained(0, n % 2 === 0), ...chained(1, n % 2 === 1)]);
    };
    const writer = swap();
    const totals = new Set<string>();
    for (const query of [
      'Observation?_tag=urn:pages|chain&status=final&subject:Patient.family=Chosen&_total=accurate',
      'Patient?_tag=urn:pages|chain&family=Chosen&_has:Observation:subject:status=final&_total=accurate',
    ]) {
      for (let n = 0; n < 60; n++) {
        const page = (await node.ask('importer', 'GET', query)).json() as Searchset;
        totals.add(`${page.total} of ${page.entry?.length ?? 0}`);
      }
    }
    running = false;
    await writer;
    expect([...totals]).toEqual(['1 of 1']);
  });
});
