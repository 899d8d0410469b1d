import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CareCategory, SearchPrefix, SearchQuery, SearchValue, Visibility } from '#fhir';
import {
  codeOf,
  committed,
  criterion,
  idsOf,
  openTestStore,
  parameter,
  put,
  query,
  remove,
  type TestStore,
  unitOf,
  worth,
} from './testing.ts';
import { seesAll } from './visibility.ts';

const loinc = 'http://loinc.org';
const ucum = 'http://unitsofmeasure.org';

const code = parameter('code', 'token');
const status = parameter('status', 'token');
const date = parameter('date', 'date');
const subject = parameter('subject', 'reference', ['Group', 'Device', 'Patient', 'Location']);
const performer = parameter('performer', 'reference', ['Practitioner', 'Organization', 'Patient']);
const quantity = parameter('value-quantity', 'quantity');
const family = parameter('family', 'string');
const identifier = parameter('identifier', 'token');
const gender = parameter('gender', 'token');
const birthdate = parameter('birthdate', 'date');
const id = parameter('_id', 'token');
const lastUpdated = parameter('_lastUpdated', 'date');

const token = (codeValue: string, system?: string): SearchValue =>
  system === undefined ? { kind: 'token', code: codeValue } : { kind: 'token', system, code: codeValue };
const person = (name: string): SearchValue => ({ kind: 'reference', type: 'Patient', id: name });
const day = (text: string, prefix: SearchPrefix = 'eq'): SearchValue => {
  const low = Date.parse(text);
  return { kind: 'date', prefix, low, high: low + 86_400_000 };
};

let test: TestStore;

beforeAll(async () => {
  test = await openTestStore();
  const patients = [
    { id: 'ann', family: 'Müller', gender: 'female', birthDate: '1984-03-12' },
    { id: 'bob', family: 'Mullen', gender: 'male', birthDate: '1990-01-01' },
    { id: 'eve', family: 'da Conceição_100%', gender: 'female' },
  ].map(({ id: name, family: last, ...rest }) =>
    put({
      resourceType: 'Patient',
      id: name,
      name: [{ family: last }],
      identifier: [{ system: 'urn:test', value: `n-${name}` }],
      ...rest,
    }),
  );
  const observations = ['ann', 'bob', 'eve'].flatMap((name, p) =>
    Array.from({ length: 6 }, (_, n) =>
      put({
        resourceType: 'Observation',
        id: `${name}-${n}`,
        status: n === 5 ? 'preliminary' : 'final',
        subject: { reference: `Patient/${name}` },
        performer: [{ reference: n < 3 ? 'Organization/house' : 'https://elsewhere.example/Organization/1' }],
        category: [{ coding: [{ system: 'urn:cat', code: n < 2 ? 'vital-signs' : 'laboratory' }] }],
        code: { coding: [{ system: loinc, code: n % 2 === 0 ? '8480-6' : '4548-4' }] },
        effectiveDateTime: `2025-0${n + 1}-1${p}`,
        ...(n === 4 ? {} : { valueQuantity: { value: 5 + n + p / 10, unit: 'percent', system: ucum, code: '%' } }),
      }),
    ),
  );
  const common = [
    put({ resourceType: 'Organization', id: 'house', name: 'House' }),
    put({
      resourceType: 'Observation',
      id: 'nobodys',
      status: 'final',
      code: { coding: [{ system: loinc, code: '8480-6' }] },
    }),
  ];
  await committed(test.store.commit(unitOf(...patients, ...observations, ...common)));
});

afterAll(async () => {
  await test.close();
});

const observations = (criteria: SearchQuery['criteria'], more: Partial<SearchQuery> = {}) =>
  query('Observation', criteria, more);
const ofAnn = criterion(subject, [person('ann')]);

