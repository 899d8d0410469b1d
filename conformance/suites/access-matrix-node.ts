import type { Caller } from '#identity';
import { createLog, fail, ok, randomIds } from '#kernel';
import { createServer, registerFhir } from '#rest';
import { registerAccessLog } from '../../src/features/access-log/index.ts';
import { bulkExport } from '../../src/features/bulk-export/index.ts';
import { registerEmergency } from '../../src/features/emergency/index.ts';
import { registerMyRecord } from '../../src/features/my-record/index.ts';
import { registerSharing } from '../../src/features/sharing/index.ts';
import type { World } from './access-matrix-world.ts';

const baseUrl = 'http://localhost/fhir';

export interface Sent {
  readonly method: string;
  /** Below `/fhir/`, unless it begins with a slash. */
  readonly url: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The world as a server: the FHIR API with what features bring to it, and the API of the pages. Who asks is whom the test says. */
export async function serve(world: World) {
  const records = world.subscriptions.keep(world.door('standard'));
  const lines: string[] = [];
  const log = createLog({ level: 'debug', write: (line) => void lines.push(line) });
  const app = createServer({ log, alive: async () => true });
  const identity = {
    authenticate: async ({ headers }: { readonly headers: Readonly<Record<string, unknown>> }) => {
      const caller = world.bySubject.get(Buffer.from(String(headers['x-subject'] ?? ''), 'base64').toString());
      return caller === undefined ? fail('sign-in.required', 'Sign in first.') : ok(caller);
    },
  };
  const { terminology, definitions, clock, jobs } = world;
  const custodian = { name: 'Test', country: 'FR' };
  registerFhir(app, {
    records,
    identity,
    terminology,
    definitions,
    clock,
    ids: randomIds,
    baseUrl,
    node: { ...custodian, language: 'en' },
    software: { version: '0' },
    operations: [
      ...bulkExport({ jobs, records, clock, baseUrl, keepHours: 1 }),
      ...world.subscriptions.operations(world.door('standard')),
    ],
  });
  const pages = { identity: identity as never, records };
  registerMyRecord(app, { ...pages, terminology, custodian, clock });
  registerAccessLog(app, { ...pages, country: 'FR' });
  registerSharing(app, pages);
  registerEmergency(app, { ...pages, node: { country: 'FR', demonstration: true } });
  world.subscriptions.serve(app, world.door('standard'));
  await jobs.start();
  await app.ready();

  return {
    lines,
    async ask(caller: Caller | undefined, { method, url, body, headers = {} }: Sent) {
      // Each purpose is an account of its own here.
      const subject =
        caller === undefined ? '' : `${caller.subject} ${caller.purpose}`.replaceAll(/[^A-Za-z0-9]+/g, '-');
      if (caller !== undefined) world.bySubject.set(subject, { ...caller, subject });
      const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
      return app.inject({
        method: method as 'GET',
        url: encodeURI(url.startsWith('/') ? url : `/fhir/${url}`),
        headers: {
          ...(caller === undefined ? {} : { 'x-subject': Buffer.from(subject).toString('base64') }),
          ...(text === undefined ? {} : { 'content-type': 'application/fhir+json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { payload: text }),
      });
    },
    async close() {
      await app.close();
      await jobs.stop();
    },
  };
}
export type Node = Awaited<ReturnType<typeof serve>>;
