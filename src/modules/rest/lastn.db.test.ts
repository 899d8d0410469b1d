import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
const vital = {
  category: [
    { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }] },
  ],
};
const code = (...codes: readonly string[]) => ({
  code: { coding: codes.map((one) => ({ system: 'urn:c', code: one })) },
});
const words = (text: string) => ({ code: { text } });

beforeAll(async () => {
  node = await openTestNode();
  const put = async (type: string, id: string, body: object) => {
    const answer = await node.ask('importer', 'PUT', `${type}/${id}`, { body: { ...body, id } });
    expect([type, id, answer.statusCode]).toEqual([type, id, 201]);
  };
  await put('Patient', 'claire', patient('claire'));
  await put('Patient', 'henri', patient('henri'));
  const add = (id: string, effectiveDateTime: string, more: object, of = 'claire') =>
    put('Observation', id, pulse(of, { ...vital, effectiveDateTime, ...more }));
  await add('a-2020', '2020-01-01', code('a'));
  await add('a-2022', '2022-01-01T10:00:00Z', code('a'));
  await add('a-2022-too', '2022-01-01T10:00:00Z', code('a'));
  await add('a-2024', '2024-01-01', code('a'));
  await add('b-2021', '2021-01-01', code('b'));
  await add('bc-2020', '2020-06-01', code('b', 'c'));
  await add('c-2023', '2023-01-01', code('c'));
  await add('text-1', '2023-05-01', words('Text'));
  await add('text-2', '2023-06-01', words('Text'));
  await add('text-spaced', '2023-04-01', words('t e x t'));
  await put(
    'Observation',
    'undated',
    (({ effectiveDateTime: _at, ...rest }) => rest)(
      pulse('claire', { ...vital, ...code('d') }) as { effectiveDateTime?: string },
    ),
  );
  await add('of-henri', '2025-01-01', code('a'), 'henri');
});
afterAll(() => node.close());

async function asked(query: string): Promise<readonly string[]> {
  const answer = await node.ask('doctor', 'GET', `Observation/$lastn?${query}`);
  expect([query, answer.statusCode]).toEqual([query, 200]);
  const { type, total, entry = [] } = answer.json();
  const ids = (entry as readonly { resource: { id: string } }[]).map(({ resource }) => resource.id);
  expect([type, total]).toEqual(['searchset', ids.length]);
  return ids;
}

describe('Observation/$lastn', () => {
  it('gives the latest of each code, from the most recent on, codes with translations as one', async () => {
    expect(await asked('patient=claire&category=vital-signs')).toEqual([
      'a-2024',
      'text-2',
      'text-spaced',
      'c-2023',
      'undated',
    ]);
  });

  it('gives so many as max says, and what is of the same moment as the last', async () => {
    const three = await asked('subject=Patient/claire&code=urn:c|a&max=2');
    expect([three[0], three.toSorted()]).toEqual(['a-2024', ['a-2022', 'a-2022-too', 'a-2024']]);
    expect(await asked('patient=claire&category=vital-signs&max=2&code=urn:c|b,urn:c|c')).toEqual(['c-2023', 'b-2021']);
  });

  it('takes further filters, and its parameters posted', async () => {
    expect(await asked('patient=claire&code=urn:c|a&date=lt2022')).toEqual(['a-2020']);
    const parameter = [
      { name: 'patient', valueString: 'claire' },
      { name: 'code', valueString: 'urn:c|b' },
      { name: 'max', valuePositiveInt: 1 },
    ];
    const answer = await node.ask('doctor', 'POST', 'Observation/$lastn', {
      body: { resourceType: 'Parameters', parameter },
    });
    expect(answer.json().entry.map((one: { resource: { id: string } }) => one.resource.id)).toEqual(['b-2021']);
  });

  it('does not tell who is hidden from who is absent', async () => {
    const [hidden, absent] = await Promise.all(
      ['henri', 'nobody'].map((id) => node.ask('doctor', 'GET', `Observation/$lastn?patient=${id}&code=urn:c|a`)),
    );
    expect([hidden?.statusCode, hidden?.body.replaceAll('henri', 'nobody')]).toEqual([200, absent?.body]);
  });

  it('tells the person what was given, and not what was passed over', async () => {
    await asked('patient=claire&code=urn:c|a');
    const page = await node.records.accessLog(await node.callerOf('claire'), 'claire', { count: 1 });
    const [entry] = page.ok ? page.value.entries : [];
    expect([entry?.interaction, entry?.objects.map(({ id }) => id)]).toEqual(['$lastn', ['a-2024']]);
  });

  it.each([
    ['code=urn:c|a', 'request.bad'],
    ['patient=claire', 'request.bad'],
    ['patient:missing=false&code=urn:c|a', 'request.bad'],
    ['patient=claire&code=urn:c|a&max=0', 'search.bad-value'],
    ['patient=claire&code=urn:c|a&_count=3', 'search.unknown-parameter'],
    ['patient=claire&code=urn:c|a&colour=red', 'search.unknown-parameter'],
  ])('refuses %s', async (query, fault) => {
    const answer = await node.ask('doctor', 'GET', `Observation/$lastn?${query}`);
    expect([answer.statusCode, codesOf(answer)]).toEqual([400, [fault]]);
  });
});
