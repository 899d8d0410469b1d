import { expect, it, vi } from 'vitest';
import { fail, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import { noticingDefinitions } from './notice-definitions.ts';

it.each<readonly [string, Outcome<readonly { stored: { type: string } }[]>, number]>([
  ['a definition that was written', ok([{ stored: { type: 'Patient' } }, { stored: { type: 'ValueSet' } }]), 1],
  ['anything else', ok([{ stored: { type: 'Patient' } }]), 0],
  ['a refusal', fail('access.denied', 'No.'), 0],
])('looks anew after %s', async (_words, outcome, times) => {
  const forget = vi.fn();
  const door = { change: async () => outcome } as unknown as Records;
  const records = noticingDefinitions(door, { forget });
  expect(await records.change({} as never, [], 'create')).toBe(outcome);
  expect(forget).toHaveBeenCalledTimes(times);
});
