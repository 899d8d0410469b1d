import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, type Who } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const claire = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:made:person', value: '2840369123456' }],
  name: [{ family: 'Lefèvre', given: ['Claire', 'Anne'] }],
  birthDate: '1984-03-12',
  gender: 'female',
  telecom: [{ system: 'phone', value: '+33612345678' }],
  address: [{ line: ['12 rue des Lilas'], city: 'Lyon', postalCode: '69003' }],
};
const { identifier: _identifier, ...unnumbered } = claire;

beforeAll(async () => {
  node = await openTestNode();
  const put = async (id: string, more: object) => {
    const answer = await node.ask('importer', 'PUT', `Patient/${id}`, { body: { ...claire, ...more, id } });
    expect([id, answer.statusCode]).toEqual([id, 201]);
  };
  await put('claire', {});
  const second = { identifier: [{ system: 'urn:made:person', value: '2840369999999' }] };
  await put('twin', { ...second, name: [{ family: 'Lefèvre', given: ['Sophie'] }] });
  // Born on the same day, so that the searches find him, and nobody else at all.
  const { birthDate } = claire;
  const marc = { name: [{ family: 'Dubois', given: ['Marc'] }], birthDate, gender: 'male', address: undefined };
  await put('compared', { ...marc, identifier: undefined, telecom: undefined });
  await put('double', { identifier: undefined, name: [{ family: 'LEFEVRE', given: ['CLAIRE'] }], address: undefined });
});
afterAll(() => node.close());

interface Entry {
  readonly resource: { readonly resourceType: string; readonly id: string };
  readonly search: {
    readonly score: number;
    readonly mode: string;
    readonly extension: readonly { readonly url: string; readonly valueCode: string }[];
  };
}

async function matches(person: object, more: readonly object[] = [], who: Who = 'importer') {
  const parameter = [{ name: 'resource', resource: person }, ...more];
  const answer = await node.ask(who, 'POST', 'Patient/$match', { body: { resourceType: 'Parameters', parameter } });
  expect([answer.statusCode, answer.json().type]).toEqual([200, 'searchset']);
  return (answer.json().entry ?? []) as readonly Entry[];
}

function graded(entries: readonly Entry[]): readonly string[] {
  return entries.map(({ resource, search }) => `${resource.id} ${search.extension[0]?.valueCode}`);
}

describe('Patient/$match', () => {
  it('gives who may be meant, the likeliest first, with scores and grades', async () => {
    const found = await matches(claire);
    expect(graded(found)).toEqual(['claire certain', 'double certain', 'twin possible']);
    const scores = found.map(({ search }) => search.score);
    expect(scores).toEqual(scores.toSorted((one, other) => other - one));
    expect(scores.every((score) => score > 0 && score <= 1)).toBe(true);
    expect(found[0]?.search).toMatchObject({
      mode: 'match',
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/match-grade' }],
    });
  });

  it.each([
    ['a mistyped family name', { name: [{ family: 'Lefevbre', given: ['Claire'] }] }],
    ['a mistyped given name', { name: [{ family: 'Lefèvre', given: ['Clarie'] }] }],
    ['swapped names', { name: [{ family: 'Claire', given: ['Lefèvre'] }] }],
    ['a swapped day and month', { birthDate: '1984-12-03' }],
    ['a mistyped year', { birthDate: '1994-03-12' }],
    ['another family name', { name: [{ family: 'Moreau', given: ['Claire'] }] }],
  ])('finds her by the rest in spite of %s', async (_name, slip) => {
    const found = await matches({ ...unnumbered, telecom: undefined, ...slip });
    expect(graded(found).some((one) => one.startsWith('claire '))).toBe(true);
  });

  it('takes the Patient itself as the body, and gives as many as are asked for', async () => {
    const answer = await node.ask('importer', 'POST', 'Patient/$match', { body: claire });
    expect(answer.json().entry).toHaveLength(3);
    expect(graded(await matches(claire, [{ name: 'count', valueInteger: 1 }]))).toEqual(['claire certain']);
  });

  it('gives only the one who is certainly meant where that is asked for', async () => {
    const only = [{ name: 'onlyCertainMatches', valueBoolean: true }];
    const sophie = { ...unnumbered, name: [{ family: 'Lefèvre', given: ['Sophie'] }] };
    expect(graded(await matches(sophie, only))).toEqual(['twin certain']);
    const [advice] = await matches(claire, only);
    expect([advice?.resource.resourceType, advice?.search.mode]).toEqual(['OperationOutcome', 'outcome']);
  });

  it('knows only those whom the caller may see', async () => {
    expect(graded(await matches(claire, [], 'doctor'))).toEqual(['claire certain']);
    expect(graded(await matches(claire, [], 'stranger'))).toEqual([]);
    const hidden = await node.ask('stranger', 'POST', 'Patient/$match', { body: claire });
    const nobody = await node.ask('stranger', 'POST', 'Patient/$match', {
      body: { ...claire, identifier: [{ system: 'urn:x', value: '1' }], birthDate: '1901-01-01' },
    });
    expect(hidden.body).toBe(nobody.body);
  });

  it('tells each person who was given, and nobody who was only compared', async () => {
    const before = await Promise.all(['claire', 'compared'].map(linesOf));
    await matches(claire);
    expect(before[1]).toBe(0);
    expect(await Promise.all(['claire', 'compared'].map(linesOf))).toEqual([(before[0] ?? 0) + 1, 0]);
  });

  it.each<[string, object, number, string]>([
    ['too little', { resourceType: 'Patient', gender: 'female' }, 400, 'request.bad'],
    ['another type', { resourceType: 'Practitioner' }, 400, 'request.bad'],
    ['no person', { resourceType: 'Parameters' }, 400, 'request.bad'],
    ['an unsound person', { resourceType: 'Patient', birthDate: 'yesterday' }, 422, 'structure.primitive'],
    [
      'an unknown parameter',
      { resourceType: 'Parameters', parameter: [{ name: 'colour', valueString: 'red' }] },
      400,
      'request.bad',
    ],
  ])('refuses %s', async (_name, body, status, code) => {
    const answer = await node.ask('importer', 'POST', 'Patient/$match', { body });
    expect([answer.statusCode, codesOf(answer)]).toEqual([status, [code]]);
  });
});

/** How often the log of a person tells of $match. */
async function linesOf(patient: string): Promise<number> {
  const caller = { ...(await node.callerOf('claire')), patient };
  const page = await node.records.accessLog(caller, patient, { count: 200 });
  return page.ok ? page.value.entries.filter(({ interaction }) => interaction === '$match').length : -1;
}
