import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Queryable } from '#db';
import { parseSearch, standardParameters, type Visibility } from '#fhir';
import { createLocator } from './locate.ts';
import { createCursors } from './search/cursor.ts';
import { searchResources } from './search/search-resources.ts';
import { openTestStore, put, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

/** The plans of the main shapes of search over 50,000 Observations of 500 persons: none reads a whole table. */

let test: TestStore;
const persons = 500;
const each = 100;

beforeAll(async () => {
  test = await openTestStore();
  const ucum = 'http://unitsofmeasure.org';
  for (let start = 0; start < persons; start += 25) {
    const units = Array.from({ length: 25 }, (_, n) => {
      const person = `p${start + n}`;
      const observations = Array.from({ length: each }, (_, m) => ({
        resourceType: 'Observation',
        id: `${person}-${m}`,
        status: 'final',
        subject: { reference: `Patient/${person}` },
        encounter: { reference: `Encounter/${person}-e${m % 5}` },
        code: { coding: [{ system: 'http://loinc.org', code: `c${m % 40}`, display: `Code ${m % 40}` }] },
        effectiveDateTime: `20${10 + (m % 15)}-0${1 + (m % 9)}-1${start % 9}`,
        valueQuantity: { value: m + start / 100, system: ucum, code: 'mg' },
        ...(m % 50 === 0
          ? {
              component: [
                { code: { coding: [{ code: 'sys' }] }, valueQuantity: { value: m, system: ucum, code: 'mg' } },
              ],
            }
          : {}),
      }));
      const encounters = Array.from({ length: 5 }, (_, m) => ({
        resourceType: 'Encounter',
        id: `${person}-e${m}`,
        status: m === 0 && start === 0 ? 'planned' : 'finished',
        subject: { reference: `Patient/${person}` },
      }));
      const patient = { resourceType: 'Patient', id: person, name: [{ family: `Family${start + n}` }] };
      return unitOf(...[patient, ...encounters, ...observations].map((resource) => put(resource)));
    });
    await Promise.all(units.map((unit) => test.store.commit(unit).then(worth)));
  }
  await test.db.query('analyze');
}, 240_000);
afterAll(() => test.close());

/** The plans of every statement that a search sends. */
async function plansOf(text: string, visibility: Visibility): Promise<readonly string[]> {
  const plans: string[] = [];
  const on: Queryable = {
    async query<Row extends object>(sql: string, values?: readonly unknown[]) {
      const plan = await test.db.query<{ 'QUERY PLAN': string }>(`explain ${sql}`, values ?? []);
      plans.push(plan.map((row) => row['QUERY PLAN']).join('\n'));
      return test.db.query<Row>(sql, values);
    },
  };
  const at = text.indexOf('?');
  const type = text.slice(0, at) === '' ? undefined : text.slice(0, at);
  const query = worth(parseSearch(type, new URLSearchParams(text.slice(at + 1))));
  const index = { generation: 3, parameters: standardParameters, pending: new Set<string>() };
  const context = {
    on,
    locator: createLocator(),
    sealing: test.persons.sealing,
    cursors: createCursors(new Uint8Array(32)),
    index,
  };
  worth(await searchResources(context, query, visibility));
  return plans;
}

const treats: Visibility = {
  common: 'directory',
  persons: Array.from({ length: 200 }, (_, n) => ({ patient: `p${n}`, hidden: n % 7 === 0 ? ['results'] : [] })),
};

describe.each([
  ['one who sees all', seesAll],
  ['one who treats two hundred', treats],
])('for %s', (_who, visibility) => {
  it.each([
    'Observation?patient=p7',
    'Observation?patient=p7&code=http://loinc.org|c3&_sort=-date&_count=20',
    'Observation?patient=p7&date=ge2015&_sort=-date',
    'Observation?patient=p7&code:text=code&_total=accurate',
    'Observation?patient=p7&combo-code-value-quantity=sys$ge50',
    'Observation?patient=p7&encounter.status=planned',
    'Observation?code=http://loinc.org|c3&_count=20',
    'Observation?code=http://loinc.org|c3&_sort=-date&_count=50',
    'Observation?code=http://loinc.org|c3&date=ge2015&_sort=-date&_count=50',
    'Observation?component-code-value-quantity=sys$ge50&_count=20',
    'Observation?patient.family=family33&code=c3',
    'Patient?family=family33',
    'Patient?_id=p7&_revinclude=Observation:patient',
    'Patient?_has:Observation:patient:code=c3&_count=20',
    'Observation?_id=p7-1,p7-2&_include=*',
    '?_type=Observation,Encounter&patient=p7',
    'Observation?_content=39&_count=20',
    'Observation?patient=p7&_content=code',
    'Observation?value-quantity=gt0.09|http://unitsofmeasure.org|g&_count=20',
    'Observation?patient=p7&value-quantity=gt0.09|http://unitsofmeasure.org|g',
    'Observation?_filter=code eq http://loinc.org|c3 and date ge 2015&_sort=-date&_count=50',
    'Observation?_filter=patient eq p7 and (code eq c3 or code eq c4)',
    'Observation?_filter=code eq c3 and subject:Patient.family eq family33&_count=20',
    'Medication?code=x&_contained=true',
    'Observation?code=c3&_contained=both&_count=20',
  ])('%s reads no whole table', async (text) => {
    const plans = await plansOf(text, visibility);
    expect(plans.length).toBeGreaterThan(0);
    for (const plan of plans) expect(plan).not.toMatch(/Seq Scan on resource(?!_contained)/);
  });
});

describe('the newest of a code over all persons', () => {
  it.each([
    'Observation?code=http://loinc.org|c3&date=ge2015&_sort=-date&_count=50',
    'Observation?_filter=code eq http://loinc.org|c3 and date ge 2015&_sort=-date&_count=50',
  ])('%s is met in its order', async (text) => {
    const plans = await plansOf(text, seesAll);
    expect(plans).toHaveLength(1);
    expect(plans[0]).toMatch(/Index (Only )?Scan using resource_code_by_date/);
    // Ties of one date may still be put in order by compartment and id, as they come.
    expect(plans[0]).not.toMatch(/^ *(->)? *Sort/m);
  });
});
