import type { AddressInfo } from 'node:net';
import { createJobs, jobMigrations, prepareQueue } from '#db';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Clock, fail, newTraceId, ok, randomIds, silentLog, systemClock } from '#kernel';
import { granted, openTestRecordsBy, put } from '#records/testing';
import { createServer, type FhirDeps, registerFhir } from '#rest';
import { createTerminology, terminologyMigrations } from '#terminology';
import { bulkExport } from './bulk-export.ts';

export { observation, patient } from '#fhir/testing';

function caller(fields: Partial<Caller> & Pick<Caller, 'role'>): Caller {
  const base = { name: 'Somebody', country: 'FR', client: 'test', proxyFor: [], traceId: newTraceId() } as const;
  return { ...base, subject: `${fields.role}-account`, purpose: 'TREAT', ...fields };
}

export const callers = {
  importer: caller({ role: 'backend', purpose: 'HOPERAT' }),
  warehouse: caller({ role: 'backend', purpose: 'HOPERAT', subject: 'warehouse' }),
  admin: caller({ role: 'administrator', purpose: 'SYSADMIN' }),
  /** Works for the organisation `org-park`. */
  doctor: caller({ role: 'professional', organization: 'org-park', practitioner: 'sophie' }),
  claire: caller({ role: 'citizen', purpose: 'PATRQT', patient: 'claire' }),
  abroad: caller({ role: 'foreign-professional', country: 'PT' }),
} as const;

export type Who = keyof typeof callers;

/** A node that listens, with the operations of this feature over the real modules; the token is the caller's name. */
export async function openExportWorld({ fileSize = 200_000 } = {}) {
  let ahead = 0;
  const clock: Clock = { now: () => new Date(systemClock.now().getTime() + ahead) };
  const opened = await openTestRecordsBy(clock, {
    migrations: [...jobMigrations, ...terminologyMigrations],
  });
  const { db, records } = opened;
  if (!(await prepareQueue(db)).ok) throw new Error('The queue could not be made');
  const jobs = createJobs({ db, log: silentLog });
  const app = createServer({ log: silentLog, alive: () => db.alive(1_000) });
  const baseUrl = 'http://node.example/fhir';
  const identity: FhirDeps['identity'] = {
    authenticate: async ({ headers }) => {
      const who = String(headers.authorization).replace('Bearer ', '');
      return who in callers ? ok(callers[who as Who]) : fail('sign-in.required', 'Nobody.');
    },
  };
  registerFhir(app, {
    records,
    identity,
    clock,
    baseUrl,
    ids: randomIds,
    terminology: await createTerminology({ db }),
    definitions: opened.definitions,
    node: { name: 'Test', country: 'FR', language: 'en' },
    software: { version: '0' },
    operations: bulkExport({ jobs, records, clock, baseUrl, keepHours: 24, fileSize }),
  });
  await jobs.start();
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;

  /** A request to the FHIR API; absolute addresses of the node are asked of this process. */
  function ask(who: Who, method: string, address: string, init: RequestInit = {}): Promise<Response> {
    const path = address.replace(baseUrl, '');
    return fetch(`http://127.0.0.1:${port}/fhir${path.startsWith('/') ? '' : '/'}${path}`, {
      ...init,
      method,
      headers: { authorization: `Bearer ${who}`, ...init.headers },
    });
  }

  async function write(...resources: readonly (Resource & { readonly id: string })[]): Promise<void> {
    granted(await records.change(callers.importer, resources.map(put), 'transaction'));
  }

  return {
    ...opened,
    address: `http://127.0.0.1:${port}`,
    jobs,
    ask,
    write,
    remove: async (type: string, id: string) =>
      granted(await records.change(callers.importer, [{ op: 'delete', type, id }], 'delete')),
    letPass: (milliseconds: number) => {
      ahead += milliseconds;
    },
    async close() {
      await app.close();
      await jobs.stop();
      await opened.close();
    },
  };
}
