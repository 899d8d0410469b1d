import type { FastifyInstance } from 'fastify';
import type { Access } from '#access';
import type { Audit } from '#audit';
import {
  type App,
  type Apps,
  type Caller,
  type Connection,
  type Identity,
  type LaunchContexts,
  readScopes,
} from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { mayAdminister, type Records } from '#records';
import { apiRoute } from '#rest';
import type { AppDesk, ConnectedApp, ConnectedApps, DeskApp, ScopeLine } from './contract.ts';

export { launchContexts } from './launch-contexts.ts';

export interface AppsOptions {
  readonly identity: Identity;
  readonly apps: Apps;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly clock: Clock;
  readonly records: Pick<Records, 'read'>;
  readonly contexts: LaunchContexts;
}

const largestBody = 2_048;

/**
 * The apps of a person and of the node, for its pages: `GET /api/apps` and `DELETE /api/apps/:id` for what she gave them,
 * `POST /api/apps/launch` to open one for a patient, `GET /api/app-desk` and `POST /api/app-desk/:id` for the operator.
 */
export function registerApps(app: FastifyInstance, options: AppsOptions): void {
  const { identity, apps } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/apps',
    identity,
    handler: async (caller): Promise<Outcome<ConnectedApps>> => {
      const opens = caller.role === 'professional';
      const [connections, launchable] = await Promise.all([
        apps.connections(caller.subject),
        opens ? apps.launchable() : [],
      ]);
      return ok({
        connections: await Promise.all(connections.map((connection) => lineOf(options, caller, connection))),
        launchable: launchable.map(({ id, name }) => ({ id, name })),
      });
    },
  });
  apiRoute(app, {
    method: 'DELETE',
    url: '/api/apps/:id',
    identity,
    handler: async (caller, request): Promise<Outcome<undefined>> => {
      const { id } = request.params as { readonly id: string };
      const ended = id.length <= 100 && (await apps.disconnect(caller, id));
      return ended ? ok(undefined) : fail('resource.not-found', 'There is no such connection.');
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/apps/launch',
    identity,
    maxBody: largestBody,
    handler: (caller, request) => launch(options, caller, request.body),
  });
  registerDesk(app, options);
}

function registerDesk(app: FastifyInstance, options: AppsOptions): void {
  const { identity, apps } = options;
  apiRoute(app, {
    method: 'GET',
    url: '/api/app-desk',
    identity,
    handler: async (caller): Promise<Outcome<AppDesk>> => {
      const allowed = await mayAdminister(options, caller, 'app-desk');
      return allowed.ok ? ok({ apps: (await apps.list()).map(deskLineOf) }) : allowed;
    },
  });
  apiRoute(app, {
    method: 'POST',
    url: '/api/app-desk/:id',
    identity,
    maxBody: largestBody,
    handler: async (caller, request): Promise<Outcome<DeskApp>> => {
      const allowed = await mayAdminister(options, caller, 'app-decided');
      if (!allowed.ok) return allowed;
      const status = (request.body as { readonly status?: unknown } | null | undefined)?.status;
      if (status !== 'approved' && status !== 'refused') {
        return fail('request.bad', 'status must be approved or refused.', 'status');
      }
      const { id } = request.params as { readonly id: string };
      const decided = id.length <= 100 ? await apps.decide(id, status, caller) : undefined;
      return decided === undefined ? fail('resource.not-found', 'There is no such app.') : ok(deskLineOf(decided));
    },
  });
}

/** A launch is for who may see the patient, and the encounter is one of hers. */
async function launch(
  { apps, records, contexts }: AppsOptions,
  caller: Caller,
  body: unknown,
): Promise<Outcome<unknown>> {
  const { app, patient, encounter } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof app !== 'string' || app.length > 100 || typeof patient !== 'string') {
    return fail('request.bad', 'A launch has an app and a patient, and may have an encounter.');
  }
  if (encounter !== undefined && typeof encounter !== 'string') {
    return fail('request.bad', 'encounter must be the id of an Encounter.', 'encounter');
  }
  if ((await contexts.patient(caller, patient)) === undefined) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  if (encounter !== undefined) {
    const found = await records.read(caller, 'Encounter', encounter, 'read');
    if (!found.ok) return found;
    if (found.value.compartment !== patient) {
      return fail('request.bad', 'The encounter is not one of this patient.', 'encounter');
    }
  }
  return apps.prepareLaunch(caller, { app, patient, ...(encounter === undefined ? {} : { encounter }) });
}

async function lineOf({ contexts }: AppsOptions, caller: Caller, made: Connection): Promise<ConnectedApp> {
  const { patient } = made;
  const isOther = patient !== undefined && patient !== caller.patient;
  const known = isOther ? await contexts.patient(caller, patient) : undefined;
  const words = wordsOf(made.scope);
  return {
    id: made.id,
    app: made.app,
    resources: words.resources,
    identity: words.identity,
    lasting: made.lasting,
    since: made.since.toISOString(),
    until: made.until.toISOString(),
    ...(made.used === undefined ? {} : { used: made.used.toISOString() }),
    ...(isOther ? { patient: { id: patient, ...(known === undefined ? {} : { name: known.name }) } } : {}),
  };
}

function deskLineOf(app: App): DeskApp {
  const { registered, decided, ...others } = app;
  const { resources, lasting } = wordsOf(app.scope);
  return {
    ...others,
    resources,
    lasting,
    registered: registered.toISOString(),
    ...(decided === undefined ? {} : { decided: decided.toISOString() }),
  };
}

function wordsOf(scope: string) {
  const read = readScopes(scope);
  const words = read.ok ? [...read.value] : [];
  const resources = words.flatMap(([word, each]): ScopeLine[] =>
    each.kind === 'resource' ? [{ ...each.scope, word }] : [],
  );
  const names = words.map(([word]) => word);
  const lasting = names.includes('offline_access') ? 'offline' : names.includes('online_access') ? 'online' : 'once';
  return { resources, identity: names.includes('fhirUser') || names.includes('profile'), lasting } as const;
}
