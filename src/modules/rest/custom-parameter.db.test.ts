import { afterAll, beforeAll, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
  const defined = await node.ask('importer', 'POST', 'SearchParameter', {
    body: {
      resourceType: 'SearchParameter',
      url: 'http://example.org/SearchParameter/interpretation',
      name: 'interpretation',
      status: 'active',
      description: 'What the value means',
      code: 'interpretation',
      base: ['Observation'],
      type: 'token',
      expression: 'Observation.interpretation',
    },
  });
  expect(defined.statusCode).toBe(201);
  await node.renewIndex();
});
afterAll(() => node.close());

it('is a condition as any other parameter is, filters $lastn and GraphQL lists, and is told of', async () => {
  const body = pulse('claire', { interpretation: [{ coding: [{ system: 'urn:i', code: 'H' }] }] });
  const create = () =>
    node.ask('importer', 'POST', 'Observation', { body, headers: { 'if-none-exist': 'interpretation=urn:i|H' } });
  expect([(await create()).statusCode, (await create()).statusCode]).toEqual([201, 200]);
  const latest = await node.ask(
    'doctor',
    'GET',
    'Observation/$lastn?patient=claire&code=8867-4&interpretation=urn:i|H',
  );
  expect(latest.json().total).toBe(1);
  const query = '{ ObservationList(patient: "claire", interpretation: "urn:i|H") { code { text } } }';
  const listed = await node.ask('doctor', 'GET', `$graphql?query=${encodeURIComponent(query)}`);
  expect(listed.json().data.ObservationList).toHaveLength(1);
  const document = (await node.ask(undefined, 'GET', 'openapi.json?_type=Observation')).json();
  expect(document.components.parameters['Observation.interpretation']).toMatchObject({ name: 'interpretation' });
  const removed = await node.ask('importer', 'DELETE', 'Observation?interpretation=urn:i|H');
  expect(removed.statusCode).toBe(204);
  expect(codesOf(await node.ask('importer', 'DELETE', 'Patient?interpretation=urn:i|H'))).toEqual([
    'search.unknown-parameter',
  ]);
});
