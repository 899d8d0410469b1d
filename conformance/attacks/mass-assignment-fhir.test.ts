import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resourceTypes } from '#fhir';
import { ownEntryTypes } from '../../src/modules/records/own-entries.ts';
import { type AttackedNode, newTally, openAttackedNode } from './testing.ts';

// Mass assignment over FHIR: what the node alone says of a resource is refused or without effect, whatever way it comes in.

const tally = newTally('mass assignment over FHIR');
let node: AttackedNode;
let doctor: string;
let citizen: string;

/** Whom the cardiologist treats, and who is the citizen. */
const person = 'fr-henri-moreau';
const observationValues = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';
const marks = ['PATAST', 'SDMAST'];
const choices = { system: 'urn:carnet:security-label', code: 'CARNET_CHOICES' };

type Json = Readonly<Record<string, unknown>>;
interface Written extends Json {
  readonly id: string;
  readonly meta: {
    readonly versionId: string;
    readonly lastUpdated: string;
    readonly security?: readonly { readonly system?: string; readonly code: string }[];
  };
  readonly subject: { readonly reference: string };
}

beforeAll(async () => {
  node = await openAttackedNode();
  doctor = await node.tokenOf('cardiologist');
  citizen = await node.tokenOf('henri');
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const pulse = (more: Json = {}): Json => ({
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: `Patient/${person}` },
  valueQuantity: { value: 60, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  ...more,
});

/** What a client claims that the node alone says, as members of the resource. */
const claims: Readonly<Record<string, Json>> = {
  id: { id: 'chosen-by-the-client' },
  'id of the person': { id: person },
  'meta.versionId': { meta: { versionId: '99' } },
  'meta.lastUpdated': { meta: { lastUpdated: '1999-01-01T00:00:00Z' } },
  'meta.versionId of no form': { meta: { versionId: '1"},"x":{"y":"' } },
  'mark of an own entry': { meta: { security: [{ system: observationValues, code: marks[0] }] } },
  'mark of a proxy’s entry': { meta: { security: [{ system: observationValues, code: marks[1] }] } },
  'label of choices': { meta: { security: [choices] } },
  'label of choices, of another system': { meta: { security: [{ system: 'urn:x', code: choices.code }] } },
  'label of choices, without a system': { meta: { security: [{ code: choices.code }] } },
  'record of another': { subject: { reference: 'Patient/fr-mamadou-diallo' } },
  'record of another, versioned': { subject: { reference: 'Patient/fr-tiago-silva/_history/1' } },
  'two records': {
    subject: { reference: `Patient/${person}` },
    encounter: { reference: 'Encounter/chosen', identifier: { value: 'x' } },
    contained: [{ resourceType: 'Patient', id: 'p', active: true }],
  },
};

const jsonPatch = { 'content-type': 'application/json-patch+json' };
const bundle = (type: string, request: Json, resource: Json) => ({
  resourceType: 'Bundle',
  type,
  entry: [{ fullUrl: 'urn:uuid:7d5b1f0e-7c1c-4b1e-9d0b-111111111111', resource, request }],
});

/** Every way in which a resource comes into a record: each gives the id of what was written, where anything was. */
const ways: Readonly<Record<string, (who: string, claim: Json) => Promise<string | undefined>>> = {
  create: (who, claim) => idIn(who, 'POST', '/fhir/Observation', pulse(claim)),
  'create with a condition': (who, claim) =>
    idIn(who, 'POST', '/fhir/Observation', pulse(claim), { 'if-none-exist': 'identifier=urn:x|none' }),
  'update as create': (who, claim) =>
    idIn(who, 'PUT', '/fhir/Observation/chosen-by-the-client', pulse({ ...claim, id: 'chosen-by-the-client' })),
  'update with a condition': (who, claim) => idIn(who, 'PUT', '/fhir/Observation?identifier=urn:x|none', pulse(claim)),
  batch: (who, claim) =>
    idIn(who, 'POST', '/fhir', bundle('batch', { method: 'POST', url: 'Observation' }, pulse(claim))),
  transaction: (who, claim) =>
    idIn(who, 'POST', '/fhir', bundle('transaction', { method: 'POST', url: 'Observation' }, pulse(claim))),
  update: async (who, claim) => {
    const id = await own(who);
    return idIn(who, 'PUT', `/fhir/Observation/${id}`, pulse({ ...claim, id }), {}, id);
  },
  'update in a transaction': async (who, claim) => {
    const id = await own(who);
    const request = { method: 'PUT', url: `Observation/${id}` };
    return idIn(who, 'POST', '/fhir', bundle('transaction', request, pulse({ ...claim, id })), {}, id);
  },
  'JSON Patch': async (who, claim) => {
    const id = await own(who);
    const operations = Object.entries(claim).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
    return idIn(who, 'PATCH', `/fhir/Observation/${id}`, operations, jsonPatch, id);
  },
  'FHIRPath Patch': async (who, claim) => {
    const id = await own(who);
    const security = (claim.meta as { security?: readonly Json[] } | undefined)?.security?.[0];
    if (security === undefined) return undefined;
    const part = [
      { name: 'type', valueCode: 'add' },
      { name: 'path', valueString: 'Observation.meta' },
      { name: 'name', valueString: 'security' },
      { name: 'value', valueCoding: security },
    ];
    const body = { resourceType: 'Parameters', parameter: [{ name: 'operation', part }] };
    return idIn(who, 'PATCH', `/fhir/Observation/${id}`, body, {}, id);
  },
  '$meta-add': async (who, claim) => {
    const id = await own(who);
    if (claim.meta === undefined) return undefined;
    const body = { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: claim.meta }] };
    return idIn(who, 'POST', `/fhir/Observation/${id}/$meta-add`, body, {}, id);
  },
};

