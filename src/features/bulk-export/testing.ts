import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the node is composed here, as `src/app` composes it.
import { createJobs, jobMigrations, migrate, openDatabase, prepareQueue } from '#db';
import { openTestDatabase } from '#db/testing';
import { definitionMigrations, openDefinitions } from '#definitions';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Clock, fail, newTraceId, type Outcome, ok, randomIds, silentLog, systemClock } from '#kernel';
import { appendJournal, createRecords } from '#records';
import { createServer, type FhirDeps, registerFhir } from '#rest';
import { createStore, storeMigrations } from '#store';
import { createTerminology, terminologyMigrations } from '#terminology';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
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
export async function openExportWorld(more: { readonly fileSize?: number; readonly url?: string } = {}) {
  const test = more.url === undefined ? await openTestDatabase() : undefined;
  const url = more.url ?? test?.url ?? '';
  const db = test?.db ?? openDatabase({ url });
  if (test !== undefined) {
    const migrated = await migrate(db, [
      ...jobMigrations,
      ...definitionMigrations,
      ...terminologyMigrations,
      ...storeMigrations,
      ...auditMigrations,
      ...accessMigrations,
    ]);
    if (!migrated.ok || !(await prepareQueue(db)).ok) throw new Error('The tables could not be made');
  }
  let ahead = 0;
  const clock: Clock = { now: () => new Date(systemClock.now().getTime() + ahead) };
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, country: 'FR' });
  const store = createStore({ db, clock, cursorKey: randomBytes(32), append: appendJournal({ audit, access }) });
  const transact = <T>(work: Parameters<typeof db.transaction<T>>[0]) => db.transaction(work);
  const records = createRecords({ store, access, audit, clock, ids: randomIds, transact });
  const jobs = createJobs({ db, log: silentLog });
  const app = createServer({ log: silentLog, alive: () => db.alive(1_000) });
  const baseUrl = 'http://node.example/fhir';
  const { fileSize = 200_000 } = more;
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
    definitions: openDefinitions({ db, written: store.definitions }),
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
    const changes = resources.map((resource) => ({
      op: 'update' as const,
      id: resource.id,
      draft: { resource, source: JSON.stringify(resource) },
    }));
    granted(await records.change(callers.importer, changes, 'transaction'));
  }

  return {
    db,
    url,
    address: `http://127.0.0.1:${port}`,
    jobs,
    access,
    audit,
    records,
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
      if (test === undefined) await db.close();
      await test?.close();
    },
  };
}

export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.issues[0]?.text}`);
  return outcome.value;
}
