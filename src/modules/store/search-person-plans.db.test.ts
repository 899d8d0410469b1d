import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Queryable } from '#db';
import { parseSearch, standardParameters } from '#fhir';
import { createLocator } from './locate.ts';
import { createCursors } from './search/cursor.ts';
import { searchResources } from './search/search-resources.ts';
import { openTestStore, put, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

/**
 * The plan that a prepared statement settles on for a search by person and code. A small or a new database tempts the
 * server into trying each pair of rows, or into the index over all persons; both cost ten times as much.
 */

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
  const observations = Array.from({ length: 500 }, (_, n) => ({
    resourceType: 'Observation',
    id: `o${n}`,
    status: 'final',
    subject: { reference: 'Patient/anna' },
    code: { coding: [{ system: 'http://loinc.org', code: n % 5 === 0 ? 'seldom' : 'often' }] },
  }));
  worth(await test.store.commit(unitOf(...observations.map((resource) => put(resource)))));
}, 60_000);
afterAll(() => test.close());

async function genericPlan(): Promise<string> {
  let plan = '';
  const on: Queryable = {
    async query<Row extends object>(sql: string, values?: readonly unknown[]) {
      const rows = await test.db.query<{ 'QUERY PLAN': string }>(`explain (generic_plan) ${sql}`);
      plan += rows.map((row) => row['QUERY PLAN']).join('\n');
      return test.db.query<Row>(sql, values);
    },
  };
  const asked = new URLSearchParams('patient=Patient/anna&code=http://loinc.org|seldom&_count=20');
  const query = worth(parseSearch('Observation', asked));
  const index = { generation: 3, parameters: standardParameters, pending: new Set<string>() };
  const context = {
    on,
    locator: createLocator(),
    sealing: test.persons.sealing,
    cursors: createCursors(new Uint8Array(32)),
    index,
  };
  const page = worth(await searchResources(context, query, seesAll));
  expect(page.matches).toHaveLength(20);
  return plan;
}

it.each([
  ['before the server has statistics', undefined],
  ['when it has them', 'analyze'],
])('reads the ids with the code, then their rows, %s', async (_when, first) => {
  if (first !== undefined) await test.db.query(first);
  const plan = await genericPlan();
  expect(plan).toMatch(/Index Cond: .*id = ANY/);
  expect(plan).not.toMatch(/Join Filter|resource_by_key|Seq Scan/);
});
