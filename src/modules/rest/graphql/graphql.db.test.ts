import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestNode, patient, pulse } from '../testing.ts';
import { bounds } from './bounds.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;

beforeAll(async () => {
  node = await openTestNode();
  const put = (resource: object) => {
    const { resourceType, id } = resource as { resourceType: string; id: string };
    return node.ask('importer', 'PUT', `${resourceType}/${id}`, { body: resource });
  };
  await put({ resourceType: 'Organization', id: 'org-park', name: 'Park' });
  await put({ resourceType: 'Practitioner', id: 'sophie', name: [{ family: 'Bernard' }] });
  await put(patient('claire', { gender: 'female', managingOrganization: { reference: 'Organization/org-park' } }));
  await put(patient('henri', { gender: 'male' }));
  for (const n of [1, 2, 3]) {
    const performer = [{ reference: 'Practitioner/sophie' }];
    await put({ ...pulse('claire', { performer, effectiveDateTime: `2026-01-0${n}T10:00:00Z` }), id: `claire-${n}` });
  }
  await put({ ...pulse('henri'), id: 'henri-1' });
});
afterAll(() => node.close());

type Who = Parameters<typeof node.ask>[0];

async function ask(who: Who, query: string, at = '$graphql', more: object = {}) {
  const answer = await node.ask(who, 'POST', at, {
    body: { query, ...more },
    headers: { 'content-type': 'application/json' },
  });
  return {
    status: answer.statusCode,
    ...(answer.json() as { data?: unknown; errors?: { extensions: { code: string }; path?: unknown }[] }),
  };
}

function codes({ errors = [] }: { readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }) {
  return errors.map(({ extensions }) => extensions.code);
}

