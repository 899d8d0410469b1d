import fastify from 'fastify';
import type { JobKind } from '#db';
import type { Resource } from '#fhir';
import { type Caller, type Insi, identityMigrations, insDemonstrationSystem, insKey } from '#identity';
import { newTraceId, ok, randomIds, systemClock } from '#kernel';
import { granted, openTestRecordsBy, put as putChange } from '#records/testing';
import { identityDeskMigrations, keepRefusal, registerIdentityDesk } from './index.ts';
import { waitingInMemory } from './testing-waiting.ts';

const body13 = '2840369383241';
export const ins = { use: 'official', system: insDemonstrationSystem, value: `${body13}${insKey(body13)}` };

export const importer: Caller = {
  ...({
    role: 'backend',
    subject: 'importer',
    name: 'Importer',
    country: 'FR',
    client: 'c',
    purpose: 'HOPERAT',
  } as const),
  traceId: newTraceId(),
  proxyFor: [],
};

export function person(id: string, more: object = {}): Resource & { readonly id: string } {
  const patient = {
    resourceType: 'Patient',
    id,
    identifier: [ins],
    name: [{ use: 'official', family: 'Moreau', given: ['Claire', 'Jeanne'] }],
    gender: 'female',
    birthDate: '1984-03-12',
    telecom: [{ system: 'phone', value: '+33 6 39 98 10 01' }],
    ...more,
  };
  // What is said to be undefined is left out.
  return JSON.parse(JSON.stringify(patient)) as Resource & { readonly id: string };
}

/** An administrator who signed in just now. */
export const administrator = () => ({ role: 'administrator' as const, subject: 'op', authenticatedAt: new Date() });

/** The desk over the door of a test, for whoever `caller` says; jobs run when they are enqueued. */
export async function openTestDesk(caller: () => Partial<Caller>, insi?: Insi) {
  const opened = await openTestRecordsBy(systemClock, {
    migrations: [...identityMigrations, ...identityDeskMigrations],
    noteWatched: keepRefusal,
  });
  const { db, audit, records, access, clock } = opened;
  const waiting = waitingInMemory();
  const who = () =>
    ({
      subject: 'somebody',
      name: 'Somebody',
      country: 'FR',
      client: 'carnet-web',
      purpose: 'SYSADMIN',
      traceId: newTraceId(),
      proxyFor: [],
      ...caller(),
    }) as Caller;
  let kind: JobKind<object, object> | undefined;
  const app = fastify();
  registerIdentityDesk(app, {
    db,
    jobs: {
      register: (registered) => {
        kind = registered as unknown as typeof kind;
      },
      enqueue: async (_, input, { owner }) => {
        const signal = new AbortController().signal;
        const ran = await kind?.run({ id: 'j', input, owner, attempt: 1, signal, progress: () => {} });
        if (ran?.ok !== true) throw new Error('The job did not end well');
        return 'j';
      },
      list: async () => [],
    },
    identity: { authenticate: async () => ok(who()), onBehalfOf: async () => who() },
    access,
    audit,
    records,
    waiting: waiting.signIns,
    clock,
    ids: randomIds,
    ...(insi === undefined ? {} : { insi }),
  });
  return {
    app,
    db,
    audit,
    records,
    access,
    waiting,
    async put(...resources: readonly (Resource & { readonly id: string })[]): Promise<void> {
      granted(await records.change(importer, resources.map(putChange), 'update'));
    },
    async patientOf(id: string): Promise<Resource> {
      const read = await records.read(importer, 'Patient', id, 'read');
      return JSON.parse(read.ok ? read.value.text : '{}') as Resource;
    },
    logOf: async (patient: string) => (await audit.accessLog({ patient, count: 100 })).entries,
    async close() {
      await app.close();
      await opened.close();
    },
  };
}

export type TestDesk = Awaited<ReturnType<typeof openTestDesk>>;
