import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsDigest } from '#audit';
import type { Records } from './contract.ts';
import { callers, codeOf, granted, observation, openTestRecords, patient, put } from './testing.ts';

let opened: Awaited<ReturnType<typeof openTestRecords>>;
let records: Records;

const traits = { identifier: { system: 'urn:oid:1.2.3', value: '12345' }, birthDate: '1980-05-05' };
const reason = 'Found unconscious in the street.';
const stranger = callers.stranger();

beforeAll(async () => {
  opened = await openTestRecords();
  records = opened.records;
  granted(
    await records.change(
      callers.importer(),
      [
        put({
          ...patient('ana'),
          id: 'ana',
          identifier: [{ system: traits.identifier.system, value: traits.identifier.value }],
          birthDate: traits.birthDate,
        }),
        put({ ...observation('hb', 'ana'), id: 'hb' }),
      ],
      'batch',
    ),
  );
  granted(
    await records.changeSharing(callers.citizen('ana'), {
      patient: 'ana',
      crossBorder: true,
      restrictions: [{ category: 'results', audience: 'everyone' }],
    }),
  );
});
afterAll(() => opened.close());
beforeEach(() => opened.db.query('truncate access_emergency, access_emergency_attempt', []));

const log = async () =>
  granted(await records.accessLog(callers.citizen('ana'), 'ana', { count: 50 })).entries.filter(
    ({ agent }) => agent.subject === stranger.subject,
  );

describe('an emergency', () => {
  it('opens a record that its person has restricted, to who declared it and to nobody else', async () => {
    expect(codeOf(await records.read(stranger, 'Observation', 'hb', 'read'))).toBe('resource.not-found');
    const emergency = granted(await records.openEmergency(stranger, traits, reason));
    expect(emergency).toMatchObject({ patient: 'ana', practitioner: 'karim', reason });
    expect(emergency.to.getTime() - emergency.from.getTime()).toBe(24 * 3_600_000);
    granted(await records.read(stranger, 'Observation', 'hb', 'read'));
    expect(codeOf(await records.read({ ...stranger, practitioner: 'other' }, 'Observation', 'hb', 'read'))).toBe(
      'resource.not-found',
    );
    expect(codeOf(await records.accessLog(stranger, 'ana', { count: 1 }))).not.toBe('ok');
  });

  it('stands in her log with what was read in it, and its reason is hers to read', async () => {
    granted(await records.openEmergency(stranger, traits, reason));
    granted(await records.read(stranger, 'Observation', 'hb', 'read'));
    const [read, declared] = await log();
    expect(read).toMatchObject({ rule: 'emergency-access', purpose: 'ETREAT', objects: [{ id: 'hb' }] });
    expect(declared).toMatchObject({
      rule: 'emergency-access',
      purpose: 'ETREAT',
      action: 'change-rights',
      interaction: 'emergency-access',
    });
    const told = granted(await records.emergencies(callers.citizen('ana'), 'ana'));
    expect(told).toMatchObject([{ practitioner: 'karim', reason }]);
    for (const other of [stranger, callers.doctor(), callers.citizen('somebody'), callers.administrator()]) {
      expect(codeOf(await records.emergencies(other, 'ana'))).not.toBe('ok');
    }
    expect(JSON.stringify(await log())).not.toContain('unconscious');
  });

  it('is bound to its reason by the entry, which does not tell it', async () => {
    granted(await records.openEmergency(stranger, traits, reason));
    const told = (await log()).find(
      ({ interaction, outcome }) => interaction === 'emergency-access' && outcome === 'success',
    );
    expect(told?.words).toBe(wordsDigest(stranger.traceId, reason));
    expect(JSON.stringify(told)).not.toContain('unconscious');
  });

  it('ends after a day', async () => {
    await opened.db.query(
      `insert into access_emergency values ('ana', 'karim', 'Some good reason', $1::timestamptz - interval '2 days', $1::timestamptz)`,
      [opened.clock.now()],
    );
    expect(codeOf(await records.read(stranger, 'Observation', 'hb', 'read'))).toBe('resource.not-found');
  });

  it('is no way to learn who is known here, nor for anybody but a professional of this node', async () => {
    const wrong = { ...traits, birthDate: '1980-05-06' };
    expect(codeOf(await records.openEmergency(stranger, wrong, reason))).toBe('resource.not-found');
    for (const other of [callers.citizen('x'), callers.administrator(), callers.importer(), callers.abroad()]) {
      expect(codeOf(await records.openEmergency(other, traits, reason))).toBe('access.denied');
    }
    const { practitioner: _, ...unnamed } = stranger;
    expect(codeOf(await records.openEmergency(unnamed, traits, reason))).toBe('access.denied');
  });

  it.each(['', 'short', ' '.repeat(50), 'x'.repeat(501), 'a reason\u0000with a control character'])(
    'needs a reason: not %j',
    async (words) => {
      expect(codeOf(await records.openEmergency(stranger, traits, words))).toBe('request.bad');
    },
  );

  it('cannot be guessed at: after 20 attempts within an hour the answer is the same for all', async () => {
    const wrong = { ...traits, identifier: { ...traits.identifier, value: '0' } };
    for (let attempt = 0; attempt < 20; attempt += 1) {
      expect(codeOf(await records.openEmergency(stranger, wrong, reason))).toBe('resource.not-found');
    }
    expect(codeOf(await records.openEmergency(stranger, wrong, reason))).toBe('request.too-many');
    expect(codeOf(await records.openEmergency(stranger, traits, reason))).toBe('request.too-many');
  });

  it('cannot be guessed at by many attempts at once either', async () => {
    const attempts = await Promise.all(
      Array.from({ length: 60 }, (_, place) =>
        records.openEmergency(
          stranger,
          { ...traits, identifier: { ...traits.identifier, value: String(place) } },
          reason,
        ),
      ),
    );
    expect(Object.groupBy(attempts.map(codeOf), (code) => code)['resource.not-found']).toHaveLength(20);
  });
});
