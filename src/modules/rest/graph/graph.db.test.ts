import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from '../testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const url = 'http://example.org/GraphDefinition/visit';
const definition = {
  resourceType: 'GraphDefinition',
  url,
  name: 'Visit',
  status: 'active',
  start: 'Encounter',
  link: [
    {
      path: 'Encounter.subject',
      target: [
        { type: 'Patient', link: [{ path: 'Patient.managingOrganization', target: [{ type: 'Organization' }] }] },
      ],
    },
    {
      target: [
        {
          type: 'Observation',
          params: 'encounter={ref}',
          link: [{ path: 'Observation.performer', target: [{ type: 'Practitioner' }] }],
        },
      ],
    },
  ],
};

beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { ...body, id } });
    expect([type, id, answer.statusCode]).toEqual([type, id, 201]);
  };
  await put('Organization', 'org', { resourceType: 'Organization', name: 'Hospital' });
  await put('Organization', 'lab', { resourceType: 'Organization', name: 'Laboratory' });
  await put('Practitioner', 'sophie', { resourceType: 'Practitioner' });
  await put('Patient', 'claire', patient('claire', { managingOrganization: { reference: 'Organization/org' } }));
  await put('Patient', 'henri', patient('henri'));
  const encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' } };
  await put('Encounter', 'visit', { ...encounter, subject: { reference: 'Patient/claire' } });
  await put('Encounter', 'of-henri', { ...encounter, subject: { reference: 'Patient/henri' } });
  const performer = [{ reference: 'Practitioner/sophie' }, { reference: 'Organization/lab' }];
  await put('Observation', 'at-visit', pulse('claire', { encounter: { reference: 'Encounter/visit' }, performer }));
  await put('Observation', 'elsewhere', pulse('claire'));
  await put('GraphDefinition', 'visit', definition);
});
afterAll(() => node.close());

const ask = (id: string, graph = url) =>
  node.ask('doctor', 'GET', `Encounter/${id}/$graph?graph=${encodeURIComponent(graph)}`);

describe('$graph', () => {
  it('gives the resource and what the definition leads to, by references and by searches', async () => {
    const answer = await ask('visit');
    const { type, entry } = answer.json();
    expect([answer.statusCode, type]).toEqual([200, 'collection']);
    expect(entry.map(({ fullUrl }: { fullUrl: string }) => fullUrl.replace('http://localhost/fhir/', ''))).toEqual([
      'Encounter/visit',
      'Patient/claire',
      'Observation/at-visit',
      'Organization/org',
      'Practitioner/sophie',
    ]);
  });

  it('does not tell what is hidden from what is absent', async () => {
    const [hidden, absent] = [await ask('of-henri'), await ask('never')];
    expect([hidden.statusCode, hidden.body]).toEqual([404, absent.body]);
  });

  it.each<[string, object]>([
    ['another start', { start: 'Patient' }],
    [
      'a path that does more than lead to an element',
      { link: [{ path: 'Encounter.descendants().descendants()', target: [{ type: 'Patient' }] }] },
    ],
    ['a slice', { link: [{ path: 'Encounter.subject', sliceName: 's', target: [{ type: 'Patient' }] }] }],
    [
      'compartment rules',
      {
        link: [
          {
            path: 'Encounter.subject',
            target: [{ type: 'Patient', compartment: [{ use: 'requirement', code: 'Patient', rule: 'identical' }] }],
          },
        ],
      },
    ],
    ['params without {ref}', { link: [{ target: [{ type: 'Observation', params: 'status=final' }] }] }],
    ['neither path nor params', { link: [{ target: [{ type: 'Observation' }] }] }],
  ])('refuses %s', async (_name, more) => {
    const other = `${url}-other`;
    const body = { ...definition, url: other, ...more };
    expect((await node.ask('importer', 'POST', 'GraphDefinition', { body })).statusCode).toBe(201);
    const answer = await ask('visit', other);
    expect([answer.statusCode, codesOf(answer)]).toEqual([400, ['request.bad']]);
  });

  it('refuses a graph that it does not have, and too wide a search', async () => {
    expect(codesOf(await ask('visit', 'http://example.org/none'))).toEqual(['request.bad']);
    expect(codesOf(await node.ask('doctor', 'GET', 'Encounter/visit/$graph'))).toEqual(['request.bad']);
    const body = {
      ...definition,
      url: `${url}-odd`,
      link: [{ target: [{ type: 'Observation', params: 'nose={ref}' }] }],
    };
    await node.ask('importer', 'POST', 'GraphDefinition', { body });
    expect(codesOf(await ask('visit', `${url}-odd`))).toEqual(['search.unknown-parameter']);
  });
});
