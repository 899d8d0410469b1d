import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Caller, createIdentity, type IdentityStatus, identityMigrations } from '#identity';
import { newTraceId, type Outcome, silentLog, systemClock } from '#kernel';
import { openTestRecordsBy, strictPatient } from '#records/testing';
import { createTerminology, terminologyMigrations } from '#terminology';
import type { ForeignSummary } from './contract.ts';
import {
  createWorld,
  honestClaims,
  insSystem,
  introduce,
  professional,
  rawRequest,
  signClaims,
  type TestNode,
} from './testing-world.ts';

const world = createWorld();
const closing: (() => Promise<void>)[] = [];

async function openNode(country: string) {
  const migrations = [...terminologyMigrations, ...identityMigrations];
  const { db, clock, audit, records, close } = await openTestRecordsBy(systemClock, { country, migrations });
  closing.push(close);
  const terminology = await createTerminology({ db });
  const identity = createIdentity({
    db,
    audit,
    clock,
    log: silentLog,
    keysDir: await world.directory(),
    publicUrl: 'http://localhost',
    country,
    demonstration: true,
  });
  const node = await world.node(country, { records, audit, identity, terminology });
  return { ...node, records, audit };
}

let france: Awaited<ReturnType<typeof openNode>>;
let portugal: Awaited<ReturnType<typeof openNode>>;

const importer: Caller = {
  subject: 'importer',
  name: 'Importer',
  role: 'backend',
  country: 'FR',
  purpose: 'HOPERAT',
  client: 'carnet',
  traceId: newTraceId(),
  proxyFor: [],
};
const claire: Caller = { ...importer, subject: 'claire', role: 'citizen', purpose: 'PATRQT', patient: 'fr-claire' };
const ins = '284037512345640';
const birthDate = '1984-03-12';
const snomed = 'http://snomed.info/sct';
const subject = { reference: 'Patient/fr-claire' };

/** Claire, and how far her identity is trusted. */
const patientOf = (status: IdentityStatus) =>
  strictPatient('fr-claire', ins, status, {
    communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'fr' }] }, preferred: true }],
  });

const record: readonly { resourceType: string; id: string; [element: string]: unknown }[] = [
  patientOf('QUAL'),
  {
    resourceType: 'AllergyIntolerance',
    id: 'fr-claire-penicillin',
    patient: subject,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { coding: [{ system: snomed, code: '764146007', display: 'Pénicilline' }] },
  },
  {
    resourceType: 'Condition',
    id: 'fr-claire-diabetes',
    subject,
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
    },
    code: { coding: [{ system: snomed, code: '46635009', display: 'Diabète de type 1' }] },
  },
];

beforeAll(async () => {
  france = await openNode('FR');
  portugal = await openNode('PT');
  await introduce(france, portugal);
  await france.gateway.listen(france.port);
  const written = await france.records.change(
    importer,
    record.map((resource) => ({
      op: 'update' as const,
      id: resource.id,
      draft: { resource, source: JSON.stringify(resource) },
    })),
    'transaction',
  );
  if (!written.ok) throw new Error(JSON.stringify(written.fault));
});
afterAll(async () => {
  await world.close();
  for (const close of closing) await close();
});

async function write(resource: { readonly resourceType: string; readonly id: string }) {
  const draft = { resource, source: JSON.stringify(resource) };
  const written = await france.records.change(importer, [{ op: 'update', id: resource.id, draft }], 'update');
  if (!written.ok) throw new Error(JSON.stringify(written.fault));
}

type Restriction = Parameters<typeof france.records.changeSharing>[1]['restrictions'][number];
async function share(crossBorder: boolean, restrictions: readonly Restriction[] = []) {
  const changed = await france.records.changeSharing(claire, { patient: 'fr-claire', crossBorder, restrictions });
  if (!changed.ok) throw new Error(JSON.stringify(changed.fault));
}

function ask(identifier = ins, traceId = newTraceId(), born = birthDate): Promise<Outcome<ForeignSummary>> {
  return portugal.gateway.requestSummary(professional(traceId), {
    country: 'FR',
    traits: { identifier, birthDate: born },
    purpose: 'TREAT',
    language: 'pt',
  });
}

async function summary(): Promise<ForeignSummary> {
  const outcome = await ask();
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value;
}

