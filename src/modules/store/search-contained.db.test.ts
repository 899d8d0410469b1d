import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const medication = (id: string, code: string, more: object = {}) => ({
  resourceType: 'Medication',
  id,
  code: { coding: [{ system: 'urn:m', code }], text: `Name of ${code}` },
  ...more,
});

const request = (contained: readonly object[], patient: string | undefined) =>
  put({
    resourceType: 'MedicationRequest',
    id: 'r',
    status: 'active',
    contained,
    ...(patient === undefined ? {} : { subject: { reference: `Patient/${patient}` } }),
  });

async function search(params: string) {
  const query = worth(parseSearch('Medication', new URLSearchParams(`_contained=true&${params}`)));
  return worth(await test.store.search(query, seesAll));
}

async function rows(): Promise<readonly string[]> {
  const found = await test.db.query<{ name: string }>(
    `select 'contained ' || compartment || ' ' || id as name from resource_contained
     union all select 'code ' || compartment || ' ' || id from resource_code where id like '%#%' order by name`,
    [],
  );
  return found.map(({ name }) => name);
}

describe('what is contained', () => {
  it('is found as its container stands now, wherever that goes, and no more when it is deleted', async () => {
    await committed(test.store.commit(unitOf(request([medication('m', 'a')], undefined))));
    expect(await rows()).toEqual(['code  MedicationRequest/r#m', 'contained  MedicationRequest/r#m']);
    await committed(test.store.commit(unitOf(request([medication('m', 'a')], 'p'))));
    expect(await rows()).toEqual(['code p MedicationRequest/r#m', 'contained p MedicationRequest/r#m']);
    expect((await search('code=a')).matches.map(({ id }) => id)).toEqual(['r']);
    await committed(test.store.commit(unitOf(request([medication('n', 'b')], 'p'))));
    expect((await search('code=a')).matches).toEqual([]);
    expect((await search('code=b&_containedType=contained')).matches[0]?.contained).toEqual({
      type: 'Medication',
      id: 'n',
    });
    await committed(test.store.commit(unitOf(request([], 'p'))));
    expect(await rows()).toEqual([]);
    await committed(test.store.commit(unitOf(request([medication('m', 'a')], 'p'))));
    await committed(test.store.commit(unitOf(remove('MedicationRequest', 'r'))));
    expect(await rows()).toEqual([]);
    expect((await search('code=a&_count=0')).total).toBe(0);
  });

  it('is given by its own text, where two bear one id too, to the last digit', async () => {
    const text = `{"resourceType":"MedicationRequest","id":"r","status":"active","contained":[
      {"resourceType":"Organization","id":"m","name":"Maker"},
      {"id":"m","resourceType":"Medication","amount":{"numerator":{"value":1.50}},"code":{"coding":[{"code":"c"}]}},
      {"resourceType":"Medication","id":"m","code":{"coding":[{"code":"second"}]}}],
      "subject":{"reference":"Patient/p"}}`;
    await committed(
      test.store.commit(
        unitOf({ op: 'update', type: 'MedicationRequest', id: 'r', resource: JSON.parse(text), source: text }),
      ),
    );
    const [match] = (await search('code=c&_containedType=contained')).matches;
    expect(match?.text).toContain('"value":1.50}');
    expect(match?.text).toContain('"code":"c"');
    expect((await search('code=second')).matches).toEqual([]);
  });

  it('comes in pages that neither miss nor repeat', async () => {
    const many = Array.from({ length: 7 }, (_, n) => medication(`m${n}`, 'page'));
    await committed(test.store.commit(unitOf(request(many, 'p'))));
    const met: string[] = [];
    let cursor = '';
    do {
      const page = await search(`code=page&_containedType=contained&_count=3&_total=accurate${cursor}`);
      expect(page.total).toBe(7);
      met.push(...page.matches.map(({ contained }) => contained?.id ?? ''));
      cursor = page.next === undefined ? '' : `&_cursor=${encodeURIComponent(page.next)}`;
    } while (cursor !== '');
    expect(met.sort()).toEqual(many.map(({ id }) => id));
  });
});
