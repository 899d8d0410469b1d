import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = async (id: string, body: object) =>
    expect((await node.ask('importer', 'PUT', id, { body })).statusCode).toBeLessThan(300);
  await put('Patient/claire', patient('claire'));
  await put('Patient/henri', patient('henri'));
  await put('Observation/o', pulse('claire', { id: 'o' }));
  await put('Observation/o', pulse('claire', { id: 'o', status: 'amended' }));
  await put('Observation/o', pulse('claire', { id: 'o', status: 'corrected', method: { text: 'palpation' } }));
  await put('Observation/other', pulse('claire', { id: 'other', status: 'preliminary' }));
  await put('Observation/hidden', pulse('henri', { id: 'hidden' }));
});
afterAll(() => node.close());

async function patchOf(url: string): Promise<readonly (readonly unknown[])[]> {
  const answer = await node.ask('doctor', 'GET', url);
  expect([url, answer.statusCode]).toEqual([url, 200]);
  const { parameter = [] } = answer.json();
  return parameter.map(({ part }: { part: readonly Record<string, unknown>[] }) =>
    part.map(({ name: _name, ...value }) => Object.values(value)[0]),
  );
}

describe('$diff', () => {
  it('tells what the current version changed, or what changed since another', async () => {
    expect(await patchOf('Observation/o/$diff')).toEqual([
      ['replace', 'Observation.status', 'amended', 'corrected'],
      ['add', 'Observation', 'method', { text: 'palpation' }],
    ]);
    expect(await patchOf('Observation/o/$diff?fromVersion=1&toVersion=2')).toEqual([
      ['replace', 'Observation.status', 'final', 'amended'],
    ]);
    expect(await patchOf('Observation/o/$diff?fromVersion=3')).toEqual([]);
  });

  it('compares two resources, and one of their versions', async () => {
    expect(await patchOf('$diff?from=Observation/other&to=Observation/o/_history/1')).toEqual([
      ['replace', 'Observation.status', 'preliminary', 'final'],
    ]);
  });

  it('gives a patch that brings the one to the other', async () => {
    const difference = await node.ask('doctor', 'GET', '$diff?from=Observation/other&to=Observation/o');
    const patched = await node.ask('doctor', 'PATCH', 'Observation/other', { body: difference.body });
    expect(patched.statusCode).toBe(200);
    expect(await patchOf('$diff?from=Observation/other&to=Observation/o')).toEqual([]);
  });

  it('does not tell what is hidden from what is absent', async () => {
    const answerTo = async (id: string) => {
      const one = await node.ask('doctor', 'GET', `Observation/${id}/$diff`);
      const two = await node.ask('doctor', 'GET', `$diff?from=Observation/o&to=Observation/${id}`);
      return [one.statusCode, one.body, two.statusCode, two.body];
    };
    expect(await answerTo('hidden')).toEqual(await answerTo('never'));
    expect((await answerTo('hidden'))[0]).toBe(404);
  });

  it.each([
    ['Observation/o/$diff?fromVersion=x', 400, 'search.bad-value'],
    ['Observation/o/$diff?fromVersion=9', 404, 'resource.not-found'],
    ['Observation/o/$diff?colour=red', 400, 'search.unknown-parameter'],
    ['Patient/claire/$diff', 400, 'request.bad'],
    ['$diff?from=Observation/o', 400, 'search.bad-value'],
    ['$diff?from=Observation/o&to=http://elsewhere.example/Observation/o', 400, 'search.bad-value'],
    ['$diff?from=Observation/o&to=Patient/claire', 400, 'resource.type-mismatch'],
  ])('refuses %s', async (url, status, code) => {
    const answer = await node.ask('doctor', 'GET', url);
    expect([answer.statusCode, codesOf(answer)]).toEqual([status, [code]]);
  });
});
