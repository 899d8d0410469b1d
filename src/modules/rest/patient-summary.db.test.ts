import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkStructure } from '#fhir';
import { fixedClock } from '#kernel';
import type { SharedTerminology } from '#terminology';
import { patientSummary } from './patient-summary.ts';
import { codesOf, openTestNode, patient, pulse } from './testing.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  const put = (body: object) => {
    const { resourceType, id } = body as { readonly resourceType: string; readonly id: string };
    return node.ask('importer', 'PUT', `${resourceType}/${id}`, { body });
  };
  await put(patient('claire', { gender: 'female' }));
  await put(pulse('claire', { id: 'pulse', performer: [{ reference: 'Practitioner/sophie' }] }));
  await put({ resourceType: 'Practitioner', id: 'sophie', name: [{ family: 'Bernard' }] });
  await put({
    resourceType: 'AllergyIntolerance',
    id: 'penicillin',
    clinicalStatus: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' }],
    },
    code: { coding: [{ system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' }] },
    patient: { reference: 'Patient/claire' },
  });
});
afterAll(() => node.close());

const summary = (query = '', headers: Record<string, string> = {}) =>
  node.ask('doctor', 'GET', `Patient/claire/$summary${query}`, { headers });

describe('Patient/[id]/$summary', () => {
  it('answers a document with the Composition first, valid, and the same bytes each time', async () => {
    const answer = await summary();
    expect(answer.statusCode).toBe(200);
    const document = answer.json() as { type: string; entry: { resource: { resourceType: string } }[] };
    expect(document.type).toBe('document');
    expect(document.entry[0]?.resource.resourceType).toBe('Composition');
    const types = document.entry.map(({ resource }) => resource.resourceType);
    expect(types).toEqual(expect.arrayContaining(['Patient', 'AllergyIntolerance']));
    expect(checkStructure(document as never).filter((issue) => issue.severity === 'error')).toEqual([]);
    expect((await summary()).body).toBe(answer.body);
  });

  it('changes with the day alone: a medicine leaves when its period is over, and all day the bytes are the same', async () => {
    const amoxicillin = { system: 'http://www.whocc.no/atc', code: 'J01CA04', display: 'amoxicillin' };
    await node.ask('importer', 'PUT', 'MedicationStatement/course', {
      body: {
        resourceType: 'MedicationStatement',
        id: 'course',
        status: 'active',
        medicationCodeableConcept: { coding: [amoxicillin] },
        subject: { reference: 'Patient/claire' },
        effectivePeriod: { start: '2098-03-01', end: '2098-03-08' },
      },
    });
    const caller = { subject: 'a-doctor', name: 'Sophie Bernard', role: 'professional', country: 'FR' } as const;
    const doctor = { ...caller, purpose: 'TREAT', client: 'test', traceId: 'd'.repeat(32), proxyFor: [] } as const;
    const at = async (now: string) => {
      const deps = { ...node.deps, clock: fixedClock(now) };
      const answer = await patientSummary(deps, { ...doctor, organization: 'org-park' }, 'claire', 'en');
      return answer.ok ? JSON.stringify(answer.value) : answer.fault.code;
    };
    const lastDay = await at('2098-03-08T08:00:00Z');
    expect(lastDay).toContain('J01CA04');
    expect(await at('2098-03-08T23:59:59Z')).toBe(lastDay);
    const dayAfter = await at('2098-03-09T08:00:00Z');
    expect(dayAfter).not.toContain('J01CA04');
    expect(dayAfter).toContain('91936005');
    await node.ask('importer', 'DELETE', 'MedicationStatement/course');
  });

  it('is written in the reader’s language', async () => {
    const answer = await summary('', { 'accept-language': 'fr-FR, en;q=0.5' });
    expect(answer.headers['content-language']).toBe('fr-FR');
    expect((await summary('?language=pt')).headers['content-language']).toBe('pt');
  });

  it('names codes by the code system in use, from the first summary on', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'summary-'));
    try {
      const path = join(folder, 'allergies.csv');
      writeFileSync(path, 'code,display,fi\n91936005,Allergy to penicillin,Penisilliiniallergia\n');
      const url = 'http://snomed.info/sct';
      const terminology = node.deps.terminology as SharedTerminology;
      expect(await terminology.import(path, { url, version: '1', language: 'en' })).toMatchObject({ ok: true });
      expect((await summary('?language=fi')).body).toContain('Penisilliiniallergia');
      expect(await terminology.remove(url, '1')).toMatchObject({ ok: true });
      expect((await summary('?language=fi')).body).not.toContain('Penisilliiniallergia');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is a page for people who ask for one, with its style and nothing else inline', async () => {
    const answer = await summary('?language=fr', { accept: 'text/html' });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.body).toMatch(/^<!doctype html>/i);
    expect(answer.body).not.toMatch(/<script|\sstyle=|\son[a-z]+=/i);
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
    const stylesheet = /<link rel="stylesheet" href="([^"]+)">/.exec(answer.body)?.[1] ?? '';
    const style = await node.app.inject({ method: 'GET', url: stylesheet });
    expect([style.statusCode, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  });

  it('can be had as XML', async () => {
    const answer = await summary('?_format=xml');
    expect(answer.body).toContain('<Bundle xmlns="http://hl7.org/fhir">');
  });

  it('lacks what the person hides without a trace', async () => {
    const before = await summary();
    const claire = { patient: 'claire', proxyFor: [], role: 'citizen', purpose: 'PATRQT' } as const;
    const caller = {
      ...claire,
      subject: 'a-claire',
      name: 'Claire',
      country: 'FR',
      client: 'test',
      traceId: 'e'.repeat(32),
    };
    const restrictions = [{ category: 'allergies', audience: 'everyone' }] as const;
    const changed = await node.records.changeSharing(caller, { patient: 'claire', crossBorder: true, restrictions });
    expect(changed.ok).toBe(true);
    const after = await summary();
    expect(before.body).toContain('91936005');
    expect(after.body).not.toMatch(/91936005|AllergyIntolerance\/penicillin|restrict|hidden/i);
    expect((await node.ask('claire', 'GET', 'Patient/claire/$summary')).body).toContain('91936005');
  });

  it('is refused as an absent person is', async () => {
    const answer = await node.ask('stranger', 'GET', 'Patient/claire/$summary');
    expect([answer.statusCode, codesOf(answer)]).toEqual([404, ['resource.not-found']]);
  });
});
