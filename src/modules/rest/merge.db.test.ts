import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, type Who } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const identifier = [{ system: 'urn:made:person', value: '4711' }];

beforeAll(async () => {
  node = await openTestNode();
  for (const id of ['claire', 'double', 'third']) {
    const body = { resourceType: 'Patient', id, identifier, name: [{ family: 'Moreau' }], birthDate: '1984-03-12' };
    expect((await node.ask('importer', 'PUT', `Patient/${id}`, { body })).statusCode).toBe(201);
  }
});
afterAll(() => node.close());

function ask(act: 'merge' | 'unmerge', source: string, target: string, who: Who = 'importer') {
  const parameter = [
    { name: 'source-patient', valueReference: { reference: `Patient/${source}` } },
    { name: 'target-patient', valueReference: { reference: `http://localhost/fhir/Patient/${target}` } },
  ];
  return node.ask(who, 'POST', `Patient/$${act}`, { body: { resourceType: 'Parameters', parameter } });
}
const read = async (id: string) => (await node.ask('importer', 'GET', `Patient/${id}`)).json();

describe('Patient/$merge and $unmerge', () => {
  it('link two Patients both ways and keep both; the way back restores them, and histories have it all', async () => {
    const before = [await read('double'), await read('claire')];
    const answer = await ask('merge', 'double', 'claire');
    expect(answer.statusCode).toBe(200);
    expect(answer.json().parameter[1]).toMatchObject({ name: 'result', resource: { id: 'claire' } });
    expect(await read('double')).toMatchObject({
      active: false,
      link: [{ type: 'replaced-by', other: { reference: 'Patient/claire' } }],
      birthDate: '1984-03-12',
    });
    expect((await read('claire')).link).toEqual([{ type: 'replaces', other: { reference: 'Patient/double' } }]);

    expect((await ask('unmerge', 'double', 'claire')).statusCode).toBe(200);
    const [double, claire] = [await read('double'), await read('claire')];
    expect(double).toEqual({ ...before[0], active: true, meta: double.meta });
    expect(claire).toEqual({ ...before[1], meta: claire.meta });
    const history = (await node.ask('importer', 'GET', 'Patient/double/_history')).json();
    expect(history.entry).toHaveLength(3);
  });

  it('refuse what makes no sense', async () => {
    expect(codesOf(await ask('merge', 'claire', 'claire'))).toEqual(['identity.merge']);
    expect(codesOf(await ask('unmerge', 'double', 'claire'))).toEqual(['identity.merge']);
    expect(codesOf(await ask('merge', 'no-such', 'claire'))).toEqual(['resource.not-found']);
    expect((await ask('merge', 'double', 'claire')).statusCode).toBe(200);
    expect(codesOf(await ask('merge', 'double', 'third'))).toEqual(['identity.merge']);
    expect(codesOf(await ask('merge', 'third', 'double'))).toEqual(['identity.merge']);
    expect(codesOf(await ask('unmerge', 'double', 'third'))).toEqual(['identity.merge']);
    expect((await ask('unmerge', 'double', 'claire')).statusCode).toBe(200);
    const body = { resourceType: 'Parameters', parameter: [{ name: 'source-patient', valueString: 'double' }] };
    const malformed = await node.ask('importer', 'POST', 'Patient/$merge', { body });
    expect([malformed.statusCode, codesOf(malformed)]).toEqual([400, ['request.bad']]);
  });

  it('are for the identity desk alone', async () => {
    for (const who of ['doctor', 'stranger', 'claire'] as const) {
      expect(codesOf(await ask('merge', 'double', 'claire', who))).toEqual(['access.denied']);
    }
    // The policy shows an administrator nobody's record.
    expect((await ask('merge', 'double', 'claire', 'admin')).statusCode).toBeGreaterThanOrEqual(403);
    expect((await read('double')).link).toBeUndefined();
  });
});
