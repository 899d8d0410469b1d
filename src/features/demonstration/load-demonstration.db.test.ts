import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { type Caller, createIdentity, identityMigrations } from '#identity';
import { newTraceId, silentLog, systemClock } from '#kernel';
import { granted, openTestRecordsBy } from '#records/testing';
import { createTerminology, terminologyMigrations } from '#terminology';
import { type DemonstrationCountry, demonstrationOf } from './demonstration.ts';
import { loadDemonstration } from './load-demonstration.ts';

const callerOf = (fields: Partial<Caller> & Pick<Caller, 'role'>): Caller => ({
  subject: fields.role,
  name: fields.role,
  country: 'FR',
  purpose: 'TREAT',
  client: 'carnet-cli',
  traceId: newTraceId(),
  proxyFor: [],
  ...fields,
});
const importer = callerOf({ role: 'backend', purpose: 'HOPERAT' });

async function openWorld() {
  const migrations = [...identityMigrations, ...terminologyMigrations];
  const { db, clock, audit, store, records, keysDir, close } = await openTestRecordsBy(systemClock, { migrations });
  const [log, country] = [silentLog, 'FR'];
  const publicUrl = 'http://localhost:8100';
  const identity = await createIdentity({ db, clock, audit, log, country, publicUrl, keysDir, demonstration: true });
  const terminology = await createTerminology({ db });
  return {
    records,
    identity,
    store,
    terminology,
    load: (code: DemonstrationCountry) =>
      loadDemonstration({ country: code, records, identity, terminology, caller: importer }),
    close,
  };
}

let world: Awaited<ReturnType<typeof openWorld>>;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

it('loads a country within seconds; a second time it writes nothing and leaves the people’s logs alone', async () => {
  const started = performance.now();
  const loaded = granted(await world.load('FR'));
  expect(performance.now() - started).toBeLessThan(15_000);
  expect(loaded).toMatchObject({ unchanged: 0, accounts: demonstrationOf('FR').accounts.length });
  expect(loaded.written).toBeGreaterThan(900);
  const claire = callerOf({ role: 'citizen', purpose: 'PATRQT', patient: 'fr-claire-moreau' });
  const logOf = async () => granted(await world.records.accessLog(claire, 'fr-claire-moreau', { count: 100 })).entries;
  const before = (await logOf()).filter(({ agent }) => agent.subject === importer.subject).length;
  const counts = await world.store.counts();
  expect(granted(await world.load('FR'))).toMatchObject({ written: 0 });
  expect(await world.store.counts()).toEqual(counts);
  expect((await logOf()).filter(({ agent }) => agent.subject === importer.subject)).toHaveLength(before);
});

it('loads Portugal into a node of its own', async () => {
  const portugal = await openWorld();
  try {
    expect(granted(await portugal.load('PT')).written).toBeGreaterThan(900);
  } finally {
    await portugal.close();
  }
});

it('lets the citizen, her proxy and those who treat see the record, and nobody else', async () => {
  const doctor = { role: 'professional' as const, organization: 'fr-maison-sante', practitioner: 'fr-sophie-bernard' };
  const stranger = { role: 'professional' as const, organization: 'fr-hopital', practitioner: 'fr-marc-vidal' };
  const read = (caller: Caller, patient: string) => world.records.personRecord(caller, patient, '$everything');
  const record = granted(await read(callerOf(doctor), 'fr-henri-moreau'));
  const types = new Set(record.resources.map(({ type }) => type));
  expect([...types]).toEqual(
    expect.arrayContaining(['Condition', 'MedicationStatement', 'DeviceUseStatement', 'CarePlan']),
  );
  expect(record.referenced.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['Practitioner', 'Organization', 'Medication']),
  );
  expect((await read(callerOf(stranger), 'fr-claire-moreau')).ok).toBe(false);
  const claire = (await world.identity.accounts()).find(
    ({ alias, patient }) => alias === 'citizen' && patient === 'fr-claire-moreau',
  );
  expect(claire).toMatchObject({ name: 'Claire Moreau', language: 'fr' });
  const grants = demonstrationOf('FR').accounts.find(({ account }) => account.id === 'fr-claire-moreau')?.proxies ?? [];
  const proxy = callerOf({ role: 'citizen', purpose: 'PATRQT', patient: 'fr-claire-moreau', proxyFor: grants });
  expect((await read(proxy, 'fr-leo-moreau-silva')).ok).toBe(true);
  expect((await read(proxy, 'fr-mamadou-diallo')).ok).toBe(false);
});

it('can be found by the traits that another country asks for', async () => {
  const [claire] = demonstrationOf('FR').people;
  const patient = claire?.resources[0] as Resource;
  const [{ system, value }] = patient.identifier as [{ system: string; value: string }];
  const abroad = callerOf({ role: 'foreign-professional', country: 'PT' });
  const traits = { identifier: { system, value }, birthDate: '1984-03-12' };
  expect(granted(await world.records.findPerson(abroad, traits, 'ITI-78')).id).toBe('fr-claire-moreau');
});
