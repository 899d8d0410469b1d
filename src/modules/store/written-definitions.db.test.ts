import { afterAll, beforeAll, expect, it } from 'vitest';
import { definitionTypes } from '#definitions';
import { patient } from '#fhir/testing';
import type { Write } from './contract.ts';
import { committed, openTestStore, put, remove, type TestStore, unitOf } from './testing.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const valueSet = (id: string, title: string) => ({
  resourceType: 'ValueSet',
  id,
  url: `urn:${id}`,
  status: 'active',
  title,
});

it('tells of the definitions among the resources, and by one number of every change of them', async () => {
  const { definitions, commit } = test.store;
  const titles = async () => {
    const texts = await definitions.texts(await definitions.list(definitionTypes));
    return texts.map((text) => (JSON.parse(text ?? '') as { title: string }).title);
  };
  const revisions = [await definitions.revision(definitionTypes)];
  const change = async (...writes: readonly Write[]) => {
    await committed(commit(unitOf(...writes)));
    revisions.push(await definitions.revision(definitionTypes));
  };
  await change(put(valueSet('b', 'second')), put(valueSet('a', 'first')));
  expect(await titles()).toEqual(['first', 'second']);
  await change(put(valueSet('a', 'first, again')));
  expect(await titles()).toEqual(['first, again', 'second']);
  await change(remove('ValueSet', 'a'));
  expect(await titles()).toEqual(['second']);
  await change(put(valueSet('a', 'first, once more')));
  expect(await titles()).toEqual(['first, once more', 'second']);
  expect(new Set(revisions).size).toBe(5);
  expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));

  await change(put(patient('claire')));
  expect(revisions[5]).toBe(revisions[4]);
  const gone = await definitions.list(definitionTypes);
  await change(remove('ValueSet', 'b'));
  expect(await definitions.texts(gone)).toEqual([expect.stringContaining('once more'), undefined]);
});
