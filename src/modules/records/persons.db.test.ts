import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#identity';
import type { Change } from './contract.ts';
import { callers, codeOf, draft, granted, observation, put, strictPatient } from './testing.ts';
import { type ClairesRecord, claireIns, openClairesRecord } from './testing-claire.ts';
import { insSystem } from './testing-strict.ts';

let world: ClairesRecord;
beforeAll(async () => {
  world = await openClairesRecord();
});
afterAll(() => world.close());

describe('identity watch', () => {
  const change = (who: Caller, ...changes: readonly Change[]) => world.records.change(who, changes, 'update');

  it('keeps a professional from the traits and the INS of a qualified identity, alone and in a transaction', async () => {
    const claire = strictPatient('claire', claireIns, 'QUAL');
    const doctor = callers.doctor();
    for (const changed of [
      { ...claire, birthDate: '1984-03-13' },
      { ...claire, identifier: [{ system: 'urn:local', value: '1' }] },
      strictPatient('claire', claireIns, 'PROV'),
    ]) {
      expect(codeOf(await change(doctor, put(changed)))).toBe('identity.qualified');
    }
    const both = await change(doctor, put(observation('claire-pulse', 'claire')), put({ ...claire, gender: 'male' }));
    expect(codeOf(both)).toBe('identity.qualified');
    expect((await world.logOf(doctor)).map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied', 'denied']);
    granted(await change(doctor, put({ ...claire, telecom: [{ system: 'phone', value: '+33 6 39 98 10 01' }] })));
    granted(await change(callers.importer(), put(claire)));
  });

  it('lets no professional register a qualified identity, and says nothing to who may not see the person', async () => {
    const draftOf = draft(strictPatient('new', '291074410931889', 'QUAL'));
    expect(codeOf(await change(callers.doctor(), { op: 'create', draft: draftOf }))).toBe('identity.qualified');
    const changed = { ...strictPatient('claire', claireIns, 'QUAL'), birthDate: '1984-03-13' };
    const hidden = await change(callers.stranger(), put(changed));
    expect(hidden).toEqual(await change(callers.stranger(), put({ ...changed, id: 'no-such' })));
  });
});

describe('findPerson from abroad', () => {
  const find = (caller: Caller, value: string, birthDate: string, system = insSystem) =>
    world.records.findPerson(caller, { identifier: { system, value }, birthDate }, 'ITI-78');

  it('finds by all traits, and tells the person that she was disclosed', async () => {
    const abroad = callers.abroad();
    const found = granted(await find(abroad, claireIns, '1984-03-12'));
    expect(found.id).toBe('claire');
    expect(await world.logOf(abroad)).toMatchObject([{ action: 'disclose', patient: 'claire', interaction: 'ITI-78' }]);
  });

  it('finds the Patient in force of those that were merged', async () => {
    const merged = {
      ...strictPatient('merged', claireIns, 'QUAL'),
      link: [{ type: 'replaced-by', other: { reference: 'Patient/claire' } }],
    };
    granted(await world.records.change(callers.importer(), [put(merged)], 'update'));
    expect(granted(await find(callers.abroad(), claireIns, '1984-03-12')).id).toBe('claire');
    const { link: _, ...apart } = merged;
    granted(await world.records.change(callers.importer(), [put(apart)], 'update'));
    expect(codeOf(await find(callers.abroad(), claireIns, '1984-03-12'))).toBe('resource.not-found');
    granted(await world.records.change(callers.importer(), [put(merged)], 'update'));
  });

  it('has one fault for everything else', async () => {
    const absent = await find(callers.abroad(), '184037512345690', '1984-03-12');
    expect(codeOf(absent)).toBe('resource.not-found');
    granted(
      await world.records.change(
        callers.importer(),
        [put(strictPatient('ines', '291074410931889', 'RECUP'))],
        'update',
      ),
    );
    expect(await find(callers.abroad(), '291074410931889', '1984-03-12')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984-03-13')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984-03-12', 'urn:other')).toEqual(absent);
    expect(await find(callers.abroad(), `${claireIns},144017512345678`, '1984-03-12')).toEqual(absent);
    expect(await find(callers.abroad(), '', '')).toEqual(absent);
    expect(await find(callers.abroad(), 'x'.repeat(5000), '1984-03-12')).toEqual(absent);
    granted(
      await world.records.changeSharing(callers.citizen('claire'), {
        patient: 'claire',
        crossBorder: false,
        restrictions: [],
      }),
    );
    const abroad = callers.abroad();
    expect(await find(abroad, claireIns, '1984-03-12')).toEqual(absent);
    expect(await world.logOf(abroad)).toMatchObject([
      { outcome: 'denied', patient: 'claire', rule: 'ehds-10-opt-out' },
    ]);
    expect(await world.records.personRecord(callers.abroad(), 'claire', '$summary')).toEqual(
      await world.records.personRecord(callers.abroad(), 'no-such', '$summary'),
    );
  });
});
