import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const narrative = { status: 'generated', div: '<div xmlns="http://www.w3.org/1999/xhtml">x</div>' };
  await node.ask('importer', 'PUT', 'Patient/claire', {
    body: patient('claire', {
      text: narrative,
      meta: { tag: [{ system: 'urn:t', code: 'mine' }] },
      active: true,
      contact: [{ name: { text: 'Someone' } }],
      communication: [{ language: { text: 'fr' } }],
    }),
  });
  const text = JSON.stringify(
    pulse('claire', {
      id: 'o',
      text: narrative,
      note: [{ text: 'n' }],
      component: [{ code: { text: 'c' }, interpretation: [{ text: 'high' }], valueString: 'v' }],
    }),
  ).replace('"value":72', '"value":72.50');
  await node.ask('importer', 'PUT', 'Observation/o', { body: text });
});
afterAll(() => node.close());

const subsetted = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' };
const always = ['resourceType', 'id', 'meta'];

async function membersOf(url: string): Promise<readonly string[]> {
  const answer = await node.ask('doctor', 'GET', url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  const resource = answer.json();
  expect(resource.meta.tag).toContainEqual(subsetted);
  return Object.keys(resource).filter((name) => !always.includes(name));
}

describe('a part of a resource', () => {
  it('_summary=true keeps what the definitions mark, inside of elements too, and values as written', async () => {
    expect(await membersOf('Patient/claire?_summary=true')).toEqual(['birthDate', 'name', 'active']);
    expect(await membersOf('Observation/o?_summary=true')).toEqual([
      'status',
      'code',
      'subject',
      'effectiveDateTime',
      'valueQuantity',
      'component',
    ]);
    const answer = await node.ask('doctor', 'GET', 'Observation/o?_summary=true');
    expect(answer.body).toContain('72.50');
    expect(answer.json().component).toEqual([{ code: { text: 'c' }, valueString: 'v' }]);
    expect(answer.headers.etag).toBe('W/"1"');
  });

  it('_summary=text keeps the narrative and what is mandatory, _summary=data all but the narrative', async () => {
    expect(await membersOf('Observation/o?_summary=text')).toEqual(['status', 'code', 'text']);
    const data = await membersOf('Patient/claire?_summary=data');
    expect([data.includes('text'), data.includes('contact')]).toEqual([false, true]);
  });

  it('_elements keeps the named, the mandatory and the modifying', async () => {
    expect(await membersOf('Patient/claire?_elements=birthDate,contact')).toEqual(['birthDate', 'active', 'contact']);
    expect(await membersOf('Observation/o/_history/1?_elements=value')).toEqual(['status', 'code', 'valueQuantity']);
  });

  it('keeps the tags that were there', async () => {
    const { tag } = (await node.ask('doctor', 'GET', 'Patient/claire?_elements=name')).json().meta;
    expect(tag).toEqual([subsetted, { system: 'urn:t', code: 'mine' }]);
  });

  it('is what a search gives, on every page', async () => {
    await node.ask('importer', 'PUT', 'Observation/p', { body: pulse('claire', { id: 'p' }) });
    const first = (await node.ask('doctor', 'GET', 'Observation?_elements=code&_count=1')).json();
    expect(Object.keys(first.entry[0].resource).sort()).toEqual([...always, 'status', 'code'].sort());
    const next = first.link.find((link: { relation: string }) => link.relation === 'next').url as string;
    const second = (await node.ask('doctor', 'GET', new URL(next).pathname + new URL(next).search)).json();
    expect(Object.keys(second.entry[0].resource).sort()).toEqual([...always, 'status', 'code'].sort());
    const form = await node.ask('doctor', 'POST', 'Observation/_search', {
      body: '_summary=text&_id=o',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(Object.keys(form.json().entry[0].resource)).toContain('text');
    const count = (await node.ask('doctor', 'GET', 'Observation?_summary=count&_total=accurate')).json();
    expect([count.total, count.entry]).toEqual([2, undefined]);
  });

  it('can be had as XML', async () => {
    const answer = await node.ask('doctor', 'GET', 'Observation/o?_summary=true&_format=xml');
    expect(answer.body).toContain('<value value="72.50"/>');
    expect(answer.body).toContain('SUBSETTED');
  });

  it.each([
    'Patient/claire?_summary=count',
    'Patient/claire?_summary=all',
    'Patient/claire?_elements=nose',
    'Patient?_elements=nose',
    'Patient?_elements=name&_summary=true',
  ])('%s is refused', async (url) => {
    const answer = await node.ask('doctor', 'GET', url);
    expect([answer.statusCode, codesOf(answer)]).toEqual([400, ['search.bad-value']]);
  });
});
