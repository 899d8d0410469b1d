import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Records } from './contract.ts';
import { callers, codeOf, granted, openTestRecords, put } from './testing.ts';

let opened: Awaited<ReturnType<typeof openTestRecords>>;
let records: Records;

const home = { use: 'home', line: ['12, rue des Lilas'], postalCode: '75020', city: 'Paris' };

beforeAll(async () => {
  opened = await openTestRecords();
  records = opened.records;
  granted(
    await records.change(
      callers.importer(),
      [
        put({
          resourceType: 'Patient',
          id: 'ines',
          name: [{ use: 'official', family: 'Lefèvre-Da Costa', given: ['Inès'] }],
          address: [{ ...home, line: ['12 RUE DES LILAS'] }],
          communication: [{ language: { coding: [{ code: 'pt' }] }, preferred: true }],
        }),
        put({
          resourceType: 'Patient',
          id: 'star',
          name: [{ family: 'Bernard' }],
          meta: { security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'CEL' }] },
        }),
        put({ resourceType: 'Practitioner', id: 'sophie', name: [{ family: 'Bernard' }], address: [home] }),
        put({ resourceType: 'Practitioner', id: 'karim', name: [{ family: 'Haddad' }] }),
      ],
      'batch',
    ),
  );
});
afterAll(() => opened.close());

describe('what is known of a reader and whose record he read', () => {
  const facts = async (practitioner: string, patient: string, more = {}) =>
    granted(await records.watchFacts(callers.importer(), [{ practitioner, patient, ...more }]))[0];

  it('is whether they live at one address, or share a name, however it is written', async () => {
    expect(await facts('sophie', 'ines')).toEqual({ kin: 'address', isWellKnown: false });
    expect(await facts('karim', 'ines')).toEqual({ isWellKnown: false });
    expect(await facts('karim', 'ines', { familyName: 'LEFEVRE' })).toEqual({ kin: 'name', isWellKnown: false });
    expect(await facts('karim', 'ines', { familyName: 'Da Silva' })).toEqual({ isWellKnown: false });
    expect(await facts('karim', 'star', { ownPatient: 'ines' })).toEqual({ isWellKnown: true });
    expect(await facts('sophie', 'star')).toEqual({ kin: 'name', isWellKnown: true });
    expect(await facts('sophie', 'nobody')).toEqual({ isWellKnown: false });
  });

  it('is told to no role but the node itself, and the log has how many were compared', async () => {
    for (const caller of [callers.administrator(), callers.doctor(), callers.citizen('ines')]) {
      expect(codeOf(await records.watchFacts(caller, [{ patient: 'ines' }]))).toBe('access.denied');
    }
    granted(await records.watchFacts(callers.importer(), [{ patient: 'ines' }, { patient: 'star' }]));
    const { entries } = await opened.audit.query({ subject: 'backend-account', count: 100 });
    expect(entries.at(-1)).toMatchObject({ interaction: 'watch', more: 1, outcome: 'success' });
    expect(entries.at(-1)?.patient).toBeUndefined();
  });
});

describe('to whom a letter goes', () => {
  it('is told to the operator, by name, address and language, and to the person who it was', async () => {
    const found = granted(
      await records.addressees(callers.administrator(), ['ines', 'nobody', '../x'], 'breach-letter'),
    );
    expect(found).toEqual([
      { patient: 'ines', name: 'Inès Lefèvre-Da Costa', address: ['12 RUE DES LILAS', '75020 Paris'], language: 'pt' },
    ]);
    const [entry] = granted(await records.accessLog(callers.citizen('ines'), 'ines', { count: 1 })).entries;
    expect(entry).toMatchObject({ interaction: 'breach-letter', agent: { role: 'administrator' } });
  });

  it('is told to nobody else', async () => {
    for (const caller of [callers.importer(), callers.doctor(), callers.citizen('ines')]) {
      expect(codeOf(await records.addressees(caller, ['ines'], 'breach-letter'))).toBe('access.denied');
    }
  });
});
