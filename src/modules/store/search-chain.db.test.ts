import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource, type Visibility } from '#fhir';
import { codeOf, committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
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
  const code = (value: string) => ({ coding: [{ system: 'urn:c', code: value }] });
  const resources = [
    make('Organization', 'top', { name: 'Top' }),
    make('Organization', 'house', { name: 'House', partOf: to('Organization/top') }),
    make('Practitioner', 'doc', { name: [{ family: 'Bernard' }] }),
    make('Patient', 'ann', {
      name: [{ family: 'Lefèvre' }],
      identifier: [{ system: 'urn:i', value: '1' }],
      managingOrganization: to('Organization/house'),
      generalPractitioner: [to('Practitioner/doc')],
    }),
    make('Patient', 'bob', { name: [{ family: 'Martin' }], identifier: [{ system: 'urn:i', value: '2' }] }),
    make('Condition', 'ann-c', { subject: to('Patient/ann'), code: code('gout') }),
    make('Group', 'g', { type: 'person', actual: true, name: 'Lefèvre group', member: [] }),
    make('Observation', 'of-group', {
      status: 'final',
      code: code('pulse'),
      subject: to('Group/g'),
      performer: [to('Patient/bob')],
    }),
    ...['ann', 'bob'].flatMap((person, n) => [
      make('Encounter', `${person}-e`, {
        subject: to(`Patient/${person}`),
        status: n === 0 ? 'finished' : 'planned',
        reasonReference: person === 'ann' ? [to('Condition/ann-c')] : [],
      }),
      make('Observation', `${person}-o`, {
        status: 'final',
        code: code(n === 0 ? 'weight' : 'pulse'),
        subject: to(`Patient/${person}`),
        encounter: to(`Encounter/${person}-e`),
      }),
    ]),
  ];
  await committed(test.store.commit(unitOf(...resources.map((resource) => put(resource)))));
});
afterAll(() => test.close());

async function page(text: string, visibility: Visibility = seesAll) {
  const at = text.indexOf('?');
  const query = worth(parseSearch(text.slice(0, at), new URLSearchParams(text.slice(at + 1))));
  return test.store.search(query, visibility);
}
const idsOf = async (text: string, visibility?: Visibility) =>
  worth(await page(text, visibility)).matches.map((stored) => stored.id);

