import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#audit';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { definitionSet } from '#definitions';
import type { Definition } from '#fhir';
import type { Caller } from '#identity';
import { ok, systemClock } from '#kernel';
import { createTerminology, type SharedTerminology, terminologyMigrations } from '#terminology';
import type { ConceptUses, ConceptView } from './contract.ts';
import { registerTerminologyBrowser } from './index.ts';

const animals = 'urn:example:animals';
const folder = mkdtempSync(join(tmpdir(), 'carnet-browser-'));
let db: Database;
let close: () => Promise<void>;
let terminology: SharedTerminology;
let asked = 0;

const definitions: readonly Definition[] = [
  {
    resourceType: 'ConceptMap',
    id: 'to-sounds',
    url: 'urn:example:map',
    title: 'Sounds of animals',
    group: [
      {
        source: animals,
        target: 'urn:example:sounds',
        element: [{ code: 'cat', target: [{ code: 'meow', display: 'Meow', equivalence: 'relatedto' }] }],
      },
      {
        source: 'urn:example:breeds',
        target: animals,
        element: [{ code: 'siamese', display: 'Siamese', target: [{ code: 'cat', equivalence: 'wider' }] }],
      },
    ],
  },
  { resourceType: 'ValueSet', id: 'pets', url: 'urn:example:pets', compose: { include: [{ system: animals }] } },
  {
    resourceType: 'ValueSet',
    id: 'more',
    url: 'urn:example:more',
    compose: { include: [{ valueSet: ['urn:example:pets'] }] },
  },
  {
    resourceType: 'ValueSet',
    id: 'other',
    url: 'urn:example:other',
    compose: { include: [{ system: 'urn:example:x' }] },
  },
];

const csv = (last: string) =>
  [
    'code,display,definition,parent,fr,legs',
    'animal,Animal,,,Animal,',
    'mammal,Mammal,,animal,Mammifère,',
    'pet,Pet,,animal,,',
    'cat,Cat,"A small, quiet mammal",mammal|pet,Chat,4',
    ...Array.from({ length: 60 }, (_, n) => `cat-${n},Cat ${String(n).padStart(2, '0')},,cat,,4`),
    last,
  ].join('\n');

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  expect(await migrate(db, terminologyMigrations)).toMatchObject({ ok: true });
  const standard = definitionSet({ revision: 'test', packages: [], entries: [] });
  const set = {
    ...standard,
    find: (canonical: string) =>
      definitions.find(({ url }) => url === canonical.split('|')[0]) ?? standard.find(canonical),
  };
  terminology = await createTerminology({ db, definitions: () => set });
  for (const [version, last] of [
    ['1.0', 'dodo,Dodo,,animal,Dodo,2'],
    ['2.0', 'unicorn,Unicorn,,animal,Licorne,4'],
  ] as const) {
    const file = join(folder, `animals-${version}.csv`);
    writeFileSync(file, csv(last));
    expect(await terminology.import(file, { url: animals, version, title: 'Animals' })).toMatchObject({ ok: true });
  }
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await close();
});