/** An Observation of hers that the caller has just written. */
async function own(who: string): Promise<string> {
  const id = await idIn(who, 'POST', '/fhir/Observation', pulse());
  if (id === undefined) throw new Error('nothing was written');
  return id;
}

async function idIn(who: string, method: string, url: string, body: unknown, headers = {}, known?: string) {
  const answer = await node.ask(who, { method, url, body, headers });
  expect(answer.status).toBeLessThan(500);
  if (known !== undefined) return known;
  const located = `${answer.headers.location ?? ''} ${answer.status === 200 ? answer.body : ''}`;
  return /Observation\/([A-Za-z0-9.-]+)\/_history/.exec(located)?.[1];
}

const labelled = (written: Written, codes: readonly string[]) =>
  (written.meta.security ?? []).some(({ code }) => codes.includes(code));

/** What holds of a resource that was written, whatever was claimed. */
async function holds(id: string, since: number, who: 'citizen' | 'doctor'): Promise<string | undefined> {
  const answer = await node.ask(await node.tokenOf('importer'), { url: `/fhir/Observation/${id}` });
  if (answer.status !== 200) return `cannot be read: ${answer.status}`;
  const written = JSON.parse(answer.body) as Written;
  if (id === 'chosen-by-the-client' || written.id !== id) return 'has an id of the client';
  if (!/^[12]$/.test(written.meta.versionId)) return `has version ${written.meta.versionId}`;
  if (Date.parse(written.meta.lastUpdated) < since - 1_000) return `was updated ${written.meta.lastUpdated}`;
  if (written.subject.reference.split('/')[1] !== person) return `stands in ${written.subject.reference}`;
  if (labelled(written, [choices.code])) return 'bears the label of choices';
  if (who === 'doctor' && labelled(written, marks)) return 'bears the mark of an own entry';
  if (who === 'citizen' && !labelled(written, ['PATAST'])) return 'lost the mark of an own entry';
  if (who === 'citizen' && labelled(written, ['SDMAST'])) return 'bears the mark of a proxy’s entry';
  return undefined;
}

