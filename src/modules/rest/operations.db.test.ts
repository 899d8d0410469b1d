import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { ...body, id } });
    expect([type, id, answer.statusCode]).toEqual([type, id, 201]);
  };
  await put('Organization', 'org-lab', { resourceType: 'Organization', name: 'Laboratory' });
  await put('Organization', 'org-other', { resourceType: 'Organization', name: 'Other' });
  await put('Patient', 'claire', patient('claire'));
  await put('Patient', 'henri', patient('henri'));
  const encounter = { resourceType: 'Encounter', status: 'finished', class: { code: 'AMB' } };
  for (const of of ['claire', 'henri']) {
    await put('Encounter', `visit-${of}`, { ...encounter, subject: { reference: `Patient/${of}` } });
  }
  for (const year of [2020, 2022, 2024]) {
    const more = { effectiveDateTime: `${year}-05-05`, performer: [{ reference: 'Organization/org-lab' }] };
    await put('Observation', `pulse-${year}`, pulse('claire', more));
  }
  await put('Observation', 'at-visit', pulse('claire', { encounter: { reference: 'Encounter/visit-claire' } }));
  await put('Observation', 'of-henri', pulse('henri'));
});
afterAll(() => node.close());

type Bundle = {
  readonly type: string;
  readonly link: readonly { readonly relation: string; readonly url: string }[];
  readonly entry?: readonly { readonly resource: { readonly resourceType: string; readonly id: string } }[];
};

function namesOf(bundle: Bundle): readonly string[] {
  return (bundle.entry ?? []).map(({ resource }) => `${resource.resourceType}/${resource.id}`);
}

