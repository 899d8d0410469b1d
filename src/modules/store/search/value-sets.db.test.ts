import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Definition } from '#fhir';
import { sourceOfResources } from '#terminology';
import { createLocator } from '../locate.ts';
import { openTestStore, put, type TestStore, unitOf, worth } from '../testing.ts';
import { seesAll } from '../visibility.ts';
import { createCursors } from './cursor.ts';
import type { SearchContext } from './search-context.ts';
import { codesOfBranch, codesOfSet } from './value-sets.ts';

/** Searches go by what is kept here and visible, and by what else the node's terminology knows. */

const diseases = 'http://example.org/diseases';
const imported: Definition = {
  resourceType: 'CodeSystem',
  url: diseases,
  status: 'active',
  content: 'complete',
  property: [{ code: 'organ', type: 'code' }],
  concept: [
    { code: 'any', concept: [{ code: 'flu', property: [{ code: 'organ', valueCode: 'lung' }] }, { code: 'gout' }] },
  ],
} as never;

const set = (id: string, include: readonly object[]) => ({
  resourceType: 'ValueSet',
  id,
  url: `http://example.org/${id}`,
  status: 'active',
  compose: { include },
});

let test: TestStore;
let context: SearchContext;

beforeAll(async () => {
  test = await openTestStore();
  const byOrgan = [{ system: diseases, filter: [{ property: 'organ', op: '=', value: 'lung' }] }];
  const kept = [
    set('lungs', byOrgan),
    set('both', [{ valueSet: ['http://example.org/lungs'] }, { system: 'urn:other' }]),
  ];
  worth(await test.store.commit(unitOf(...kept.map((resource) => put(resource)))));
  const source = sourceOfResources([imported]);
  context = {
    on: test.db,
    locator: createLocator(),
    sealing: test.persons.sealing,
    cursors: createCursors(new Uint8Array(32)),
    index: { generation: 1, parameters: new Map(), pending: new Set() } as never,
    terminology: async () => source,
  };
});
afterAll(() => test.close());

it('asks kept value sets of code systems that were imported, and names what is included whole', async () => {
  const codes = worth(await codesOfSet(context, { url: 'http://example.org/both' }, seesAll));
  expect(codes).toEqual([
    { kind: 'token', system: diseases, code: 'flu' },
    { kind: 'token', system: 'urn:other' },
  ]);
  expect(worth(await codesOfSet(context, { id: 'lungs' }, seesAll))).toHaveLength(1);
});

it('knows the hierarchy of an imported code system', async () => {
  const below = await codesOfBranch(context, { system: diseases, code: 'any' }, 'below', seesAll);
  expect(Array.isArray(below) && below.map(({ code }) => code).sort()).toEqual(['any', 'flu', 'gout']);
  expect(await codesOfBranch(context, { system: 'urn:none', code: 'any' }, 'below', seesAll)).toBe('unknown');
});

it('takes a value set that may not be seen for one that is not there', async () => {
  const none = await codesOfSet(context, { url: 'http://example.org/none' }, seesAll);
  const sight = { common: 'none', persons: [] } as never;
  expect(await codesOfSet(context, { url: 'http://example.org/lungs' }, sight)).toEqual(none);
  expect(await codesOfSet(context, { id: 'lungs' }, sight)).toEqual(none);
});
