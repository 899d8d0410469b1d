import { afterAll, beforeAll, expect, it } from 'vitest';
import { wordsDigest } from '#audit';
import { callers, codeOf, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;
beforeAll(async () => {
  world = await openTestRecords();
  granted(
    await world.records.change(
      callers.importer(),
      [put(patient('eva')), put(observation('pulse', 'eva')), put(patient('anna'))],
      'transaction',
    ),
  );
});
afterAll(() => world.close());

const reason = 'Her request of 3 November, case 17';

async function entries(patientId: string) {
  return (await world.audit.accessLog({ patient: patientId, count: 50 })).entries;
}

it('is refused to everyone but an administrator, and without a reason, and the refusals are logged', async () => {
  for (const caller of [callers.citizen('eva'), callers.doctor(), callers.importer()]) {
    expect(codeOf(await world.records.erase(caller, 'eva', reason))).toBe('access.denied');
  }
  const denied = (await entries('eva')).filter(
    ({ outcome, interaction }) => outcome === 'denied' && interaction === 'erase',
  );
  expect(denied).toHaveLength(3);
  for (const short of ['', 'why', 'x'.repeat(501), 'with a \u0000 character']) {
    expect(codeOf(await world.records.erase(callers.administrator(), 'eva', short))).toBe('request.bad');
  }
  expect(codeOf(await world.records.erase(callers.administrator(), 'nobody', reason))).toBe('resource.not-found');
  expect(codeOf(await world.records.erase(callers.administrator(), '../eva', reason))).toBe('resource.not-found');
  expect((await world.records.read(callers.importer(), 'Observation', 'pulse', 'read')).ok).toBe(true);
});

it('takes her record away for every reader, and leaves the log with what binds the reason to the act', async () => {
  const caller = callers.administrator();
  granted(await world.records.erase(caller, 'eva', `  ${reason} `));
  expect(codeOf(await world.records.read(callers.importer(), 'Patient', 'eva', 'read'))).toBe('resource.gone');
  expect(codeOf(await world.records.read(callers.importer(), 'Observation', 'pulse', 'read'))).toBe(
    'resource.not-found',
  );
  expect(codeOf(await world.records.readVersion(callers.importer(), 'Patient', 'eva', 1))).toBe('resource.not-found');
  expect((await world.records.read(callers.importer(), 'Patient', 'anna', 'read')).ok).toBe(true);
  const again = await world.records.change(callers.importer(), [put(observation('pulse2', 'eva'))], 'update');
  expect(codeOf(again)).toBe('person.erased');
  const [entry] = (await entries('eva')).filter(
    ({ outcome, interaction }) => outcome === 'success' && interaction === 'erase',
  );
  expect(entry).toMatchObject({
    action: 'administer',
    patient: 'eva',
    rule: 'admin-no-clinical',
    objects: [{ type: 'Patient', id: 'eva' }],
    words: wordsDigest(caller.traceId, reason),
  });
  const kept = await world.db.query(`select reason from person_key where compartment = 'eva'`, []);
  expect(kept).toEqual([{ reason }]);
  // A second time changes nothing.
  granted(await world.records.erase(caller, 'eva', 'Another reason altogether'));
  expect(await world.db.query(`select reason from person_key where compartment = 'eva'`, [])).toEqual([{ reason }]);
});