async function everything(url: string): Promise<Bundle> {
  const answer = await node.ask('doctor', 'GET', url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  return answer.json() as Bundle;
}

describe('Patient/[id]/$everything', () => {
  it('gives the Patient, the compartment and what it refers to, and nothing of others', async () => {
    const names = namesOf(await everything('Patient/claire/$everything'));
    expect(names).toEqual([
      'Patient/claire',
      'Encounter/visit-claire',
      'Observation/at-visit',
      'Observation/pulse-2020',
      'Observation/pulse-2022',
      'Observation/pulse-2024',
      'Organization/org-lab',
    ]);
  });

  it('comes in pages that give each once, while others write', async () => {
    const met: string[] = [];
    let url: string | undefined = 'Patient/claire/$everything?_count=2';
    for (let page = 0; url !== undefined && page < 10; page += 1) {
      const bundle: Bundle = await everything(url);
      met.push(...namesOf(bundle).filter((name) => !name.startsWith('Organization')));
      const next: string | undefined = bundle.link.find(({ relation }) => relation === 'next')?.url;
      url = next === undefined ? undefined : new URL(next).pathname + new URL(next).search;
      await node.ask('importer', 'PUT', 'Observation/pulse-2020', { body: pulse('claire', { id: 'pulse-2020' }) });
    }
    expect(met).toHaveLength(6);
    expect(new Set(met).size).toBe(6);
    await node.ask('importer', 'PUT', 'Observation/pulse-2020', {
      body: pulse('claire', { id: 'pulse-2020', effectiveDateTime: '2020-05-05' }),
    });
  });

  it('takes types, a period of care, and what was written since', async () => {
    expect(namesOf(await everything('Patient/claire/$everything?_type=Encounter'))).toEqual(['Encounter/visit-claire']);
    const inPeriod = namesOf(
      await everything('Patient/claire/$everything?start=2021&end=2023&_type=Observation,Patient'),
    );
    expect(inPeriod).toEqual(['Patient/claire', 'Observation/pulse-2022']);
    expect(namesOf(await everything('Patient/claire/$everything?_since=2099-01-01'))).toEqual(['Patient/claire']);
  });

  it('takes its parameters posted, too', async () => {
    const body = { resourceType: 'Parameters', parameter: [{ name: '_type', valueString: 'Encounter' }] };
    const answer = await node.ask('doctor', 'POST', 'Patient/claire/$everything', { body });
    expect(namesOf(answer.json() as Bundle)).toEqual(['Encounter/visit-claire']);
  });

  it('does not tell who is hidden from who is absent', async () => {
    const answerTo = async (id: string, of = 'Patient') => {
      const answer = await node.ask('doctor', 'GET', `${of}/${id}/$everything`);
      return [answer.statusCode, answer.body];
    };
    expect(await answerTo('henri')).toEqual(await answerTo('nobody'));
    expect(await answerTo('visit-henri', 'Encounter')).toEqual(await answerTo('nobody', 'Encounter'));
    expect((await answerTo('henri'))[0]).toBe(404);
  });

  it.each([
    ['_count=0', 'search.bad-value'],
    ['_type=Nose', 'search.bad-value'],
    ['start=soon', 'search.bad-value'],
    ['_cursor=zzz', 'search.bad-cursor'],
    ['colour=red', 'search.unknown-parameter'],
  ])('refuses %s', async (query, code) => {
    const answer = await node.ask('doctor', 'GET', `Patient/claire/$everything?${query}`);
    expect([answer.statusCode, codesOf(answer)]).toEqual([400, [code]]);
  });
});

it('Encounter/[id]/$everything gives the Encounter, its Patient and what refers to it', async () => {
  const names = namesOf(await everything('Encounter/visit-claire/$everything'));
  expect(names).toEqual(['Encounter/visit-claire', 'Patient/claire', 'Observation/at-visit']);
});

describe('$meta', () => {
  const meta = (valueMeta: object) => ({
    body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] },
  });
  const tag = { system: 'urn:t', code: 'a' };

  it('is read, added to and taken from, and each change is a version', async () => {
    const added = await node.ask('doctor', 'POST', 'Observation/pulse-2022/$meta-add', meta({ tag: [tag, tag] }));
    expect([added.statusCode, added.json().parameter[0].valueMeta]).toMatchObject([
      200,
      { tag: [tag], versionId: '2' },
    ]);
    const again = await node.ask('doctor', 'POST', 'Observation/pulse-2022/$meta-add', meta({ tag: [tag] }));
    expect(again.json().parameter[0].valueMeta.versionId).toBe('2');
    const found = await node.ask('doctor', 'GET', 'Observation?_tag=urn:t|a');
    expect(namesOf(found.json() as Bundle)).toEqual(['Observation/pulse-2022']);
    const gone = await node.ask('doctor', 'POST', 'Observation/pulse-2022/$meta-delete', meta({ tag: [tag] }));
    expect(gone.json().parameter[0].valueMeta).toMatchObject({ versionId: '3' });
    const read = (await node.ask('doctor', 'GET', 'Observation/pulse-2022/$meta')).json();
    expect(Object.keys(read.parameter[0].valueMeta).sort()).toEqual(['lastUpdated', 'versionId']);
  });

  it('of a person can be had too', async () => {
    expect((await node.ask('doctor', 'GET', 'Patient/claire/$meta')).statusCode).toBe(200);
  });

  it('refuses what is no meta, and knows nothing of what is hidden', async () => {
    const bad = await node.ask('doctor', 'POST', 'Observation/pulse-2022/$meta-add', {
      body: { resourceType: 'Basic' },
    });
    expect([bad.statusCode, codesOf(bad)]).toEqual([400, ['request.bad']]);
    const broken = meta({ tag: [{ system: 7 }] });
    const unsound = await node.ask('doctor', 'POST', 'Observation/pulse-2022/$meta-add', broken);
    expect([unsound.statusCode, codesOf(unsound)]).toEqual([422, ['structure.wrong-type']]);
    for (const make of [
      (id: string) => node.ask('doctor', 'GET', `Observation/${id}/$meta`),
      (id: string) => node.ask('doctor', 'POST', `Observation/${id}/$meta-add`, meta({ tag: [tag] })),
    ]) {
      const [hidden, absent] = [await make('of-henri'), await make('no-such-one')];
      expect([hidden.statusCode, hidden.body]).toEqual([404, absent.body]);
    }
  });
});

it('stands in the capabilities', async () => {
  const [rest] = (await node.ask(undefined, 'GET', 'metadata')).json().rest;
  const of = (type: string) => rest.resource.find((one: { type: string }) => one.type === type);
  const names = (type: string) => of(type).operation.map(({ name }: { name: string }) => name);
  const ofAny = ['meta', 'meta-add', 'meta-delete', 'validate', 'graphql'];
  expect(names('Patient')).toEqual(expect.arrayContaining(['summary', 'everything', ...ofAny]));
  expect(names('Encounter')).toContain('everything');
  expect(names('Basic')).toEqual(expect.arrayContaining(ofAny));
  expect(names('Basic')).not.toContain('everything');
  expect(of('Patient')).toMatchObject({ conditionalDelete: 'multiple' });
  expect(of('Patient').interaction).toContainEqual({ code: 'patch' });
  expect(rest.compartment).toEqual(['http://hl7.org/fhir/CompartmentDefinition/patient']);
});
