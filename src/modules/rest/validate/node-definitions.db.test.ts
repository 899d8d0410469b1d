import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codesOf, openTestNode, patient, pulse, type Who } from '../testing.ts';

const canonical = 'http://example.org/StructureDefinition/pulse-with-value';

let node: Awaited<ReturnType<typeof openTestNode>>;
beforeAll(async () => {
  node = await openTestNode();
  await node.ask('importer', 'PUT', 'Patient/claire', { body: patient('claire') });
});
afterAll(() => node.close());

/** A profile that asks for as many performers. */
const profile = (version: string, min: number) => ({
  resourceType: 'StructureDefinition',
  id: `profile-${version}`,
  url: canonical,
  version,
  name: 'PulseWithValue',
  status: 'active',
  kind: 'resource',
  abstract: false,
  type: 'Observation',
  baseDefinition: 'http://hl7.org/fhir/StructureDefinition/Observation',
  derivation: 'constraint',
  differential: { element: [{ id: 'Observation.performer', path: 'Observation.performer', min }] },
});

async function judgedBy(name: string): Promise<readonly string[]> {
  const answer = await node.ask('doctor', 'POST', `Observation/$validate?profile=${encodeURIComponent(name)}`, {
    body: pulse('claire'),
  });
  const { issue } = answer.json() as { issue: readonly { severity: string }[] };
  return codesOf(answer).filter((_code, n) => issue[n]?.severity === 'error');
}
/** Longer than this node goes by what it knows. */
const aMoment = () => pause(250);

describe('definitions that are written to a node', () => {
  it('count at once for everybody: the newest version, the one that is named, none once they are deleted', async () => {
    expect(await judgedBy(canonical)).toEqual(['conformance.profile-unknown']);
    for (const body of [profile('1.0.0', 0), profile('1.10.0', 1), profile('1.9.0', 0)]) {
      const answer = await node.ask('importer', 'PUT', `StructureDefinition/${body.id}`, { body });
      expect(answer.statusCode, answer.body).toBe(201);
    }
    await aMoment();
    expect(await judgedBy(canonical)).toEqual(['conformance.cardinality']);
    expect(await judgedBy(`${canonical}|1.0.0`)).toEqual([]);
    expect(await judgedBy(`${canonical}|7.0.0`)).toEqual(['conformance.profile-unknown']);

    await node.ask('importer', 'PUT', 'StructureDefinition/profile-1.9.0', {
      body: { ...profile('2.0.0', 0), id: 'profile-1.9.0' },
    });
    await aMoment();
    expect(await judgedBy(canonical)).toEqual([]);

    for (const version of ['1.0.0', '1.10.0', '1.9.0']) {
      const answer = await node.ask('importer', 'DELETE', `StructureDefinition/profile-${version}`);
      expect(answer.statusCode).toBe(204);
    }
    await aMoment();
    expect(await judgedBy(canonical)).toEqual(['conformance.profile-unknown']);
  });

  it('stand in the CapabilityStatement', async () => {
    const supported = async () => {
      const answer = await node.ask(undefined, 'GET', 'metadata');
      const { rest } = answer.json() as {
        rest: readonly { resource: readonly { type: string; supportedProfile?: readonly string[] }[] }[];
      };
      return rest[0]?.resource.find(({ type }) => type === 'Observation')?.supportedProfile;
    };
    expect(await supported()).toBeUndefined();
    for (const body of [profile('1.0.0', 0), profile('2.0.0', 0)]) {
      await node.ask('importer', 'PUT', `StructureDefinition/${body.id}`, { body });
    }
    await aMoment();
    expect(await supported()).toEqual([canonical, `${canonical}|1.0.0`]);
  });

  it.each<Who>(['doctor', 'stranger', 'claire', 'admin'])('cannot be written by %s', async (who) => {
    const written = { ...profile('9.9.9', 9), url: `http://example.org/of/${who}` };
    const ways = [
      ['POST', 'StructureDefinition', { ...written, id: undefined }],
      ['PUT', 'StructureDefinition/planted', { ...written, id: 'planted' }],
      ['PUT', 'StructureDefinition/profile-1.0.0', { ...written, id: 'profile-1.0.0' }],
      ['POST', 'ValueSet', { resourceType: 'ValueSet', url: 'http://example.org/v', status: 'active' }],
      [
        'POST',
        'CodeSystem',
        { resourceType: 'CodeSystem', url: 'http://example.org/c', status: 'active', content: 'complete' },
      ],
      ['POST', 'ConceptMap', { resourceType: 'ConceptMap', url: 'http://example.org/m', status: 'active' }],
      [
        'POST',
        'NamingSystem',
        {
          resourceType: 'NamingSystem',
          name: 'n',
          status: 'active',
          kind: 'codesystem',
          date: '2026',
          uniqueId: [{ type: 'uri', value: 'urn:x' }],
        },
      ],
      ['POST', 'Questionnaire', { resourceType: 'Questionnaire', url: 'http://example.org/q', status: 'active' }],
      ['DELETE', 'StructureDefinition/profile-1.0.0', undefined],
      [
        'POST',
        '',
        {
          resourceType: 'Bundle',
          type: 'transaction',
          entry: [{ resource: written, request: { method: 'POST', url: 'StructureDefinition' } }],
        },
      ],
    ] as const;
    const before = await node.deps.definitions.current();
    for (const [method, url, body] of ways) {
      const answer = await node.ask(who, method, url, body === undefined ? {} : { body });
      expect([403, 404], `${method} ${url} ${answer.body}`).toContain(answer.statusCode);
    }
    await aMoment();
    expect((await node.deps.definitions.current()).revision).toBe(before.revision);
  });
});