describe('a record crosses the border between two nodes', () => {
  it('and both log it under one trace id; the citizen sees who, from where, in what role, what and why', async () => {
    const traceId = newTraceId();
    const outcome = await ask(ins, traceId);
    expect(outcome).toMatchObject({ ok: true, value: { country: 'FR', traceId } });
    expect(outcome.ok && outcome.value.translatedCodes).toBeGreaterThan(0);
    const text = JSON.stringify(outcome);
    expect(text).toContain('Diabète de type 1');
    expect(text).toContain('Pénicilline');

    const page = await france.audit.accessLog({ patient: 'fr-claire', count: 20 });
    const given = page.entries.filter((entry) => entry.traceId === traceId);
    expect(given.map((entry) => entry.interaction).sort()).toEqual(['ITI-67', 'ITI-68', 'ITI-78']);
    for (const entry of given) {
      expect(entry).toMatchObject({
        action: 'disclose',
        outcome: 'success',
        purpose: 'TREAT',
        agent: {
          subject: 'PT:OM-48213',
          name: 'Inês Costa',
          role: 'physician',
          organization: 'Hospital de Santa Marta',
          country: 'PT',
        },
      });
    }
    const fetched = given.find((entry) => entry.interaction === 'ITI-68');
    expect(fetched?.objects.map((object) => object.category)).toEqual(
      expect.arrayContaining(['identity', 'allergies', 'problems']),
    );

    const { entries: asked } = await portugal.audit.query({ traceId, count: 100 });
    expect(asked.map((entry) => [entry.interaction, entry.action, entry.outcome])).toEqual([
      ['ITI-78', 'request-abroad', 'success'],
      ['ITI-67', 'request-abroad', 'success'],
      ['ITI-68', 'request-abroad', 'success'],
    ]);
    expect(JSON.stringify(asked)).not.toContain(ins);
  });

  it('and a restricted section gives the document in which there is nothing of it', async () => {
    await share(true, [{ category: 'allergies', audience: 'abroad' }]);
    const restricted = await summary();
    expect(JSON.stringify(restricted)).not.toContain('764146007');
    await share(true);
    expect(JSON.stringify(await summary())).toContain('764146007');

    const deleted = await france.records.change(
      importer,
      [{ op: 'delete', type: 'AllergyIntolerance', id: 'fr-claire-penicillin' }],
      'delete',
    );
    expect(deleted.ok).toBe(true);
    const absent = await summary();
    expect(normal(restricted.original)).toEqual(normal(absent.original));
  });

  it('and an INS leads to nobody while the identity is not qualified', async () => {
    const unknown = await discover('184127645108946');
    for (const status of ['PROV', 'VALI', 'RECUP'] as const) {
      await write(patientOf(status));
      expect(await discover(ins), status).toEqual(unknown);
      expect(await ask()).toMatchObject({ ok: false, fault: { code: 'gateway.no-match' } });
    }
    await write(patientOf('QUAL'));
    expect(JSON.stringify(await summary())).toContain(ins);
  });

  it('and unknown, mistaken, opted out and all restricted are one answer, to the byte', async () => {
    const answers = [await discover('184127645108946'), await discover(ins, '1984-03-13')];
    const outcomes = [await ask('184127645108946'), await ask(ins, newTraceId(), '1984-03-13')];
    await share(false);
    answers.push(await discover(ins));
    outcomes.push(await ask());
    const everything = [
      'problems',
      'allergies',
      'medicines',
      'vaccinations',
      'results',
      'vital-signs',
      'procedures',
      'devices',
      'history',
      'pregnancy',
      'social-history',
      'plan',
      'encounters',
      'documents',
    ] as const;
    await share(
      true,
      everything.map((category) => ({ category, audience: 'everyone' })),
    );
    answers.push(await discover(ins));
    outcomes.push(await ask());
    await share(true);

    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.status).toBe(200);
    for (const outcome of outcomes) {
      expect(outcome).toEqual(outcomes[0]);
      expect(outcome).toMatchObject({ ok: false, fault: { code: 'gateway.no-match' } });
    }
  });

  it('and an assertion is spent for every process of the node', async () => {
    const { token, body } = await assertionFor(portugal, france, ins, birthDate);
    expect((await send(token, body)).status).toBe(200);
    expect((await send(token, body)).status).toBe(401);
  });
});

const path = '/gateway/fhir/Patient/_search';

async function assertionFor(from: TestNode, to: TestNode, identifier: string, born: string) {
  const body = new URLSearchParams({ identifier: `${insSystem}|${identifier}`, birthdate: born }).toString();
  const claims = honestClaims(from, to, { method: 'POST', path, body, patient: identifier });
  return { token: await signClaims(claims, from), body };
}

function send(token: string, body: string) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' };
  return rawRequest(france, portugal, { method: 'POST', path, headers, body });
}

/** What B receives, ids and times replaced. */
async function discover(identifier: string, born = birthDate) {
  const { token, body } = await assertionFor(portugal, france, identifier, born);
  const { status, headers, text } = await send(token, body);
  return { status, headers: { ...headers, date: 'TIME' }, text: plain(text) };
}

function normal(document: object): string {
  return plain(JSON.stringify(document));
}

function plain(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, 'TIME');
}