describe('search', () => {
  it('by token: system and code, code alone, no system, system alone', async () => {
    const asked = async (value: SearchValue) => idsOf(test.store, observations([ofAnn, criterion(code, [value])]));
    expect(await asked(token('8480-6', loinc))).toEqual(['ann-0', 'ann-2', 'ann-4']);
    expect(await asked(token('8480-6'))).toEqual(['ann-0', 'ann-2', 'ann-4']);
    expect(await asked(token('8480-6', ''))).toEqual([]);
    expect(await asked(token('8480-6', 'urn:other'))).toEqual([]);
    expect(await asked({ kind: 'token', system: loinc })).toHaveLength(6);
    const all = await idsOf(test.store, observations([criterion(code, [token('8480-6', loinc)])]));
    expect(all).toHaveLength(10);
  });

  it('takes one of a criterion’s values and all criteria', async () => {
    const both = [
      criterion(code, [token('8480-6'), token('4548-4', loinc)]),
      criterion(status, [token('preliminary')]),
    ];
    expect(await idsOf(test.store, observations([ofAnn, ...both]))).toEqual(['ann-5']);
    const not = criterion(status, [token('final')], 'not');
    expect(await idsOf(test.store, observations([ofAnn, not]))).toEqual(['ann-5']);
    const otherCode = criterion(code, [token('8480-6')], 'not');
    expect(await idsOf(test.store, observations([ofAnn, otherCode]))).toEqual(['ann-1', 'ann-3', 'ann-5']);
    const either = criterion(subject, [person('ann'), person('bob')]);
    expect(await idsOf(test.store, observations([either, not]))).toEqual(['ann-5', 'bob-5']);
    const neither = [ofAnn, criterion(subject, [person('bob')])];
    expect(await idsOf(test.store, observations(neither))).toEqual([]);
  });

  it('by reference, to this node and elsewhere', async () => {
    const house = criterion(performer, [{ kind: 'reference', id: 'house' }]);
    expect(await idsOf(test.store, observations([ofAnn, house]))).toEqual(['ann-0', 'ann-1', 'ann-2']);
    const away = criterion(performer, [{ kind: 'reference', url: 'https://elsewhere.example/Organization/1' }]);
    expect(await idsOf(test.store, observations([ofAnn, away]))).toEqual(['ann-3', 'ann-4', 'ann-5']);
    const wrong = criterion(performer, [{ kind: 'reference', id: 'house' }], 'Practitioner');
    expect(await idsOf(test.store, observations([ofAnn, wrong]))).toEqual([]);
  });

  it('by string: beginning, exact, contains, with the signs of SQL patterns as themselves', async () => {
    const asked = async (text: string, folded: string, modifier?: string) =>
      idsOf(test.store, query('Patient', [criterion(family, [{ kind: 'string', text, folded }], modifier)]));
    expect(await asked('Mull', 'mull')).toEqual(['ann', 'bob']);
    expect(await asked('Müller', 'Müller', 'exact')).toEqual(['ann']);
    expect(await asked('muller', 'muller', 'exact')).toEqual([]);
    expect(await asked('ulle', 'ulle', 'contains')).toEqual(['ann', 'bob']);
    expect(await asked('m%', 'm%')).toEqual([]);
    expect(await asked('_', '_', 'contains')).toEqual([]);
    expect(await asked('da Conceição_100%', 'da conceicao 100', 'exact')).toEqual(['eve']);
    expect(await asked('da Conceição%', 'da conceicao', 'exact')).toEqual([]);
    expect(await asked('', '')).toEqual([]);
  });

  it('by date, with every prefix on intervals', async () => {
    const asked = async (prefix: SearchPrefix) =>
      (await idsOf(test.store, observations([ofAnn, criterion(date, [day('2025-03-10', prefix)])]))).map((name) =>
        Number(name.slice(4)),
      );
    expect(await asked('eq')).toEqual([2]);
    expect(await asked('ne')).toEqual([0, 1, 3, 4, 5]);
    expect(await asked('gt')).toEqual([3, 4, 5]);
    expect(await asked('ge')).toEqual([2, 3, 4, 5]);
    expect(await asked('lt')).toEqual([0, 1]);
    expect(await asked('le')).toEqual([0, 1, 2]);
    expect(await asked('sa')).toEqual([3, 4, 5]);
    expect(await asked('eb')).toEqual([0, 1]);
    expect(await asked('ap')).toEqual([2]);
  });

  it('by quantity, with its unit or without', async () => {
    const asked = async (value: number, half: number, prefix: SearchPrefix, unit?: { system?: string; code: string }) =>
      idsOf(
        test.store,
        observations([
          ofAnn,
          criterion(quantity, [{ kind: 'quantity', prefix, low: value - half, high: value + half, ...unit }]),
        ]),
      );
    expect(await asked(7, 0.5, 'eq')).toEqual(['ann-2']);
    expect(await asked(7, 0.5, 'gt')).toEqual(['ann-3', 'ann-5']);
    expect(await asked(7, 0.005, 'le', { system: ucum, code: '%' })).toEqual(['ann-0', 'ann-1', 'ann-2']);
    expect(await asked(7, 0.5, 'eq', { code: 'percent' })).toEqual(['ann-2']);
    expect(await asked(7, 0.5, 'eq', { system: ucum, code: 'mg' })).toEqual([]);
  });

  it('by quantities of a resource and its components together, which have no rows of their own', async () => {
    const amount = (value: number) => ({ value, system: ucum, code: 'kg' });
    const weighed = (name: string, more: object) =>
      put({ resourceType: 'Observation', id: name, status: 'final', code: { text: 'weight' }, ...more });
    await committed(
      test.store.commit(
        unitOf(
          weighed('combo-whole', { valueQuantity: amount(71) }),
          weighed('combo-part', { component: [{ code: { text: 'left' }, valueQuantity: amount(72) }] }),
          weighed('combo-none', {}),
        ),
      ),
    );
    const combo = parameter('combo-value-quantity', 'quantity');
    const from = criterion(combo, [
      { kind: 'quantity', prefix: 'ge', low: 70.5, high: 71.5, system: ucum, code: 'kg' },
    ]);
    const found = (descending: boolean) =>
      idsOf(test.store, query('Observation', [from], { sort: [{ parameter: combo, descending }] }));
    expect(await found(false)).toEqual(['combo-whole', 'combo-part']);
    expect(await found(true)).toEqual(['combo-part', 'combo-whole']);
    const without = criterion(combo, [{ kind: 'missing', missing: true }], 'missing');
    expect(await idsOf(test.store, query('Observation', [without]))).toContain('combo-none');
    const own = await test.db.query(`select 1 from resource_quantity where param = 'combo-value-quantity'`, []);
    expect(own).toEqual([]);
    await committed(
      test.store.commit(unitOf(...['whole', 'part', 'none'].map((n) => remove('Observation', `combo-${n}`)))),
    );
  });

  it('by presence, id and time of the last change', async () => {
    const missing = (of: typeof code, is: boolean) => criterion(of, [{ kind: 'missing', missing: is }], 'missing');
    expect(await idsOf(test.store, observations([ofAnn, missing(quantity, true)]))).toEqual(['ann-4']);
    expect(await idsOf(test.store, query('Patient', [missing(birthdate, true)]))).toEqual(['eve']);
    expect(await idsOf(test.store, query('Patient', [missing(birthdate, false)]))).toEqual(['ann', 'bob']);
    const ids = criterion(id, [token('bob-1'), token('ann-1'), token('none')]);
    expect(await idsOf(test.store, observations([ids]))).toEqual(['ann-1', 'bob-1']);
    expect(await idsOf(test.store, observations([ids, ofAnn]))).toEqual(['ann-1']);
    const now = criterion(lastUpdated, [day('2026-03-01')]);
    expect(await idsOf(test.store, query('Patient', [now]))).toEqual(['ann', 'bob', 'eve']);
    expect(await idsOf(test.store, query('Patient', [criterion(lastUpdated, [day('2026-03-01', 'sa')])]))).toEqual([]);
  });

  it('finds what is there now: not what was, not what is deleted', async () => {
    const eve = (n: string) => query('Patient', [criterion(identifier, [token(n, 'urn:test')])]);
    const changed = { resourceType: 'Patient', id: 'mia', identifier: [{ system: 'urn:test', value: 'old' }] };
    await committed(test.store.commit(unitOf(put(changed))));
    expect(await idsOf(test.store, eve('old'))).toEqual(['mia']);
    await committed(test.store.commit(unitOf(put({ ...changed, identifier: [{ system: 'urn:test', value: 'new' }] }))));
    expect(await idsOf(test.store, eve('old'))).toEqual([]);
    expect(await idsOf(test.store, eve('new'))).toEqual(['mia']);
    await committed(test.store.commit(unitOf(remove('Patient', 'mia'))));
    expect(await idsOf(test.store, eve('new'))).toEqual([]);
  });

  it('refuses by name what is not built', async () => {
    const composite = criterion(parameter('code-value-quantity', 'composite'), [token('x')]);
    const outcomes = [
      observations([composite]),
      observations([criterion(code, [token('x')], 'above')]),
      observations([criterion(family, [{ kind: 'string', text: 'x', folded: 'x' }], 'text')]),
      observations([], { sort: [{ parameter: identifier, descending: false }] }),
      observations([criterion(date, [token('x')])]),
      query('Patient', [criterion(family, [{ kind: 'string', text: '\u0000', folded: '\u0000' }])]),
    ];
    const codes = [];
    for (const asked of outcomes) codes.push(codeOf(await test.store.search(asked, seesAll)));
    expect(codes).toEqual([
      'search.unknown-parameter',
      'search.bad-value',
      'search.unsupported-modifier',
      'search.unknown-parameter',
      'search.bad-value',
      'search.bad-value',
    ]);
  });
});

