import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const composition = {
  resourceType: 'Composition',
  id: 'letter',
  status: 'final',
  type: { text: 'Letter' },
  subject: { reference: 'Patient/claire' },
  date: '2026-01-01',
  author: [{ reference: 'Practitioner/sophie' }],
  title: 'A letter',
  section: [
    {
      title: 'Findings',
      entry: [
        { reference: 'Observation/pulse' },
        { reference: 'Observation/never' },
        { reference: 'Observation/of-henri' },
      ],
    },
  ],
};

const ins = { system: 'urn:oid:1.2.250.1.213.1.4.11', value: '284037512345640' };

beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { ...body, id } });
    expect([type, id, answer.statusCode]).toEqual([type, id, 201]);
  };
  await put('Organization', 'org-lab', { resourceType: 'Organization', name: 'Laboratory' });
  await put('Practitioner', 'sophie', { resourceType: 'Practitioner', name: [{ family: 'Bernard' }] });
  await put(
    'Patient',
    'claire',
    patient('claire', { identifier: [ins, { system: 'urn:example:ipp', value: '4711' }] }),
  );
  await put('Patient', 'henri', patient('henri'));
  const more = { performer: [{ reference: 'Organization/org-lab' }], hasMember: [{ reference: 'Observation/member' }] };
  await put('Observation', 'pulse', pulse('claire', more));
  await put('Observation', 'member', pulse('claire', { derivedFrom: [{ reference: 'Observation/pulse' }] }));
  await put('Observation', 'of-henri', pulse('henri'));
  await put('Composition', 'letter', composition);
  await put('Composition', 'of-henri', { ...composition, subject: { reference: 'Patient/henri' } });
});
afterAll(() => node.close());

interface Bundle {
  readonly id?: string;
  readonly type: string;
  readonly timestamp: string;
  readonly identifier: { readonly system: string; readonly value: string };
  readonly entry: readonly { readonly fullUrl: string; readonly resource: { readonly resourceType: string } }[];
}

const all = [
  'Composition/letter',
  'Patient/claire',
  'Practitioner/sophie',
  'Observation/pulse',
  'Organization/org-lab',
  'Observation/member',
].map((name) => `http://localhost/fhir/${name}`);

describe('Composition/$document', () => {
  it('has the Composition first, and all that it leads to that the caller may see', async () => {
    for (const url of ['Composition/letter/$document', 'Composition/$document?id=letter']) {
      const answer = await node.ask('doctor', 'GET', url);
      const bundle = answer.json() as Bundle;
      expect([url, answer.statusCode, bundle.type, bundle.id]).toEqual([url, 200, 'document', undefined]);
      expect(bundle.entry.map(({ fullUrl }) => fullUrl)).toEqual(all);
      expect(bundle.identifier.value).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    }
  });

  it('lacks an INS whose identity is not qualified, and so does the summary', async () => {
    expect((await node.ask('doctor', 'GET', 'Patient/claire')).body).toContain(ins.value);
    for (const url of ['Composition/letter/$document', 'Patient/claire/$summary']) {
      const { body } = await node.ask('doctor', 'GET', url);
      expect([url, body.includes(ins.value), body.includes('4711')]).toEqual([url, false, true]);
    }
  });

  it('is a sound resource but for what the Composition refers to and the caller may not see', async () => {
    const bundle = (await node.ask('doctor', 'GET', 'Composition/letter/$document')).json();
    const judged = await node.ask('doctor', 'POST', 'Bundle/$validate', { body: bundle });
    const issues = judged.json().issue as { severity: string; expression: string[] }[];
    expect(issues.filter(({ severity }) => severity === 'error').map(({ expression }) => expression[0])).toEqual([
      'Bundle.entry[0].resource.section[0].entry[1]',
      'Bundle.entry[0].resource.section[0].entry[2]',
    ]);
  });

  it('is kept where that is asked for, as part of the same record', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: 'persist', valueBoolean: true }] };
    const answer = await node.ask('doctor', 'POST', 'Composition/letter/$document', { body });
    const { id } = answer.json() as Bundle;
    expect([answer.statusCode, answer.headers.location]).toEqual([
      200,
      `http://localhost/fhir/Bundle/${id}/_history/1`,
    ]);
    const read = await node.ask('doctor', 'GET', `Bundle/${id}`);
    expect(read.body).toBe(answer.body);
    expect((await node.ask('stranger', 'GET', `Bundle/${id}`)).statusCode).toBe(404);
    const byLink = await node.ask('doctor', 'GET', 'Composition/letter/$document?persist=true');
    expect([byLink.statusCode, codesOf(byLink)]).toEqual([400, ['request.bad']]);
  });

  it('does not tell what is hidden from what is absent', async () => {
    const answers = await Promise.all(
      ['of-henri', 'nobody'].map((id) => node.ask('doctor', 'GET', `Composition/${id}/$document`)),
    );
    expect(answers[0]?.statusCode).toBe(404);
    expect(answers[0]?.body).toBe(answers[1]?.body);
  });

  it('tells the person what was given', async () => {
    await node.ask('doctor', 'GET', 'Composition/letter/$document');
    const page = await node.records.accessLog(await node.callerOf('claire'), 'claire', { count: 6 });
    const told = page.ok ? page.value.entries.filter(({ interaction }) => interaction === '$document') : [];
    const ids = told.flatMap(({ objects }) => objects.map(({ id }) => id));
    expect(ids).toEqual(expect.arrayContaining(['letter', 'claire', 'pulse', 'member']));
    expect(ids).not.toContain('of-henri');
  });

  it.each([
    ['Composition/$document', 400, 'request.bad'],
    ['Composition/letter/$document?id=letter', 400, 'search.unknown-parameter'],
    ['Composition/letter/$document?graph=http://example.org/g', 400, 'request.bad'],
    ['Composition/letter/$document?persist=perhaps', 400, 'search.bad-value'],
    ['Composition/$document?id=http://elsewhere.example/Composition/x', 404, 'resource.not-found'],
  ])('refuses %s', async (url, status, code) => {
    const answer = await node.ask('doctor', 'GET', url);
    expect([answer.statusCode, codesOf(answer)]).toEqual([status, [code]]);
  });
});