describe.each(['doctor', 'citizen'] as const)('what a %s claims of what is written', (who) => {
  it('is all that is wrong with it', async () => {
    const bare = ['create', 'create with a condition', 'update with a condition', 'batch', 'transaction'];
    for (const way of bare) {
      expect([way, await ways[way]?.(who === 'doctor' ? doctor : citizen, {})]).toEqual([way, expect.any(String)]);
    }
  });

  it.each(Object.entries(ways))('is refused or without effect: %s', async (way, write) => {
    const token = who === 'doctor' ? doctor : citizen;
    const since = Date.now();
    for (const [claim, members] of Object.entries(claims)) {
      const id = await write(token, members);
      const wrong = id === undefined ? undefined : await holds(id, since, who);
      tally.attempt(wrong === undefined, () => `${who}: ${way}: ${claim}: ${wrong}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('what others wrote', () => {
  it('cannot be made a person’s own by her, nor hers a professional’s by him', async () => {
    const theirs = await own(doctor);
    const hers = await own(citizen);
    const mark = { system: observationValues, code: 'PATAST' };
    const meta = (how: string, coding: Json) => ({
      url: `$meta-${how}`,
      body: { resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta: { security: [coding] } }] },
    });
    for (const [who, id, sent] of [
      [citizen, theirs, meta('add', mark)],
      [citizen, theirs, meta('add', { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' })],
      [doctor, hers, meta('delete', mark)],
      [doctor, hers, meta('add', { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'V' })],
    ] as const) {
      const url = `/fhir/Observation/${id}/${sent.url}`;
      const answer = await node.ask(who, { method: 'POST', url, body: sent.body });
      tally.attempt(answer.status >= 400, () => `${url}: ${answer.status}`);
    }
    for (const path of ['/meta/security', '/meta/security/0', '/meta']) {
      const body = [{ op: 'remove', path }];
      for (const [who, id] of [
        [doctor, hers],
        [citizen, theirs],
      ] as const) {
        const url = `/fhir/Observation/${id}`;
        const answer = await node.ask(who, { method: 'PATCH', url, body, headers: jsonPatch });
        tally.attempt(answer.status >= 400, () => `${url}: remove ${path}: ${answer.status}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('keeps its mark when its own person takes it away', async () => {
    const since = Date.now();
    for (const path of ['/meta/security', '/meta/security/0', '/meta']) {
      const id = await own(citizen);
      const body = [{ op: 'remove', path }];
      await node.ask(citizen, { method: 'PATCH', url: `/fhir/Observation/${id}`, body, headers: jsonPatch });
      const wrong = await holds(id, since, 'citizen');
      tally.attempt(wrong === undefined, () => `${path}: ${wrong}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('every type', () => {
  /** Elements by which a resource says whose it is; enough of them that one fits. */
  const owned = (type: string): Json => {
    const reference = { reference: `Patient/${person}` };
    return type === 'Patient' ? {} : { subject: reference, patient: reference, for: reference, beneficiary: reference };
  };

  it('that is not a person’s to add is refused to her, whatever it says', async () => {
    for (const type of resourceTypes.filter((each) => !ownEntryTypes.includes(each) && each !== 'Subscription')) {
      for (const claim of [{}, owned(type), { meta: { security: [choices] } }]) {
        const body = { resourceType: type, ...claim };
        const answer = await node.ask(citizen, { method: 'POST', url: `/fhir/${type}`, body });
        tally.attempt(answer.status >= 400 && answer.status < 500, () => `${type}: ${answer.status} ${answer.body}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('that is nobody’s record is not a doctor’s to write: the directory, definitions, what the node keeps for itself', async () => {
    const outside = ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'HealthcareService', 'Endpoint'];
    const ofNode = ['SearchParameter', 'StructureDefinition', 'CodeSystem', 'ValueSet', 'Basic', 'Group', 'Parameters'];
    for (const type of [...outside, ...ofNode]) {
      const known = await node.ask(await node.tokenOf('importer'), { url: `/fhir/${type}?_count=1&_elements=id` });
      const id = /"id":\s?"([^"]+)"/.exec(known.body.slice(known.body.indexOf('"entry"')))?.[1] ?? 'x';
      for (const [method, url] of [
        ['POST', `/fhir/${type}`],
        ['PUT', `/fhir/${type}/${id}`],
        ['DELETE', `/fhir/${type}/${id}`],
      ] as const) {
        const body = { resourceType: type, ...(method === 'PUT' ? { id } : {}), name: 'Mine', active: true };
        const answer = await node.ask(doctor, { method, url, ...(method === 'DELETE' ? {} : { body }) });
        tally.attempt(answer.status >= 400 && answer.status < 500, () => `${method} ${url}: ${answer.status}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('a person’s Patient', () => {
  it('takes no identifier, link or status of a professional who treats her, nor of herself', async () => {
    const url = `/fhir/Patient/${person}`;
    const importer = await node.tokenOf('importer');
    const before = JSON.parse((await node.ask(importer, { url })).body) as Json;
    const ins = 'urn:oid:1.2.250.1.213.1.4.8';
    const changes: readonly Json[] = [
      { identifier: [{ system: ins, value: '255069900104521', use: 'official' }] },
      { link: [{ type: 'replaced-by', other: { reference: 'Patient/fr-ines-lefevre' } }] },
      { birthDate: '1950-01-01' },
    ];
    for (const who of [citizen, doctor]) {
      for (const change of changes) {
        const answer = await node.ask(who, { method: 'PUT', url, body: { ...before, ...change } });
        tally.attempt(answer.status >= 400 && answer.status < 500, () => `${JSON.stringify(change)}: ${answer.status}`);
        const operations = Object.entries(change).map(([name, value]) => ({ op: 'add', path: `/${name}`, value }));
        const patched = await node.ask(who, { method: 'PATCH', url, body: operations, headers: jsonPatch });
        tally.attempt(
          patched.status >= 400 && patched.status < 500,
          () => `${JSON.stringify(change)}: ${patched.status}`,
        );
      }
    }
    expect(JSON.parse((await node.ask(importer, { url })).body)).toEqual(before);
    expect(tally.through()).toEqual([]);
  });
});

describe('a Consent', () => {
  it('of a professional, an app or another person changes nobody’s choices, whatever it says of itself', async () => {
    const read = () => node.ask(citizen, { url: `/api/sharing/${person}` });
    const before = (await read()).body;
    const reference = { reference: `Patient/${person}` };
    const scope = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    };
    const consent = {
      resourceType: 'Consent',
      status: 'active',
      scope,
      category: [{ coding: [{ system: 'http://loinc.org', code: '59284-0' }] }],
      patient: reference,
      dateTime: '2026-01-01',
      policyRule: { text: 'x' },
      provision: { type: 'permit' },
    };
    const id = `choices-${person}`;
    const others = ['cardiologist', 'doctor', 'tiago', 'ines', 'pharmacist', 'admin'];
    for (const who of others) {
      const token = await node.tokenOf(who);
      for (const meta of [{}, { security: [choices] }]) {
        for (const [method, url] of [
          ['POST', '/fhir/Consent'],
          ['PUT', `/fhir/Consent/${id}`],
          ['PUT', `/fhir/Consent?patient=${person}`],
        ] as const) {
          const body = { ...consent, ...(method === 'PUT' ? { id } : {}), meta };
          const answer = await node.ask(token, { method, url, body });
          const kept = answer.status < 300 ? answer.body : '';
          tally.attempt(
            !kept.includes(choices.code) && !kept.includes(`"id":"${id}"`) && (await read()).body === before,
            () => `${who}: ${method} ${url}: ${answer.status} ${answer.body.slice(0, 300)}`,
          );
        }
      }
    }
    expect(tally.through()).toEqual([]);
  });
});
