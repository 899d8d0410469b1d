import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '#access';
import type { AuditEntry } from '#audit';
import type { App, Apps, Caller, Identity, Role } from '#identity';
import { ok, systemClock } from '#kernel';
import type { Records } from '#records';
import { registerApps } from './index.ts';
import { actOfScope, isOfMany, wordsOfScope } from './pages/scope-words.ts';

const app = Fastify();
const acts: string[] = [];
const entries: AuditEntry[] = [];

const diary: App = {
  id: 'diary-1',
  name: 'Diary',
  kind: 'public',
  status: 'approved',
  scope: 'openid fhirUser offline_access patient/Observation.rs launch/patient',
  redirectUris: ['https://diary.example/back'],
  launchUrl: 'https://diary.example/launch',
  contacts: [],
  registered: new Date('2026-11-01T10:00:00Z'),
};

const apps: Apps = {
  register: async () => ok({ app: diary, metadata: {} }),
  add: async () => ok({ app: diary, metadata: {} }),
  launchable: async () => [diary],
  names: async () => new Map([[diary.id, diary.name]]),
  list: async () => [diary, { ...diary, id: 'waiting-1', name: 'Waiting', status: 'pending' }],
  find: async (id) => (id === diary.id ? diary : undefined),
  origins: async () => new Set(),
  decide: async (id, status, by) => {
    acts.push(`${by.role} ${status} ${id}`);
    return id === 'nothing' ? undefined : { ...diary, id, status };
  },
  connections: async (account) =>
    ['own', 'proxied'].map((id) => ({
      id: `${account}-${id}`,
      app: { id: diary.id, name: diary.name },
      scope: diary.scope,
      patient: id === 'own' ? 'p-own' : 'p-child',
      lasting: 'offline',
      since: new Date('2026-11-02T10:00:00Z'),
      until: new Date('2026-12-02T10:00:00Z'),
    })),
  disconnect: async (caller, id) => id === `${caller.subject}-own`,
  prepareLaunch: async (_caller, launch) => ok({ location: `https://diary.example/launch?launch=${launch.patient}` }),
};