describe('sorting and paging', () => {
  const sorted = (parameterOf: typeof code, descending: boolean) => [{ parameter: parameterOf, descending }];

  it('orders by any of the kinds, several, with what has none last', async () => {
    const byBirth = (descending: boolean) =>
      idsOf(test.store, query('Patient', [], { sort: sorted(birthdate, descending) }));
    expect(await byBirth(false)).toEqual(['ann', 'bob', 'eve']);
    expect(await byBirth(true)).toEqual(['bob', 'ann', 'eve']);
    expect(await idsOf(test.store, query('Patient', [], { sort: sorted(family, true) }))).toEqual([
      'ann',
      'bob',
      'eve',
    ]);
    expect(await idsOf(test.store, query('Patient', [], { sort: sorted(family, false) }))).toEqual([
      'eve',
      'bob',
      'ann',
    ]);
    const byValue = await idsOf(test.store, observations([ofAnn], { sort: sorted(quantity, true) }));
    expect(byValue).toEqual(['ann-5', 'ann-3', 'ann-2', 'ann-1', 'ann-0', 'ann-4']);
    const two = [...sorted(gender, true), ...sorted(id, true)];
    expect(await idsOf(test.store, query('Patient', [], { sort: two }))).toEqual(['bob', 'eve', 'ann']);
  });

  it('walks one code of all persons, newest first, as the general way does', async () => {
    const one = criterion(code, [token('8480-6', loinc)]);
    const fast = observations([one], { sort: sorted(date, true), count: 4 });
    // With a second sort key the same search takes the general way.
    const slow = observations([one], { sort: [...sorted(date, true), ...sorted(status, false)], count: 4 });
    const [fastIds, slowIds] = [await allPages(fast), await allPages(slow)];
    expect(fastIds).toEqual(slowIds);
    expect(fastIds.at(-1)).toBe('nobodys');
    expect(fastIds).toHaveLength(10);
    for (const prefix of ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'sa', 'eb', 'ap'] as const) {
      const dated = [one, criterion(date, [day('2025-03-11', prefix)])];
      expect(await allPages({ ...fast, criteria: dated })).toEqual(await allPages({ ...slow, criteria: dated }));
    }
  });

  it.each([
    ['id', []],
    ['a date', sorted(date, true)],
    ['a code and a number', [...sorted(status, true), ...sorted(quantity, false)]],
  ])('shows everything once, page by page, by %s', async (_, sort) => {
    const everything = observations([], { sort, count: 1000 });
    expect(await allPages({ ...everything, count: 4 })).toEqual(await idsOf(test.store, everything));
  });

  it('stays whole while others write', async () => {
    const asked = observations([ofAnn], { count: 2, total: 'accurate' });
    const first = worth(await test.store.search(asked, seesAll));
    expect(first.total).toBe(6);
    const extra = { resourceType: 'Observation', id: 'ann-00', status: 'final', subject: { reference: 'Patient/ann' } };
    await committed(test.store.commit(unitOf(put(extra), remove('Observation', 'ann-2'))));
    const touched = await test.store.read('Observation', 'ann-5', seesAll);
    await committed(test.store.commit(unitOf(put(JSON.parse(touched?.text ?? '')))));
    expect(first.matches.map((match) => match.id)).toEqual(['ann-0', 'ann-1']);
    expect(await allPages({ ...asked, cursor: first.next ?? '' })).toEqual(['ann-3', 'ann-4', 'ann-5']);
    await committed(test.store.commit(unitOf(remove('Observation', 'ann-00'))));
  });

  it('refuses a page link that was altered or belongs to another search', async () => {
    const asked = observations([ofAnn], { count: 2 });
    const { next = '' } = worth(await test.store.search(asked, seesAll));
    expect(Buffer.from(next, 'base64url').toString('latin1')).not.toContain('ann');
    const altered = `${next.slice(0, -2)}${next.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const [cursor, of] of [
      [altered, asked],
      ['', asked],
      ['ÿ', asked],
      [next, observations([], { count: 2 })],
      [next, { ...asked, type: 'Condition' }],
    ] as const) {
      expect(codeOf(await test.store.search({ ...of, cursor }, seesAll))).toBe('search.bad-cursor');
    }
    expect(codeOf(await test.another().search({ ...asked, cursor: next }, seesAll))).toBe('ok');
  });

  it('counts alone where no rows are asked for', async () => {
    const page = worth(await test.store.search(query('Patient', [], { count: 0 }), seesAll));
    expect(page).toEqual({ matches: [], total: 3 });
  });
});

describe('visibility', () => {
  const only = (patient: string, ...hidden: CareCategory[]): Visibility => ({
    common: 'none',
    persons: [{ patient, hidden }],
  });
  const total = async (visibility: Visibility, of = observations([], { count: 2, total: 'accurate' })) => {
    const ids = await allPages(of, visibility);
    const counted = worth(await test.store.search(of, visibility)).total;
    expect(counted).toBe(ids.length);
    return ids;
  };

  it('confines matches, pages and totals to what may be seen', async () => {
    expect((await total(only('bob'))).every((name) => name.startsWith('bob-'))).toBe(true);
    expect(await total(only('bob', 'vital-signs'))).toEqual(['bob-2', 'bob-3', 'bob-4', 'bob-5']);
    expect(await total(only('bob', 'vital-signs', 'results'))).toEqual([]);
    expect(await total({ common: 'all', persons: [] })).toEqual(['nobodys']);
    expect(await total({ common: 'directory', persons: [] })).toEqual([]);
    expect(await total({ common: 'none', persons: 'all' })).not.toContain('nobodys');
    const two: Visibility = {
      common: 'directory',
      persons: [
        { patient: 'bob', hidden: ['vital-signs'] },
        { patient: 'eve', hidden: [] },
      ],
    };
    expect(await total(two)).toHaveLength(10);
  });

  it('holds however the search is written', async () => {
    const hidden = only('bob', 'vital-signs');
    const asked = [
      observations([criterion(subject, [person('bob')])], { count: 3, total: 'accurate' }),
      observations([criterion(code, [token('8480-6', loinc)])], {
        count: 3,
        total: 'accurate',
        sort: [{ parameter: date, descending: true }],
      }),
      observations([criterion(id, [token('bob-0'), token('bob-2'), token('ann-0')])], { count: 3, total: 'accurate' }),
      observations([criterion(status, [token('draft')], 'not')], { count: 3, total: 'accurate' }),
    ];
    for (const of of asked) {
      const ids = await total(hidden, of);
      expect(ids.length).toBeGreaterThan(0);
      expect(ids.filter((name) => !name.startsWith('bob-') || name === 'bob-0' || name === 'bob-1')).toEqual([]);
    }
    expect(await total(hidden, { ...observations([ofAnn], { count: 3, total: 'accurate' }) })).toEqual([]);
  });

  it('holds for reads, versions, histories and whole records', async () => {
    const hidden = only('bob', 'vital-signs');
    expect(await test.store.read('Observation', 'bob-0', hidden)).toBeUndefined();
    expect(await test.store.read('Observation', 'bob-2', hidden)).toBeDefined();
    expect(await test.store.read('Observation', 'ann-2', hidden)).toBeUndefined();
    expect(await test.store.readVersion('Observation', 'bob-0', 1, hidden)).toBeUndefined();
    const keys = ['bob-0', 'bob-3', 'none', 'ann-0'].map((name) => ({ type: 'Observation', id: name }));
    expect((await test.store.readMany(keys, hidden)).map((stored) => stored?.id)).toEqual([
      undefined,
      'bob-3',
      undefined,
      undefined,
    ]);
    const all = { limit: 100, mostBytes: 1_000_000 };
    const idsOf = async (bounds: typeof all) => {
      const { resources, more } = await test.store.compartment('bob', hidden, bounds);
      return [...resources.map((stored) => stored.id), more];
    };
    expect(await idsOf(all)).toEqual(['bob-2', 'bob-3', 'bob-4', 'bob-5', 'bob', false]);
    expect(await idsOf({ ...all, limit: 2 })).toEqual(['bob-2', 'bob-3', true]);
    expect(await idsOf({ ...all, mostBytes: 1 })).toEqual(['bob-2', true]);
    expect(await test.store.compartment('ann', hidden, all)).toEqual({ resources: [], more: false });
    for (const level of [{}, { type: 'Observation' }, { type: 'Observation', id: 'bob-0' }]) {
      const page = worth(await test.store.history({ ...level, count: 100 }, hidden));
      const shown = page.matches.map((match) => match.id);
      expect(shown.filter((name) => !/^bob(-[2-5])?$/.test(name))).toEqual([]);
      expect(shown.length > 0).toBe(!('id' in level));
    }
  });
});

describe('an older version', () => {
  it('is hidden with the current one, read alone or in any history, and counts for those who see both', async () => {
    const of = (category: string) => ({
      resourceType: 'Observation',
      id: 'turned',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: 'Patient/turner' },
      category: [{ coding: [{ code: category }] }],
    });
    for (const category of ['laboratory', 'vital-signs']) worth(await test.store.commit(unitOf(put(of(category)))));
    const seen = async (...hidden: CareCategory[]) => {
      const visibility: Visibility = { common: 'directory', persons: [{ patient: 'turner', hidden }] };
      const levels = [{}, { type: 'Observation' }, { type: 'Observation', id: 'turned' }];
      const pages = levels.map((level) => test.store.history({ ...level, count: 100 }, visibility));
      const listed = (await Promise.all(pages)).map((page) =>
        worth(page).matches.flatMap((match) => (match.id === 'turned' ? [match.version] : [])),
      );
      const one = await test.store.readVersion('Observation', 'turned', 1, visibility);
      return [one?.version, ...listed];
    };
    expect(await seen()).toEqual([1, [2, 1], [2, 1], [2, 1]]);
    expect(await seen('vital-signs')).toEqual([undefined, [], [], []]);
    expect(await seen('results')).toEqual([undefined, [2], [2], [2]]);
    worth(await test.store.commit(unitOf(remove('Observation', 'turned'))));
    expect(await seen('vital-signs')).toEqual([undefined, [], [], []]);
  });
});

describe('history', () => {
  it('goes through every version of a type or of everything, newest first, page by page', async () => {
    for (const level of [{ type: 'Observation' }, {}]) {
      const whole = worth(await test.store.history({ ...level, count: 1000 }, seesAll)).matches;
      const walked: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = worth(await test.store.history({ ...level, count: 7, ...(cursor ? { cursor } : {}) }, seesAll));
        walked.push(...page.matches.map((match) => `${match.type}/${match.id}/${match.version}`));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      expect(walked).toEqual(whole.map((match) => `${match.type}/${match.id}/${match.version}`));
      expect(new Set(walked).size).toBe(walked.length);
    }
    const later = { since: new Date('2026-03-01T10:00:00.001Z'), count: 10 };
    expect(worth(await test.store.history(later, seesAll)).matches).toEqual([]);
  });

  it('counts what is there by type', async () => {
    expect(Object.fromEntries(await test.store.counts())).toEqual({ Observation: 18, Organization: 1, Patient: 3 });
  });
});

async function allPages(of: SearchQuery, visibility = seesAll): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let page: SearchQuery | undefined = of; page !== undefined; ) {
    const found: { matches: readonly { id: string }[]; next?: string } = worth(
      await test.store.search(page, visibility),
    );
    ids.push(...found.matches.map((match) => match.id));
    page = found.next === undefined ? undefined : { ...of, cursor: found.next };
  }
  return ids;
}
