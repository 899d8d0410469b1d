import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extractIndex, type Resource } from '#fhir';
import { matchesAll } from './match-criteria.ts';
import { openProcess, openWorld, type Process, patient, pulse, type World } from './testing.ts';
import { readCriteria } from './topics.ts';

let world: World;
let node: Process;

const baseUrl = 'http://localhost/fhir';
const made: Resource[] = [
  patient('claire', {
    name: [{ family: 'Moreau-Dupont', given: ['Claire', 'Élise'] }],
    gender: 'female',
    identifier: [{ system: 'urn:ids', value: '42', type: { coding: [{ system: 'urn:types', code: 'MR' }] } }],
    active: true,
    telecom: [{ system: 'phone', value: '0102' }],
  }),
  patient('bruno', { gender: 'male', birthDate: '1990', meta: { tag: [{ system: 'urn:tags', code: 'vip' }] } }),
  { ...pulse('claire'), id: 'o1' },
  { ...pulse('bruno', { effectiveDateTime: '2026-02', status: 'amended' }), id: 'o2' },
  {
    ...pulse('claire', { valueQuantity: { value: 5.4, unit: 'mg', system: 'http://unitsofmeasure.org', code: 'mg' } }),
    id: 'o3',
  },
  {
    resourceType: 'Observation',
    id: 'o4',
    status: 'final',
    code: { text: 'Humeur', coding: [{ code: 'mood', display: 'Mood of the day' }] },
    subject: { identifier: { system: 'urn:ids', value: '42' } },
    valueString: 'good',
  },
  {
    resourceType: 'ValueSet',
    id: 'v1',
    status: 'active',
    url: 'http://example.org/vs/one',
  },
  {
    resourceType: 'RiskAssessment',
    id: 'r1',
    status: 'final',
    subject: { reference: 'Patient/claire' },
    prediction: [{ probabilityDecimal: 0.25 }],
  },
] as Resource[];

const asked: Readonly<Record<string, readonly string[]>> = {
  Patient: [
    'gender=female',
    'gender:not=female',
    'gender=female,male',
    'family=moreau',
    'family=dupont',
    'name=elise',
    'family:exact=Moreau',
    'family:contains=dupo',
    'birthdate=1990',
    'birthdate=gt1984',
    'birthdate=le1984-03-12',
    'birthdate=ne1984-03-12',
    'birthdate=sa1985',
    'birthdate=ap1990-06',
    'identifier=42',
    'identifier=urn:ids|42',
    'identifier=|42',
    'identifier=urn:ids|',
    'identifier:of-type=urn:types|MR|42',
    'active=true',
    'phone=0102',
    'phone:missing=true',
    'phone:missing=false',
    '_id=claire',
    '_id=claire,bruno',
    '_tag=urn:tags|vip',
    '_tag=vip',
    '_lastUpdated=gt2000',
    '_lastUpdated=lt2000',
    'gender=female&active=true',
    'gender=male&active=true',
  ],
  Observation: [
    'code=8867-4',
    'code=http://loinc.org|8867-4',
    'code=|mood',
    'code=http://loinc.org|',
    'code:text=mood',
    'code:text=hum',
    'status=amended',
    'status:not=amended',
    'subject=Patient/claire',
    'subject:Patient=claire',
    'subject=claire',
    'subject=http://localhost/fhir/Patient/claire',
    'patient=claire',
    'patient:missing=true',
    'subject:identifier=urn:ids|42',
    'date=2026-01-01',
    'date=2026-02',
    'date=ge2026-02-10',
    'date=lt2026-02-10',
    'date=eb2026-02',
    'value-quantity=72',
    'value-quantity=5.4|http://unitsofmeasure.org|mg',
    'value-quantity=5.4||mg',
    'value-quantity=0.0054|http://unitsofmeasure.org|g',
    'value-quantity=lt1|http://unitsofmeasure.org|g',
    'value-quantity=ne1|http://unitsofmeasure.org|g',
    'value-quantity=ap0.0055|http://unitsofmeasure.org|g',
    'value-quantity=gt70',
    'value-quantity=le5.4',
    'value-quantity=ne72',
    'value-quantity=ap5.5',
    'value-string=good',
    'value-string=Go',
  ],
  ValueSet: ['url=http://example.org/vs/one', 'url=http://example.org/vs', 'status=active'],
  RiskAssessment: ['probability=0.25', 'probability=0.3', 'probability=lt0.5', 'probability=ge0.25'],
};

beforeAll(async () => {
  world = await openWorld();
  node = await openProcess(world);
  for (const resource of made) {
    const { status, text } = await node.ask('importer', 'PUT', `${resource.resourceType}/${resource.id}`, resource);
    expect(status, text).toBe(201);
  }
});
afterAll(async () => {
  await node?.close();
  await world?.close();
});

describe('criteria that are judged by memory alone', () => {
  const lines = Object.entries(asked).flatMap(([type, queries]) => queries.map((query) => [type, query] as const));
  it.each(lines)('find what a search finds: %s?%s', async (type, query) => {
    const criteria = readCriteria(type, query, baseUrl);
    if (!criteria.ok) throw new Error(criteria.fault.issues[0]?.text);
    const { json } = await node.ask('importer', 'GET', `${type}?${query}&_count=100`);
    const found = ((json.entry ?? []) as { resource: Resource }[]).map(({ resource }) => String(resource.id)).sort();
    const stored = await node.ask('importer', 'GET', `${type}?_count=100`);
    const all = (stored.json.entry as { resource: Resource & { id: string } }[]).map(({ resource }) => resource);
    const matched = all
      .filter((resource) => {
        const { lastUpdated } = resource.meta as { lastUpdated: string };
        const subject = { type, id: resource.id, updated: new Date(lastUpdated), index: extractIndex(resource) };
        return matchesAll(subject, criteria.value);
      })
      .map(({ id }) => id)
      .sort();
    expect(matched).toEqual(found);
  });

  it('are compared with answers that are neither all empty nor all full', () => {
    expect(lines.length).toBeGreaterThan(60);
  });
});