describe('chains', () => {
  it.each([
    ['Observation?patient.family=lefevre', ['ann-o']],
    ['Observation?subject:Patient.name=lefevre', ['ann-o']],
    ['Observation?patient.identifier=urn:i|2', ['bob-o']],
    ['Observation?patient.identifier=urn:i|2,urn:i|1', ['ann-o', 'bob-o']],
    ['Observation?patient.family:exact=lefevre', []],
    ['Observation?patient.organization.name=house', ['ann-o']],
    ['Observation?patient.organization.partof.name=top', ['ann-o']],
    ['Observation?patient.general-practitioner:Practitioner.family=bern', ['ann-o']],
    ['Observation?encounter.status=planned&patient.family=lefevre', []],
    ['Observation?encounter.status=planned,finished&code=pulse', ['bob-o']],
    ['Observation?patient._has:Condition:patient:code=gout', ['ann-o']],
    ['Observation?encounter.reason-reference:Condition.code=gout', ['ann-o']],
    ['Observation?patient._id=bob', ['bob-o']],
    ['Observation?subject.identifier=urn:i|1', ['ann-o']],
    ['Observation?patient.family=nobody&_total=accurate', []],
    ['Patient?_has:Observation:patient:code=weight', ['ann']],
    ['Patient?_has:Observation:patient:code=pulse', ['bob']],
    ['Patient?_has:Observation:performer:code=pulse', ['bob']],
    ['Patient?_has:Observation:subject:code:not=weight', ['bob']],
    ['Patient?_has:Encounter:patient:_has:Observation:encounter:code=weight', ['ann']],
    ['Patient?_has:Observation:patient:encounter.status=planned', ['bob']],
    ['Patient?_has:Observation:patient:code=weight&_has:Observation:patient:code=pulse', []],
    ['Patient?_has:Condition:patient:code=none', []],
    ['Practitioner?_has:Patient:general-practitioner:family=lef', ['doc']],
    ['Organization?_has:Patient:organization:_has:Condition:patient:code=gout', ['house']],
    ['Encounter?_has:Observation:encounter:code=pulse', ['bob-e']],
  ])('%s', async (text, ids) => {
    expect(await idsOf(text)).toEqual(ids);
  });

  it('lets nothing match by what the caller may not see', async () => {
    const seen: Visibility = { common: 'directory', persons: [{ patient: 'ann', hidden: ['problems'] }] };
    expect(await idsOf('Patient?_has:Observation:patient:code=weight', seen)).toEqual(['ann']);
    expect(await idsOf('Patient?_has:Condition:patient:code=gout', seen)).toEqual([]);
    expect(await idsOf('Observation?patient._has:Condition:patient:code=gout', seen)).toEqual([]);
    expect(await idsOf('Observation?encounter.reason-reference:Condition.code=gout', seen)).toEqual([]);
    expect(await idsOf('Organization?_has:Patient:organization:_has:Condition:patient:code=gout', seen)).toEqual([]);
    expect(worth(await page('Patient?_has:Condition:patient:code=gout&_count=0', seen)).total).toBe(0);
    expect(worth(await page('Patient?_has:Condition:patient:code=gout&_count=0')).total).toBe(1);
    const bobs: Visibility = { common: 'directory', persons: [{ patient: 'bob', hidden: [] }] };
    expect(await idsOf('Practitioner?_has:Patient:general-practitioner:family=lef', bobs)).toEqual([]);
    expect(await idsOf('Observation?patient.organization.name=house', bobs)).toEqual([]);
  });

  it('begins at the end that has fewer, and refuses where both have many', async () => {
    const many = Array.from({ length: 2_010 }, (_, n) =>
      put({ resourceType: 'Encounter', id: `m${n}`, status: 'arrived', subject: { reference: 'Patient/many' } }),
    );
    const theirs = Array.from({ length: 2_010 }, (_, n) =>
      put({
        resourceType: 'Observation',
        id: `mo${n}`,
        status: 'final',
        code: { coding: [{ system: 'urn:c', code: n === 7 ? 'rare' : 'often' }] },
        subject: { reference: 'Patient/many' },
        encounter: { reference: `Encounter/m${n}` },
      }),
    );
    await committed(test.store.commit(unitOf(put({ resourceType: 'Patient', id: 'many' }), ...many, ...theirs)));
    expect(await idsOf('Observation?encounter.status=arrived&code=rare')).toEqual(['mo7']);
    expect(codeOf(await page('Observation?encounter.status=arrived'))).toBe('search.too-broad');
    expect(await idsOf('Encounter?_id=m7,m8&_has:Observation:encounter:status=final')).toEqual(['m7', 'm8']);
    expect(codeOf(await page('Encounter?_has:Observation:encounter:status=final'))).toBe('search.too-broad');
    expect(await idsOf('Patient?_has:Observation:patient:code=often')).toEqual(['many']);
  });
});

describe('a chain while others write', () => {
  it('sees both of its ends at one moment', async () => {
    const person = (id: string, active: boolean) => put({ resourceType: 'Patient', id, active });
    const seen = (id: string) =>
      put({
        resourceType: 'Flag',
        id: `of-${id}`,
        status: 'active',
        code: { text: 'x' },
        subject: { reference: `Patient/${id}` },
      });
    const store = test.another();
    worth(await store.commit(unitOf(person('m1', true), person('m2', false), seen('m1'))));
    const query = worth(parseSearch('Flag', new URLSearchParams('patient.active=true&patient=m1,m2&_count=0')));
    let writing = true;
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        const [from, to] = n % 2 === 0 ? ['m1', 'm2'] : ['m2', 'm1'];
        worth(
          await store.commit(unitOf(person(from, false), remove('Flag', `of-${from}`), person(to, true), seen(to))),
        );
      }
    })();
    const totals = new Set<number | undefined>();
    for (let n = 0; n < 150; n++) totals.add(worth(await test.store.search(query, seesAll)).total);
    writing = false;
    await writer;
    expect([...totals]).toEqual([1]);
  });
});