describe('a query about the system', () => {
  it('follows references, and reads those of a level at once', async () => {
    const { data, errors } = await ask(
      'doctor',
      `{ ObservationList(patient: "Patient/claire", _sort: "-date") {
           id subject { resource { ... on Patient { gender managingOrganization { resource { name } } } } }
           performer { resource { ... on Practitioner { name { family } } } } } }`,
    );
    expect(errors).toBeUndefined();
    const list = (data as { ObservationList: object[] }).ObservationList;
    expect(list).toHaveLength(3);
    expect(list[0]).toEqual({
      id: 'claire-3',
      subject: { resource: { gender: 'female', managingOrganization: { resource: { name: 'Park' } } } },
      performer: [{ resource: { name: [{ family: 'Bernard' }] } }],
    });
  });

  it('finds what refers to a resource, and pages by cursor with an exact count', async () => {
    const page = (cursor: string) =>
      `{ Patient(id: claire) { ObservationConnection(_reference: patient, _count: 2, _sort: "date"${cursor}) {
           count pagesize next edges { mode resource { id } } } } }`;
    const first = await ask('claire', page(''));
    const connection = (first.data as { Patient: { ObservationConnection: { next: string } } }).Patient
      .ObservationConnection;
    expect(connection).toMatchObject({
      count: 3,
      pagesize: 2,
      edges: [
        { mode: 'match', resource: { id: 'claire-1' } },
        { mode: 'match', resource: { id: 'claire-2' } },
      ],
    });
    const second = await ask('claire', page(`, _cursor: "${connection.next}"`));
    expect(second.data).toMatchObject({
      Patient: { ObservationConnection: { edges: [{ resource: { id: 'claire-3' } }] } },
    });
  });

  it('keeps decimals as they were written, and takes variables, aliases and fragments', async () => {
    const exact = { ...pulse('claire', { valueQuantity: { value: 5.4, unit: 'x' } }), id: 'exact' };
    const body = JSON.stringify(exact).replace('5.4', '5.40');
    await node.ask('importer', 'PUT', 'Observation/exact', { body });
    const answer = await node.ask('doctor', 'POST', '$graphql', {
      body: {
        query:
          'query q($id: ID!) { it: Observation(id: $id) { ...value } } fragment value on Observation { valueQuantity { value } }',
        variables: { id: 'exact' },
      },
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.body).toBe('{"data":{"it":{"valueQuantity":{"value":5.40}}}}');
    await node.ask('importer', 'DELETE', 'Observation/exact');
  });

  it('is asked by GET and as application/graphql too', async () => {
    const query = '{ Patient(id: "claire") { id } }';
    const byGet = await node.ask('claire', 'GET', `$graphql?query=${encodeURIComponent(query)}`);
    const asText = await node.ask('claire', 'POST', '$graphql', {
      body: query,
      headers: { 'content-type': 'application/graphql' },
    });
    expect([byGet.json(), asText.json()]).toEqual(Array(2).fill({ data: { Patient: { id: 'claire' } } }));
    expect(byGet.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('a query about one resource', () => {
  beforeAll(async () => {
    const contained = [{ resourceType: 'Practitioner', id: 'inside', name: [{ family: 'Diallo' }] }];
    const names = ['official', 'usual', 'maiden'].map((use, n) => ({ use, given: [`G${n}`, `H${n}`] }));
    const generalPractitioner = [{ reference: '#inside' }, { reference: `${node.deps.baseUrl}/Practitioner/sophie` }];
    const body = patient('claire', { name: names, generalPractitioner, contained, gender: 'female' });
    await node.ask('importer', 'PUT', 'Patient/claire', { body });
  });

  it('follows what is contained and what stands at an address of this node', async () => {
    const of = await ask(
      'claire',
      '{ generalPractitioner { resource { ... on Practitioner { id name { family } } } } }',
      'Patient/claire/$graphql',
    );
    expect(of.data).toEqual({
      generalPractitioner: [
        { resource: { id: 'inside', name: [{ family: 'Diallo' }] } },
        { resource: { id: 'sophie', name: [{ family: 'Bernard' }] } },
      ],
    });
  });

  it('chooses by property, by place and by FHIRPath', async () => {
    const of = await ask(
      'claire',
      `{ one: name(use: "usual") { given @first } two: name(_offset: 1, _count: 1) { use }
         three: name(fhirpath: "use != 'usual' and given.exists()") { use } }`,
      'Patient/claire/$graphql',
    );
    expect(of.data).toEqual({
      one: [{ given: ['G1'] }],
      two: [{ use: 'usual' }],
      three: [{ use: 'official' }, { use: 'maiden' }],
    });
  });

  it('asks a FHIRPath of what an element is to FHIR: its type, its decimals', async () => {
    const component = [
      { code: { text: 'a' }, valueQuantity: { value: 5.4, system: 'http://unitsofmeasure.org', code: 'g/dL' } },
      { code: { text: 'b' }, valueString: '5.4' },
      { code: { text: 'c' }, dataAbsentReason: { text: 'none' } },
    ];
    const body = { ...pulse('claire', { component, effectiveDateTime: '2026-01-01T10:00:00Z' }), id: 'claire-1' };
    await node.ask('importer', 'PUT', 'Observation/claire-1', { body });
    const of = await ask(
      'claire',
      `{ quantity: component(fhirpath: "value.ofType(Quantity).value = 5.40") { code { text } }
         string: component(fhirpath: "value is string") { code { text } }
         without: component(fhirpath: "value.empty() or code.exists().not()") { code { text } }
         several: component(fhirpath: "(1 | 2).single() = 1") { code { text } } }`,
      'Observation/claire-1/$graphql',
    );
    expect(of.data).toEqual({
      quantity: [{ code: { text: 'a' } }],
      string: [{ code: { text: 'b' } }],
      without: [{ code: { text: 'c' } }],
      several: null,
    });
    expect(codes(of)).toEqual(['fhirpath.evaluation']);
  });

  it('flattens along references', async () => {
    const of = await ask(
      'claire',
      '{ generalPractitioner @flatten { resource @flatten { ... on Practitioner { name @flatten { family } } } } }',
      'Patient/claire/$graphql',
    );
    expect(of.data).toEqual({ family: ['Diallo', 'Bernard'] });
  });
});

describe('what the caller may not see', () => {
  const query = (id: string) =>
    `{ Patient(id: "${id}") { id } Observation(id: "${id}-1") { id subject { resource { id } } } }`;

  it('is answered as what does not exist', async () => {
    const hidden = await node.ask('doctor', 'POST', '$graphql', {
      body: { query: query('henri') },
      headers: { 'content-type': 'application/json' },
    });
    const absent = await node.ask('doctor', 'POST', '$graphql', {
      body: { query: query('nobody') },
      headers: { 'content-type': 'application/json' },
    });
    expect(hidden.body).toBe(absent.body);
    expect(codes(hidden.json())).toEqual(['resource.not-found', 'resource.not-found']);
  });

  it('is neither found, nor counted, nor led to', async () => {
    const { data } = await ask(
      'doctor',
      '{ PatientConnection { count edges { resource { id } } } ObservationList(patient: henri) { id } }',
    );
    expect(data).toEqual({ PatientConnection: { count: 1, edges: [{ resource: { id: 'claire' } }] } });
  });

  it('makes an instance-level query 404, as a read', async () => {
    const hidden = await ask('doctor', '{ id }', 'Patient/henri/$graphql');
    const absent = await ask('doctor', '{ id }', 'Patient/nobody/$graphql');
    expect(hidden).toEqual(absent);
    expect([hidden.status, codes(hidden)]).toEqual([404, ['resource.not-found']]);
  });

  it('stands in the log of the person whose data was given', async () => {
    const { data } = await ask('doctor', '{ ObservationList(patient: claire) { subject { resource { id } } } }');
    expect((data as { ObservationList: unknown[] }).ObservationList).toHaveLength(3);
    const log = await node.audit.accessLog({ patient: 'claire', count: 200 });
    const given = log.entries.filter(({ interaction }) => interaction === '$graphql').flatMap(({ objects }) => objects);
    expect(given.map(({ type }) => type)).toEqual(expect.arrayContaining(['Observation', 'Patient']));
  });
});

describe('a query that cannot be answered', () => {
  it.each([
    ['no GraphQL', '{ Patient(id: ', 'graphql.invalid'],
    ['an unknown field', '{ Patient(id: x) { nothing } }', 'graphql.invalid'],
    ['an unknown type', '{ Nothing(id: x) { id } }', 'graphql.invalid'],
    [
      'a field of no possible target',
      '{ Patient(id: x) { managingOrganization { resource { birthDate } } } }',
      'graphql.invalid',
    ],
    [
      'a field of any resource without its type',
      '{ ListList { entry { item { resource { gender } } } } }',
      'graphql.invalid',
    ],
    [
      'an unknown field of one type among any',
      '{ ListList { entry { item { resource { ... on Patient { nothing } } } } } }',
      'graphql.invalid',
    ],
    [
      'a fragment that can never apply',
      '{ Patient(id: x) { managingOrganization { resource { ... on Patient { id } } } } }',
      'graphql.invalid',
    ],
    ['an unknown argument', '{ Patient(id: x) { name(colour: "red") { family } } }', 'graphql.invalid'],
    ['an unknown search parameter', '{ PatientList(colour: "red") { id } }', 'search.unknown-parameter'],
    ['a selection on a plain value', '{ Patient(id: x) { gender { id } } }', 'graphql.invalid'],
    ['no selection on a complex one', '{ Patient(id: x) { name } }', 'graphql.invalid'],
    ['two meanings of one name', '{ Patient(id: x) { a: gender a: birthDate } }', 'graphql.invalid'],
    ['a mutation', 'mutation { PatientCreate { id } }', 'graphql.invalid'],
    ['an unknown directive', '{ Patient(id: x) { id @upper } }', 'graphql.invalid'],
    ['a fragment in a circle', 'query { ...a } fragment a on Query { ...a }', 'graphql.invalid'],
    [
      'a FHIRPath function of patterns',
      `{ Patient(id: x) { name(fhirpath: "family.matches('(a+)+b')") { family } } }`,
      'graphql.invalid',
    ],
    ['an unknown FHIRPath function', '{ Patient(id: x) { name(fhirpath: "trace(1)") { family } } }', 'graphql.invalid'],
    ['a missing variable', 'query q($id: ID!) { Patient(id: $id) { id } }', 'graphql.invalid'],
  ])('is refused with its code: %s', async (_name, query, code) => {
    const { status, data, ...answer } = await ask('doctor', query);
    expect([status, codes(answer), data]).toEqual([400, [code], undefined]);
  });

  it('repeats no value of the query', async () => {
    const answer = await node.ask('doctor', 'POST', '$graphql', {
      body: { query: '{ Patient(id: "Zaphod-1952") "Zaphod-1952" }' },
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).not.toContain('Zaphod');
  });
});

describe('the bounds', () => {
  const doubled = (steps: number) =>
    `{ Patient(id: x) { ...f0 } } ${Array.from({ length: steps }, (_, n) => `fragment f${n} on Patient { a${n}: id ...f${n + 1} b${n}: id ...f${n + 1} }`).join(' ')} fragment f${steps} on Patient { id }`;
  const deep = (steps: number) =>
    `{ Patient(id: x) { ${'contact { organization { resource { contained { ... on Patient { '.repeat(steps)} id ${'} } } } }'.repeat(steps)} } }`;
  const fourfold = (levels: number): string =>
    levels === 0 ? 'true' : `(1|2|3|4).where(${fourfold(levels - 1)}).exists()`;

  it.each([
    [
      'many aliases',
      `{ ${Array.from({ length: bounds.fields + 1 }, (_, n) => `a${n}: PatientList { id }`).join(' ')} }`,
    ],
    ['fragments that double at each step', doubled(40)],
    ['depth', deep(8)],
    ['length', `{ Patient(id: "${'x'.repeat(bounds.queryLength)}") { id } }`],
    [
      'more searches than it may hold',
      `{ ${Array.from({ length: bounds.searches + 1 }, (_, n) => `a${n}: PatientList { id }`).join(' ')} }`,
    ],
    [
      'a FHIRPath that does four times the work at each level',
      `{ Patient(id: "claire") { name(fhirpath: "${fourfold(15)}") { family } } }`,
    ],
    [
      'an introspection by many names',
      `{ __schema { ${Array.from({ length: 50 }, (_, n) => `a${n}: types { name }`).join(' ')} } }`,
    ],
  ])('refuse %s', async (_name, query) => {
    const { status, data, ...answer } = await ask('doctor', query);
    expect([status, codes(answer), data]).toEqual([400, ['graphql.too-complex'], undefined]);
  });

  it('refuse an introspection that turns back on itself', async () => {
    const round = 'fields { type { '.repeat(6);
    const answer = await ask('doctor', `{ __schema { types { ${round} name ${'} } '.repeat(6)} } }`);
    expect([answer.status, codes(answer)]).toEqual([400, ['graphql.invalid']]);
  });

  it('refuse a query by which each resource brings all others', async () => {
    const step = (inner: string) =>
      `ObservationList(_reference: patient) { subject { resource { ... on Patient { ${inner} } } } }`;
    const answer = await ask('importer', `{ PatientList { ${step(step(step(step('id'))))} } }`);
    expect(answer.status === 200 || codes(answer)[0] === 'graphql.too-complex').toBe(true);
  });
});

describe('hundreds of broken queries', () => {
  it('are answered or refused, never with a defect', async () => {
    const whole = `query q($id: ID = "claire") { Patient(id: $id) { ...who name(fhirpath: "use.exists()") @first { given @singleton } ObservationConnection(_reference: patient, _count: 2) { count edges { resource { valueQuantity { value } } } } } } fragment who on Patient { id generalPractitioner @flatten { resource(optional: true) { ... on Practitioner { name @flatten @slice(path: "$index") { family } } } } }`;
    const tokens = whole.match(/[A-Za-z_$@"'.=!-]+|\S/g) ?? [];
    let seed = 20_261_122;
    const random = (below: number) => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    const statuses = new Map<number, number>();
    for (let n = 0; n < 400; n += 1) {
      const broken = [...tokens];
      for (let changes = 1 + random(3); changes > 0; changes -= 1) {
        const at = random(broken.length);
        const how = random(3);
        if (how === 0) broken.splice(at, 1);
        else if (how === 1) broken.splice(at, 0, tokens[random(tokens.length)] ?? '');
        else broken[at] = tokens[random(tokens.length)] ?? '';
      }
      const { status } = await ask('claire', broken.join(' '), n % 2 === 0 ? '$graphql' : 'Patient/claire/$graphql');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses.keys()].sort()).toEqual([200, 400]);
  }, 60_000);
});

describe('introspection', () => {
  it('tells the types of FHIR R4 once it is asked', async () => {
    const { data, errors } = await ask(
      'doctor',
      '{ __schema { queryType { name } directives { name } } __type(name: "PatientContact") { fields { name type { name kind ofType { name } } } } }',
    );
    expect(errors).toBeUndefined();
    const { __schema, __type } = data as {
      __schema: { directives: { name: string }[] };
      __type: { fields: { name: string }[] };
    };
    expect(__schema.directives.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['flatten', 'first', 'singleton', 'slice']),
    );
    expect(__type.fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['relationship', 'name', '_gender']));
  });
});