beforeAll(() => {
  const authenticate: Identity['authenticate'] = async ({ headers, traceId }) =>
    ok({
      subject: 's',
      name: 'n',
      role: String(headers['x-role'] ?? 'citizen') as Role,
      country: 'FR',
      purpose: 'PATRQT',
      client: 'c',
      traceId,
      proxyFor: [],
      patient: 'p-own',
      ...(headers['x-app'] === undefined ? {} : { scopes: { granted: [] } }),
    } satisfies Caller);
  registerApps(app, {
    identity: { authenticate } as Identity,
    apps,
    access: {
      decide: async ({ caller }) =>
        caller.role === 'administrator'
          ? { permit: true, rule: 'r', visibility: { common: 'none', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    } as Pick<Access, 'decide'>,
    audit: { record: async (more) => void entries.push(...more) },
    clock: systemClock,
    records: {
      read: async (_caller: Caller, type: string, id: string) =>
        ok({ type, id, compartment: id === 'enc-child' ? 'p-child' : 'p-other' }),
    } as unknown as Pick<Records, 'read'>,
    contexts: {
      patients: async () => [],
      patient: async (_caller, id) => (id === 'p-child' ? { id, name: 'Child' } : undefined),
    },
  });
});
afterAll(() => app.close());

const ask = (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object, headers: Record<string, string> = {}) =>
  app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
const admin = { 'x-role': 'administrator' };

describe('the list of connected apps', () => {
  it('tells what each may do, for whom where it is not oneself, and how long', async () => {
    const { connections, launchable } = (await ask('GET', '/api/apps')).json();
    expect(connections[0]).toEqual({
      id: 's-own',
      app: { id: 'diary-1', name: 'Diary' },
      resources: [
        { word: 'patient/Observation.rs', context: 'patient', type: 'Observation', acts: 'rs', parameters: [] },
      ],
      identity: true,
      lasting: 'offline',
      since: '2026-11-02T10:00:00.000Z',
      until: '2026-12-02T10:00:00.000Z',
    });
    expect(connections[1].patient).toEqual({ id: 'p-child', name: 'Child' });
    expect(launchable).toEqual([]);
    const professional = (await ask('GET', '/api/apps', undefined, { 'x-role': 'professional' })).json();
    expect(professional.launchable).toEqual([{ id: 'diary-1', name: 'Diary' }]);
  });

  it('ends what is one’s own alone', async () => {
    expect((await ask('DELETE', '/api/apps/s-own')).statusCode).toBe(204);
    expect((await ask('DELETE', '/api/apps/other-own')).statusCode).toBe(404);
    expect((await ask('DELETE', `/api/apps/${'x'.repeat(99)}`)).statusCode).toBe(404);
  });

  it('is for the pages of the node, and for no app', async () => {
    for (const url of ['/api/apps', '/api/app-desk']) {
      expect((await ask('GET', url, undefined, { 'x-app': '1' })).statusCode).toBe(403);
    }
    expect((await ask('DELETE', '/api/apps/s-own', undefined, { 'x-app': '1' })).statusCode).toBe(403);
  });
});

describe('a launch', () => {
  it('is for a patient whom one may see, and an encounter of hers', async () => {
    const launch = (payload: object) => ask('POST', '/api/apps/launch', payload);
    expect((await launch({ app: 'diary-1', patient: 'p-child' })).json()).toEqual({
      location: 'https://diary.example/launch?launch=p-child',
    });
    expect((await launch({ app: 'diary-1', patient: 'p-child', encounter: 'enc-child' })).statusCode).toBe(200);
    expect((await launch({ app: 'diary-1', patient: 'p-child', encounter: 'enc-other' })).statusCode).toBe(400);
    expect((await launch({ app: 'diary-1', patient: 'p-stranger' })).statusCode).toBe(404);
    expect((await launch({ patient: 'p-child' })).statusCode).toBe(400);
    expect((await launch({ app: 'diary-1', patient: 'p-child', encounter: 5 })).statusCode).toBe(400);
  });
});

describe('the desk of the operator', () => {
  it('shows and decides for administrators alone', async () => {
    for (const role of ['citizen', 'professional', 'backend']) {
      expect((await ask('GET', '/api/app-desk', undefined, { 'x-role': role })).statusCode).toBe(403);
      const tried = await ask('POST', '/api/app-desk/waiting-1', { status: 'approved' }, { 'x-role': role });
      expect(tried.statusCode).toBe(403);
    }
    expect(acts).toEqual([]);
    expect(entries).toMatchObject(
      ['citizen', 'professional', 'backend'].flatMap((role) =>
        ['app-desk', 'app-decided'].map((interaction) => ({ interaction, outcome: 'denied', agent: { role } })),
      ),
    );
    const { apps: listed } = (await ask('GET', '/api/app-desk', undefined, admin)).json();
    expect(listed).toMatchObject([
      { id: 'diary-1', lasting: 'offline' },
      { id: 'waiting-1', status: 'pending' },
    ]);
    expect((await ask('POST', '/api/app-desk/waiting-1', { status: 'approved' }, admin)).json()).toMatchObject({
      status: 'approved',
    });
    expect((await ask('POST', '/api/app-desk/waiting-1', { status: 'pending' }, admin)).statusCode).toBe(400);
    expect((await ask('POST', '/api/app-desk/nothing', { status: 'refused' }, admin)).statusCode).toBe(404);
    expect(acts).toEqual(['administrator approved waiting-1', 'administrator refused nothing']);
  });
});

describe('the words of a scope', () => {
  const line = (
    type: string,
    acts: string,
    parameters: readonly (readonly [string, string])[] = [],
    context: 'patient' | 'user' = 'patient',
  ) => ({
    context,
    type,
    acts,
    parameters,
    word: type,
  });
  it('are those of the parts of a record', () => {
    expect(wordsOfScope(line('*', 'rs'))).toEqual({ label: 'apps.part.everything' });
    expect(wordsOfScope(line('MedicationRequest', 'rs'))).toEqual({ label: 'part.medicines' });
    expect(wordsOfScope(line('Basic', 'rs'))).toEqual({ label: 'apps.part.other', type: 'Basic' });
    expect(wordsOfScope(line('Observation', 'rs', [['category', 'http://x|laboratory']]))).toEqual({
      label: 'part.results',
    });
    expect(wordsOfScope(line('Observation', 'rs', [['code', 'http://loinc.org|8867-4']]))).toEqual({
      label: 'apps.part.observations',
      narrowed: 'code 8867-4',
    });
  });

  it('tell seeing from changing, and one from many', () => {
    expect(['rs', 'r', 'cud', 'u', 'cruds'].map((acts) => actOfScope({ acts }))).toEqual([
      'see',
      'see',
      'change',
      'change',
      'both',
    ]);
    expect(isOfMany([line('Patient', 'rs', [], 'user')])).toBe(true);
    expect(isOfMany([line('Patient', 'rs', [], 'user'), line('Patient', 'rs')])).toBe(false);
  });
});
