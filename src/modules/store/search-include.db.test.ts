import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource, type Visibility } from '#fhir';
import { codeOf, committed, openTestStore, put, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;

beforeAll(async () => {
  test = await openTestStore();
  const to = (reference: string) => ({ reference });
  const make = (resourceType: string, id: string, more: object = {}): Resource & { id: string } => ({
    resourceType,
    id,
    ...more,
  });
  const code = { coding: [{ system: 'urn:c', code: 'x' }] };
  const resources = [
    make('Organization', 'top', { name: 'Top' }),
    make('Organization', 'house', { name: 'House', partOf: to('Organization/top') }),
    make('Practitioner', 'doc'),
    ...['ann', 'bob'].flatMap((person) => [
      make('Patient', person, {
        managingOrganization: to('Organization/house'),
        generalPractitioner: [to('Practitioner/doc')],
      }),
      make('Condition', `${person}-c`, { subject: to(`Patient/${person}`), code }),
      make('Encounter', `${person}-e`, { subject: to(`Patient/${person}`), status: 'finished' }),
      ...[1, 2, 3].map((n) =>
        make('Observation', `${person}-o${n}`, {
          status: 'final',
          code,
          subject: to(`Patient/${person}`),
          encounter: to(`Encounter/${person}-e`),
          performer: [to('Practitioner/doc')],
          ...(n === 2 ? { focus: [to(`Condition/${person}-c`), to('Condition/bob-c')] } : {}),
          ...(n === 3 ? { hasMember: [to(`Observation/${person}-o2`)] } : {}),
        }),
      ),
    ]),
    make('Questionnaire', 'q', { url: 'urn:q', status: 'active' }),
    make('QuestionnaireResponse', 'qr', { questionnaire: 'urn:q|2', status: 'completed', subject: to('Patient/ann') }),
  ];
  await committed(test.store.commit(unitOf(...resources.map((resource) => put(resource)))));
});
afterAll(() => test.close());

async function page(text: string, visibility: Visibility = seesAll) {
  const [type = '', params = ''] = text.split('?');
  return test.store.search(worth(parseSearch(type, new URLSearchParams(params))), visibility);
}
async function included(text: string, visibility?: Visibility): Promise<readonly string[]> {
  const found = worth(await page(text, visibility));
  return (found.included ?? []).map((stored) => `${stored.type}/${stored.id}`);
}

describe('include', () => {
  it.each([
    ['Observation?_id=ann-o1&_include=Observation:patient', ['Patient/ann']],
    ['Observation?_id=ann-o1,ann-o2&_include=Observation:subject:Patient', ['Patient/ann']],
    ['Observation?_id=ann-o1&_include=Observation:subject:Group', []],
    ['Observation?_id=ann-o1&_include=Observation:*', ['Encounter/ann-e', 'Patient/ann', 'Practitioner/doc']],
    [
      'Observation?_id=ann-o2&_include=*',
      ['Condition/ann-c', 'Condition/bob-c', 'Encounter/ann-e', 'Patient/ann', 'Practitioner/doc'],
    ],
    ['Observation?_id=ann-o3&_include=Observation:has-member', ['Observation/ann-o2']],
    ['Observation?_id=ann-o2,ann-o3&_include=Observation:has-member', []],
    [
      'Observation?_id=ann-o3&_include:iterate=*',
      [
        'Condition/ann-c',
        'Condition/bob-c',
        'Encounter/ann-e',
        'Observation/ann-o2',
        'Organization/house',
        'Organization/top',
        'Patient/ann',
        'Patient/bob',
        'Practitioner/doc',
      ],
    ],
    [
      'Patient?_id=ann&_include=Patient:organization&_include:iterate=Organization:partof',
      ['Organization/house', 'Organization/top'],
    ],
    ['Organization?_id=house&_include=Organization:partof', ['Organization/top']],
    ['QuestionnaireResponse?_id=qr&_include=QuestionnaireResponse:questionnaire', ['Questionnaire/q']],
    [
      'Patient?_id=ann&_revinclude=Observation:patient',
      ['Observation/ann-o1', 'Observation/ann-o2', 'Observation/ann-o3'],
    ],
    ['Patient?_id=ann&_revinclude=Encounter:*', ['Encounter/ann-e']],
    ['Patient?_id=ann&_revinclude=Observation:performer', []],
    ['Organization?_id=top&_revinclude:iterate=Organization:partof', ['Organization/house']],
    [
      'Organization?_id=top&_revinclude=Organization:partof&_revinclude:iterate=Patient:organization',
      ['Organization/house', 'Patient/ann', 'Patient/bob'],
    ],
    ['Observation?_id=ann-o1&_include=Observation:encounter&_revinclude=Observation:has-member', ['Encounter/ann-e']],
  ])('%s', async (text, ids) => {
    expect(await included(text)).toEqual(ids);
  });

  it('counts matches alone and pages by them', async () => {
    const first = worth(await page('Observation?patient=ann&_count=2&_total=accurate&_include=Observation:encounter'));
    expect(first.total).toBe(3);
    expect(first.matches.map((stored) => stored.id)).toEqual(['ann-o1', 'ann-o2']);
    const query = worth(
      parseSearch(
        'Observation',
        new URLSearchParams('patient=ann&_count=2&_total=accurate&_include=Observation:encounter'),
      ),
    );
    const second = worth(await test.store.search({ ...query, cursor: first.next ?? '' }, seesAll));
    expect(second.matches.map((stored) => stored.id)).toEqual(['ann-o3']);
    expect(second.included?.map((stored) => stored.id)).toEqual(['ann-e']);
  });

  it('gives nothing along that the caller may not see', async () => {
    const own: Visibility = { common: 'directory', persons: [{ patient: 'ann', hidden: ['problems'] }] };
    const all = 'Observation?_id=ann-o2&_include:iterate=*&_revinclude=Observation:has-member';
    const given = await included(all, own);
    expect(given).not.toContain('Condition/ann-c');
    expect(given.filter((name) => name.includes('bob'))).toEqual([]);
    expect(given).toContain('Observation/ann-o3');
    expect(await included('Practitioner?_id=doc&_revinclude=Patient:general-practitioner', own)).toEqual([
      'Patient/ann',
    ]);
    const nothing: Visibility = { common: 'none', persons: [] };
    expect(await included('Patient?_id=ann&_revinclude=Observation:patient', nothing)).toEqual([]);
  });

  it('refuses a page that would bring along too much', async () => {
    const many = Array.from({ length: 2_001 }, (_, n) =>
      put({ resourceType: 'Location', id: `l${n}`, partOf: { reference: 'Location/whole' } }),
    );
    await committed(test.store.commit(unitOf(put({ resourceType: 'Location', id: 'whole' }), ...many)));
    expect(codeOf(await page('Location?_id=whole&_revinclude=Location:partof'))).toBe('search.too-broad');
    const line = Array.from({ length: 13 }, (_, n) =>
      put({ resourceType: 'Location', id: `d${n}`, partOf: { reference: `Location/d${n + 1}` } }),
    );
    await committed(test.store.commit(unitOf(...line)));
    expect(codeOf(await page('Location?_id=d0&_include:iterate=Location:partof'))).toBe('search.too-broad');
    expect(await included('Location?_id=d8&_include:iterate=Location:partof')).toHaveLength(4);
  });
});
