import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource } from '#fhir';
import type { Store } from './contract.ts';
import { codeOf, committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const never = new AbortController().signal;
const renew = (store: Store<string>) => store.renewIndex({ signal: never, progress: () => {} });

async function ask(store: Store<string>, type: string, params: string) {
  const query = parseSearch(type, new URLSearchParams(params), { parameters: await store.searchParameters() });
  return query.ok ? store.search(query.value, seesAll) : query;
}

async function countOf(store: Store<string>, type: string, params: string): Promise<number | undefined> {
  return worth(await ask(store, type, `${params}&_count=0`)).total;
}

/** Makes every row look as an older version left it. */
async function asBefore(db: TestStore['db'], covers: string): Promise<void> {
  await db.query(`update resource set texts = '{}', words = null, indexed = 2`);
  await db.query(
    `update index_renewal set finished = false, done = 0, total = null, place = '{}', covers = $1 where generation = 3`,
    [covers],
  );
}

describe('what an older version indexed', () => {
  it('is found again when it has been renewed, is refused until then, and stays the same otherwise', async () => {
    const many = Array.from({ length: 250 }, (_, n) =>
      put({ resourceType: 'Condition', id: `c${n}`, subject: { reference: 'Patient/p' }, code: { text: `Gout ${n}` } }),
    );
    await committed(test.store.commit(unitOf(...many, put({ resourceType: 'Patient', id: 'p' }))));
    await committed(test.store.commit(unitOf(remove('Condition', 'c0'))));
    const versions = async () => [
      await test.db.query(`select id, version, updated from resource order by type, id`, []),
      worth(await test.store.history({ count: 1_000 }, seesAll)).matches,
    ];
    const before = await versions();
    await asBefore(test.db, '{:words}');
    const another = test.another();
    expect(codeOf(await ask(another, 'Condition', '_content=gout'))).toBe('search.not-indexed');
    expect(codeOf(await ask(another, 'Patient', '_has:Condition:patient:_content=gout'))).toBe('search.not-indexed');
    expect(await countOf(another, 'Condition', 'patient=p')).toBe(249);
    const seen: number[] = [];
    const renewed = await another.renewIndex({ signal: never, progress: (done) => seen.push(done) });
    expect(renewed).toBe(250);
    expect(seen.at(-1)).toBe(250);
    expect(await countOf(another, 'Condition', '_content=gout')).toBe(249);
    expect(await countOf(another, 'Condition', 'code:text=gout')).toBe(249);
    expect(await renew(another)).toBe(0);
    expect(await versions()).toEqual(before);
  });

  it('goes on where it was interrupted, with writes under way', async () => {
    await asBefore(test.db, '{*}');
    const first = test.another();
    expect(codeOf(await ask(first, 'Condition', 'patient=p'))).toBe('search.not-indexed');
    expect(await countOf(first, 'Condition', '_id=c1')).toBe(1);
    const stop = new AbortController();
    const stopped = first.renewIndex({ signal: stop.signal, progress: (done) => done > 0 && stop.abort() });
    await expect(stopped).rejects.toThrow();
    const goingOn = renew(test.another());
    await committed(
      first.commit(
        unitOf(
          put({ resourceType: 'Condition', id: 'c1', subject: { reference: 'Patient/p' }, code: { text: 'Gout' } }),
        ),
      ),
    );
    const rest = await goingOn;
    expect(rest).toBeGreaterThan(100);
    expect(rest).toBeLessThan(250);
    expect(await countOf(test.another(), 'Condition', 'code:text=gout')).toBe(249);
  });
});

describe('a SearchParameter', () => {
  const nickname = (more: object = {}): Resource & { id: string } => ({
    resourceType: 'SearchParameter',
    id: 'nickname',
    url: 'http://example.org/SearchParameter/nickname',
    name: 'nickname',
    status: 'active',
    description: 'x',
    code: 'nickname',
    base: ['Patient'],
    type: 'string',
    expression: "Patient.name.where(use='nickname').given",
    ...more,
  });
  const named = (id: string, given: string) =>
    put({ resourceType: 'Patient', id, name: [{ use: 'nickname', given: [given] }, { family: 'Moreau' }] });

  it('is searched by on every process when what was there is indexed for it, and refused until then', async () => {
    const one = test.another();
    const other = test.another();
    await committed(one.commit(unitOf(named('a', 'Kiki'), named('b', 'Loulou'))));
    expect(codeOf(await ask(other, 'Patient', 'nickname=kiki'))).toBe('search.unknown-parameter');
    await committed(one.commit(unitOf(put(nickname()))));
    expect(codeOf(await ask(one, 'Patient', 'nickname=kiki'))).toBe('search.not-indexed');
    expect(codeOf(await ask(one, 'Patient', '_sort=nickname'))).toBe('search.not-indexed');
    // The other process does not know yet; what it writes meanwhile must be found all the same.
    await committed(other.commit(unitOf(named('c', 'Kiki'))));
    const renewing = renew(one);
    await committed(other.commit(unitOf(named('d', 'Kiki'))));
    expect(await renewing).toBeGreaterThanOrEqual(3);
    await committed(other.commit(unitOf(named('e', 'Kiki'))));
    await new Promise((wake) => setTimeout(wake, test.lease));
    for (const store of [one, other]) expect(await countOf(store, 'Patient', 'nickname=kiki')).toBe(4);
    expect(await countOf(other, 'Patient', 'nickname:exact=Loulou')).toBe(1);
  });

  it('searches otherwise when its expression is another, and no more when it is retired', async () => {
    const store = test.another();
    await committed(store.commit(unitOf(put(nickname({ expression: 'Patient.name.family' })))));
    expect(codeOf(await ask(store, 'Patient', 'nickname=moreau'))).toBe('search.not-indexed');
    await renew(store);
    expect(await countOf(store, 'Patient', 'nickname=moreau')).toBe(5);
    expect(await countOf(store, 'Patient', 'nickname=kiki')).toBe(0);
    await committed(store.commit(unitOf(put(nickname({ expression: 'Patient.name.family', description: 'y' })))));
    expect(await countOf(store, 'Patient', 'nickname=moreau')).toBe(5);
    await committed(store.commit(unitOf(put(nickname({ status: 'retired' })))));
    expect(codeOf(await ask(store, 'Patient', 'nickname=moreau'))).toBe('search.unknown-parameter');
    await committed(store.commit(unitOf(put(nickname()))));
    await committed(store.commit(unitOf(remove('SearchParameter', 'nickname'))));
    expect(codeOf(await ask(store, 'Patient', 'nickname=kiki'))).toBe('search.unknown-parameter');
  });

  it.each([
    ['of an unknown function', { expression: 'Patient.name.trace()' }, 'search-parameter.not-built'],
    ['of an unknown element', { expression: 'Patient.nonsense' }, 'search-parameter.not-built'],
    ['of another type', { base: ['Nonsense'] }, 'search-parameter.not-built'],
    ['without an expression', { expression: undefined }, 'search-parameter.not-built'],
    ['that is composite', { type: 'composite' }, 'search-parameter.not-built'],
    ['that nests too deeply', { expression: '('.repeat(1999) }, 'search-parameter.not-built'],
    ['with the code of another', { code: 'family' }, 'search-parameter.clash'],
  ])('%s is refused with its unit', async (_what, more, code) => {
    const unit = unitOf(named('x', 'X'), put(nickname({ id: 'other', ...more })));
    expect(codeOf(await test.store.commit(unit))).toBe(code);
    expect(
      worth(await test.store.search(worth(parseSearch('Patient', new URLSearchParams('_id=x'))), seesAll)).matches,
    ).toEqual([]);
  });

  it('with the code of another of the node is refused, in one transaction and in two', async () => {
    const two = unitOf(put(nickname({ id: 'n1' })), put(nickname({ id: 'n2' })));
    expect(codeOf(await test.store.commit(two))).toBe('search-parameter.clash');
    await committed(test.store.commit(unitOf(put(nickname({ id: 'n1' })))));
    expect(codeOf(await test.store.commit(unitOf(put(nickname({ id: 'n2' })))))).toBe('search-parameter.clash');
    await committed(test.store.commit(unitOf(remove('SearchParameter', 'n1'))));
  });

  it('that is a draft, or one of R4, changes nothing', async () => {
    const url = 'http://hl7.org/fhir/SearchParameter/individual-family';
    await committed(test.store.commit(unitOf(put(nickname({ id: 'n3', status: 'draft', expression: '?' })))));
    await committed(test.store.commit(unitOf(put(nickname({ id: 'n4', url, code: 'family' })))));
    expect((await test.db.query('select 1 from search_parameter', [])).length).toBe(0);
  });
});
