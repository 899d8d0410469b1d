import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Visibility } from '#fhir';
import { codeOf, committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

/** Searches as they are written in a URL, from the parser to the rows. */

let test: TestStore;

beforeAll(async () => {
  test = await openTestStore();
  const subject = { reference: 'Patient/ann' };
  const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
  await committed(
    test.store.commit(
      unitOf(
        put({
          resourceType: 'Patient',
          id: 'ann',
          identifier: [{ system: 'urn:oid:1.2.3', value: 'A,1|2' }],
          name: [{ family: 'Lefèvre', given: ['Inès'] }],
          birthDate: '1984-03-12',
          managingOrganization: { reference: 'Organization/house' },
        }),
        put({ resourceType: 'Patient', id: 'bob', birthDate: '1984-03-13', gender: 'male' }),
        put({
          resourceType: 'Observation',
          id: 'hba1c',
          status: 'final',
          subject,
          code: loinc('4548-4'),
          effectiveDateTime: '2025-05-01T10:00:00+02:00',
          valueQuantity: { value: 6.8, system: 'http://unitsofmeasure.org', code: '%', unit: 'percent' },
        }),
        put({
          resourceType: 'Observation',
          id: 'pressure',
          status: 'final',
          subject,
          code: loinc('85354-9'),
          effectivePeriod: { start: '2025-04', end: '2025-06' },
          component: [{ code: loinc('8480-6'), valueQuantity: { value: 120, code: 'mm[Hg]' } }],
        }),
        put({
          resourceType: 'Condition',
          id: 'diabetes',
          subject,
          code: { coding: [{ system: 'http://snomed.info/sct', code: '46635009' }] },
          onsetDateTime: '1999',
        }),
        put({
          resourceType: 'Organization',
          id: 'house',
          name: 'Maison de santé',
          partOf: { reference: 'Organization/top' },
        }),
        put({ resourceType: 'ValueSet', id: 'vs', status: 'active', url: 'http://example.org/vs' }),
      ),
    ),
  );
});

afterAll(async () => {
  await test.close();
});

async function find(text: string, visibility: Visibility = seesAll): Promise<readonly string[]> {
  const [type = '', params = ''] = text.split('?');
  const query = worth(parseSearch(type, new URLSearchParams(params)));
  return worth(await test.store.search(query, visibility)).matches.map((match) => match.id);
}

describe('a search as it is written', () => {
  it.each([
    ['Patient?identifier=urn:oid:1.2.3|A\\,1\\|2', ['ann']],
    ['Patient?identifier=A\\,1\\|2', ['ann']],
    ['Patient?family=lefev', ['ann']],
    ['Patient?family:exact=Lefevre', []],
    ['Patient?given:contains=NE', ['ann']],
    ['Patient?name=ines', ['ann']],
    ['Patient?birthdate=1984-03-12', ['ann']],
    ['Patient?birthdate=1984-03', ['ann', 'bob']],
    ['Patient?birthdate=gt1984-03-12', ['bob']],
    ['Patient?gender:missing=true', ['ann']],
    ['Patient?gender:not=male', ['ann']],
    ['Patient?organization=house', ['ann']],
    ['Patient?organization=Organization/house&birthdate=lt1984-03-13', ['ann']],
    ['Patient?_sort=-birthdate', ['bob', 'ann']],
    ['Patient?_id=bob,none', ['bob']],
    ['Observation?patient=ann', ['hba1c', 'pressure']],
    ['Observation?subject=Patient/ann&code=4548-4', ['hba1c']],
    ['Observation?subject=ann&code=http://loinc.org|', ['hba1c', 'pressure']],
    ['Observation?patient=bob', []],
    ['Observation?date=2025-05-01', ['hba1c']],
    ['Observation?date=ap2025-05', ['hba1c', 'pressure']],
    ['Observation?date=sa2025-05-01T07:00:00Z', ['hba1c']],
    ['Observation?value-quantity=6.8', ['hba1c']],
    ['Observation?value-quantity=gt6.8', []],
    ['Observation?value-quantity=ge6.80|http://unitsofmeasure.org|%25', ['hba1c']],
    ['Observation?component-value-quantity=120||mm[Hg]', ['pressure']],
    ['Observation?code=http://loinc.org|4548-4&_sort=-date', ['hba1c']],
    ['Observation?_sort=-date,status', ['hba1c', 'pressure']],
    ['Condition?patient=ann&code=46635009&onset-date=le2000', ['diabetes']],
    ['Organization?name=MAISON', ['house']],
    ['Organization?partof=top', ['house']],
    ['ValueSet?url=http://example.org/vs', ['vs']],
    ['ValueSet?_lastUpdated=ge2026-03-01', ['vs']],
    ['ValueSet?_lastUpdated=lt2026-03-01', []],
  ])('%s', async (text, ids) => {
    expect(await find(text)).toEqual(ids);
  });

  it('creates on condition, once', async () => {
    const unlessFound = worth(parseSearch('Patient', new URLSearchParams('identifier=urn:oid:9|x')));
    const made = put({ resourceType: 'Patient', id: 'cond', identifier: [{ system: 'urn:oid:9', value: 'x' }] });
    const first = await committed(test.store.commit(unitOf({ ...made, op: 'create', unlessFound })));
    const second = await committed(test.store.commit(unitOf({ ...made, op: 'create', id: 'other', unlessFound })));
    expect([first[0]?.outcome, second[0]?.outcome, second[0]?.stored.id]).toEqual(['created', 'found', 'cond']);
    await committed(test.store.commit(unitOf(remove('Patient', 'cond'))));
  });

  it('shows a citizen her own record and the directory, nothing of others', async () => {
    const own: Visibility = { common: 'directory', persons: [{ patient: 'ann', hidden: ['problems'] }] };
    expect(await find('Patient?birthdate=1984-03', own)).toEqual(['ann']);
    expect(await find('Condition?patient=ann', own)).toEqual([]);
    expect(await find('Organization?name=maison', own)).toEqual(['house']);
    expect(await find('Observation?patient=ann', own)).toEqual(['hba1c', 'pressure']);
  });

  it('has a fault for a sort that is not built', async () => {
    const query = worth(parseSearch('Patient', new URLSearchParams('_sort=identifier')));
    expect(codeOf(await test.store.search(query, seesAll))).toBe('search.unknown-parameter');
  });
});
