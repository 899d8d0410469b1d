import { expect, test } from 'vitest';
import type { Queryable } from '#db';
import type { Caller } from '#identity';
import { fixedClock } from '#kernel';
import { createFactsReader } from './facts.ts';

const row = (patient: string, personal: boolean) => ({
  patient,
  personal,
  emergency: false,
  cross_border: true,
  restrictions: [],
  shared: [],
  valid_from: null,
});
const rows = [row('anna', true), row('bruno', false)];

function countingDatabase(): { readonly on: Queryable; readonly asked: unknown[][] } {
  const asked: unknown[][] = [];
  const query = async (_text: string, values: readonly unknown[] = []) => {
    asked.push([...values]);
    const [, , , patient] = values;
    return rows.filter((each) => patient === undefined || each.patient === patient) as never;
  };
  return { on: { query }, asked };
}

const caller = { role: 'professional', organization: 'practice', practitioner: 'doctor' } as Caller;
const clock = fixedClock(new Date('2026-11-22T12:00:00Z'));
const act = 'write' as const;

test('what is asked of one person beside all of them takes no statement of its own, and is the same', async () => {
  const alone = countingDatabase();
  const ofAnnaAlone = await createFactsReader(alone.on, clock)({ caller, act, patient: 'anna' });
  const strangerAlone = await createFactsReader(alone.on, clock)({ caller, act, patient: 'carla' });
  const beside = countingDatabase();
  const factsOf = createFactsReader(beside.on, clock);
  const [ofAnna, ofAll, stranger] = await Promise.all([
    factsOf({ caller, act, patient: 'anna' }),
    factsOf({ caller, act }),
    factsOf({ caller, act, patient: 'carla' }),
  ]);
  expect([alone.asked.length, beside.asked.length]).toEqual([2, 1]);
  expect(ofAnna).toEqual(ofAnnaAlone);
  expect(stranger).toEqual(strangerAlone);
  expect(ofAll.related).toEqual(['anna', 'bruno']);
  expect(ofAnna.sharing.has('anna')).toBe(true);
});

test('another professional takes nothing from it', async () => {
  const { on, asked } = countingDatabase();
  const factsOf = createFactsReader(on, clock);
  const other = { ...caller, practitioner: 'another' };
  await Promise.all([factsOf({ caller, act }), factsOf({ caller: other, act, patient: 'anna' })]);
  expect(asked.length).toBe(2);
});