function open(role: Caller['role']) {
  const app = fastify();
  const entries: AuditEntry[] = [];
  const caller = { role, subject: 's', name: 'n', country: 'FR', client: 'c', purpose: 'SYSADMIN', traceId: 't' };
  registerTerminologyBrowser(app, {
    clock: systemClock,
    identity: { authenticate: async () => ok(caller as unknown as Caller) },
    access: {
      decide: async ({ caller: { role: who }, act }) =>
        who === 'administrator' && act === 'administer'
          ? { permit: true, rule: 'admin-no-clinical', visibility: { common: 'directory', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    },
    audit: { record: async (more) => void entries.push(...more) },
    terminology: {
      ...terminology,
      perform: async (_operation, { parameters }) => {
        asked += 1;
        const value = (name: string) =>
          (parameters.parameter as readonly { name: string; valueUri?: string }[]).find((one) => one.name === name);
        const valueBoolean = value('url')?.valueUri !== 'urn:example:other';
        const resource = { resourceType: 'Parameters', id: 'x', parameter: [{ name: 'result', valueBoolean }] };
        return { status: 200, resource };
      },
    },
    current: async () => ({
      source: await terminology.source(),
      catalogue: {
        revision: 'test',
        codeSystems: [
          { url: 'http://terminology.hl7.org/CodeSystem/condition-clinical', title: 'Clinical status', versions: 1 },
          { url: animals, title: 'Animals', version: '1.0', versions: 2, imported: true },
        ],
        valueSets: definitions.flatMap(({ resourceType, url }) =>
          resourceType === 'ValueSet' ? [{ url: url as string }] : [],
        ),
        maps: [{ url: 'urn:example:map', title: 'Sounds of animals' }],
      },
    }),
  });
  const get = async (path: string, query: Readonly<Record<string, string>> = {}) => {
    const answer = await app.inject({ url: `/api/terminology${path}?${new URLSearchParams(query)}` });
    return { status: answer.statusCode, body: answer.json() };
  };
  const post = async (path: string, body: object) => {
    const answer = await app.inject({ method: 'POST', url: `/api/terminology${path}`, payload: body });
    return { status: answer.statusCode, body: answer.json() };
  };
  return { get, post, entries };
}

beforeEach(() => {
  asked = 0;
});

describe('the operator’s look at terminology', () => {
  it('lists the code systems at hand, imported ones first', async () => {
    expect((await open('administrator').get('')).body).toEqual({
      codeSystems: [
        { url: animals, title: 'Animals', version: '1.0', versions: 2, imported: true },
        { url: 'http://terminology.hl7.org/CodeSystem/condition-clinical', title: 'Clinical status', versions: 1 },
      ],
      valueSets: 3,
      maps: 1,
    });
  });

  it('finds concepts by code and by the beginnings of words, in the reader’s language where there is a word', async () => {
    const { get } = open('administrator');
    const { body } = await get('/search', { text: 'cat', language: 'fr' });
    expect(body.concepts[0]).toEqual({ system: animals, code: 'cat', word: { value: 'Chat', language: 'fr' } });
    expect(body.concepts).toHaveLength(8);
    const inOne = await get('/search', { text: 'ca', system: animals, language: 'fr' });
    expect([inOne.body.concepts.length, inOne.body.next]).toEqual([50, 50]);
    const after = await get('/search', { text: 'ca', system: animals, from: '50' });
    expect([after.body.concepts.length, after.body.next]).toEqual([11, undefined]);
    expect((await get('/search', { text: 'relapse' })).body.concepts).toContainEqual(
      expect.objectContaining({ code: 'relapse' }),
    );
    expect((await get('/search', { text: 'zzz' })).body).toEqual({ concepts: [] });
  });

  it('shows a concept with its ways to the top, its words and what stands below', async () => {
    const { get } = open('administrator');
    const view = (await get('/concept', { system: animals, code: 'cat', language: 'pt' })).body as ConceptView;
    expect(view).toMatchObject({
      systemTitle: 'Animals',
      version: '1.0',
      word: { value: 'Cat' },
      definition: { value: 'A small, quiet mammal' },
      morePaths: false,
    });
    expect(view.paths.map((path) => path.map(({ code }) => code))).toEqual([
      ['animal', 'mammal'],
      ['animal', 'pet'],
    ]);
    expect(view.designations).toContainEqual(expect.objectContaining({ value: 'Chat', language: 'fr' }));
    expect(view.properties).toContainEqual({ code: 'legs', value: '4' });
    expect([view.children.concepts.length, view.children.next, view.children.total]).toEqual([15, 15, 60]);
    const rest = await get('/children', { system: animals, code: 'cat', from: '15' });
    expect([rest.body.concepts.length, rest.body.next]).toEqual([45, undefined]);
    const top = (await get('/concept', { system: animals, code: 'animal' })).body as ConceptView;
    expect(top.paths).toEqual([]);
  });

  it('tells a name that the node has beside those of the code system', async () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
    const view = (await open('administrator').get('/concept', { system, code: 'active', language: 'fr' })).body;
    expect(view.word).toEqual({ value: 'Actif', language: 'fr' });
    expect(view.designations).toEqual([{ value: 'Actif', language: 'fr' }, { value: 'Active' }]);
  });

  it('says which maps speak of a concept, both ways, and which value sets hold it, judging no others', async () => {
    const uses = (await open('administrator').get('/uses', { system: animals, code: 'cat' })).body as ConceptUses;
    const map = { url: 'urn:example:map', title: 'Sounds of animals' };
    expect(uses.maps).toEqual([
      {
        map,
        direction: 'to',
        equivalence: 'relatedto',
        other: { system: 'urn:example:sounds', code: 'meow', word: { value: 'Meow' } },
      },
      {
        map,
        direction: 'from',
        equivalence: 'wider',
        other: { system: 'urn:example:breeds', code: 'siamese', word: { value: 'Siamese' } },
      },
    ]);
    expect(uses.valueSets.map(({ url }) => url)).toEqual(['urn:example:pets', 'urn:example:more']);
    expect([uses.moreMaps, uses.moreValueSets, asked]).toEqual([false, false, 2]);
  });

  it('shows another version where it is asked for', async () => {
    const { get } = open('administrator');
    expect((await get('/concept', { system: animals, code: 'unicorn' })).status).toBe(404);
    const { body } = await get('/concept', { system: animals, version: '2.0', code: 'unicorn' });
    expect(body).toMatchObject({ version: '2.0', code: 'unicorn' });
    const system = (await get('/code-system', { system: animals, version: '2.0' })).body;
    expect(system.top.concepts.map(({ code }: { code: string }) => code)).toEqual(['animal']);
  });

  it('puts a version in use and undoes it, and logs who did', async () => {
    const { get, post, entries } = open('administrator');
    const inUse = async () =>
      (await get('/code-system', { system: animals })).body.versions.map(
        ({ version, inUse: used }: { version: string; inUse: boolean }) => `${version} ${used}`,
      );
    expect((await get('/code-system', { system: animals })).body).toMatchObject({ switchable: true, concepts: 65 });
    expect(await inUse()).toEqual(['1.0 true', '2.0 false']);
    expect((await post('/use', { system: animals, version: '2.0' })).body).toEqual({ version: '2.0', former: '1.0' });
    expect(await inUse()).toEqual(['2.0 true', '1.0 false']);
    expect((await post('/undo', { system: animals })).body).toEqual({ version: '1.0', former: '2.0' });
    expect(await inUse()).toEqual(['1.0 true', '2.0 false']);
    expect(entries.map(({ action, interaction }) => [action, interaction])).toEqual([
      ['administer', 'switch terminology version'],
      ['administer', 'undo terminology version'],
    ]);
    expect((await post('/use', { system: animals, version: '9' })).status).toBe(404);
    expect(entries).toHaveLength(2);
  });

  it('does not offer to switch what was not imported', async () => {
    const system = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
    const { body } = await open('administrator').get('/code-system', { system });
    expect(body).toMatchObject({ switchable: false, versions: [{ version: '4.0.1', inUse: true }] });
  });

  it('tells what is wrong with a question', async () => {
    const { get } = open('administrator');
    expect((await get('/search')).status).toBe(400);
    expect((await get('/concept', { system: animals })).status).toBe(400);
    expect((await get('/code-system', { system: 'urn:example:none' })).status).toBe(404);
    expect((await get('/search', { text: 'x'.repeat(300) })).status).toBe(400);
    expect((await get('/search', { text: 'x', system: animals, from: '-1' })).status).toBe(400);
  });

  it.each(['citizen', 'professional', 'backend'] as const)('is not for a %s, which is logged', async (role) => {
    const { get, post, entries } = open(role);
    for (const path of ['', '/search', '/code-system', '/concept', '/uses', '/top', '/children']) {
      expect((await get(path, { system: animals, code: 'cat', text: 'c' })).status).toBe(403);
    }
    expect((await post('/use', { system: animals, version: '2.0' })).status).toBe(403);
    expect((await post('/undo', { system: animals })).status).toBe(403);
    expect(entries.map(({ interaction, outcome }) => [interaction, outcome])).toEqual([
      ...Array.from({ length: 7 }, () => ['terminology', 'denied']),
      ['switch terminology version', 'denied'],
      ['undo terminology version', 'denied'],
    ]);
  });
});
