import type { Queryable, Transaction } from '#db';
import type { App } from './contract.ts';

export interface AppRow {
  readonly id: string;
  readonly name: string;
  readonly kind: App['kind'];
  readonly status: App['status'];
  readonly scope: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly registered: Date;
  readonly decided: Date | null;
}

const columns = 'id, name, kind, status, scope, metadata, registered, decided';
const mostApps = 1_000;

/** Apps that nobody has decided on may wait in all, and from one network; and for how many milliseconds. */
const mostWaiting = 200;
const mostWaitingOfNetwork = 20;
const waitsFor = 30 * 86_400_000;

/** Holds of an app that was decided on, and of one that has not waited too long at the moment that the parameter has. */
const isThere = (since: string) => `(status <> 'pending' or registered > ${since})`;
const waitingSince = (now: Date) => new Date(now.getTime() - waitsFor);

export async function findApp(on: Queryable, id: string): Promise<AppRow | undefined> {
  const [row] = await on.query<AppRow>(`select ${columns} from identity_app where id = $1`, [id]);
  return row;
}

export async function namesOfApps(on: Queryable, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await on.query<Pick<AppRow, 'id' | 'name'>>(
    'select id, name from identity_app where id = any ($1::text[])',
    [ids],
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those that wait first, then by name. */
export async function listApps(on: Queryable, now: Date): Promise<readonly AppRow[]> {
  return on.query<AppRow>(
    `select ${columns} from identity_app where ${isThere('$1')}
      order by status <> 'pending', lower(name), id limit ${mostApps}`,
    [waitingSince(now)],
  );
}

/** Those that can be opened from here, by name. */
export async function launchableApps(on: Queryable): Promise<readonly AppRow[]> {
  return on.query<AppRow>(
    `select ${columns} from identity_app where status = 'approved' and metadata ? 'initiate_login_uri'
      order by lower(name), id limit ${mostApps}`,
    [],
  );
}

/** Redirect addresses of approved apps that have no server of their own: of all, however many there are. */
export async function publicAddresses(on: Queryable): Promise<readonly string[]> {
  const rows = await on.query<{ readonly address: string }>(
    `select distinct address from identity_app
      cross join jsonb_array_elements_text(metadata -> 'redirect_uris') as address
      where status = 'approved' and kind = 'public'`,
    [],
  );
  return rows.map(({ address }) => address);
}

/** Has an app wait; false where as many wait as may. Counted under a lock, so that many at once do not pass each other. */
export async function insertWaiting(tx: Transaction, app: AppRow, network: string): Promise<boolean> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('apps that wait', 0))`, []);
  const rows = await tx.query<object>(
    `insert into identity_app (id, name, kind, status, scope, metadata, registered, network)
     select $1, $2, $3, 'pending', $4, $5, $6, $7
       from (select count(*) as n, count(*) filter (where network = $7) as here from identity_app
              where status = 'pending' and registered > $8) waiting
      where n < ${mostWaiting} and here < ${mostWaitingOfNetwork}
     returning 1 as done`,
    [
      app.id,
      app.name,
      app.kind,
      app.scope,
      JSON.stringify(app.metadata),
      app.registered,
      network,
      waitingSince(app.registered),
    ],
  );
  return rows.length === 1;
}

/** Takes away those that have waited too long. */
export async function endWaiting(on: Queryable, now: Date): Promise<void> {
  await on.query(`delete from identity_app where status = 'pending' and registered <= $1`, [waitingSince(now)]);
}

export async function insertApp(on: Queryable, app: AppRow, by: string): Promise<void> {
  await on.query(`insert into identity_app (${columns}, decided_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [
    app.id,
    app.name,
    app.kind,
    app.status,
    app.scope,
    JSON.stringify(app.metadata),
    app.registered,
    app.decided,
    by,
  ]);
}

export async function decideApp(
  on: Queryable,
  id: string,
  decision: { readonly status: App['status']; readonly at: Date; readonly by: string },
): Promise<AppRow | undefined> {
  const [row] = await on.query<AppRow>(
    `update identity_app set status = $2, decided = $3, decided_by = $4, network = null
      where id = $1 and ${isThere('$5')} returning ${columns}`,
    [id, decision.status, decision.at, decision.by, waitingSince(decision.at)],
  );
  return row;
}

/** What the provider knows an app by; nothing where the operator has not approved it. */
export function clientOf({ id, status, kind, metadata }: AppRow): Record<string, unknown> | undefined {
  if (status !== 'approved') return undefined;
  const { initiate_login_uri: _launch, contacts: _contacts, ...client } = metadata;
  const signing = kind === 'service' ? {} : { id_token_signed_response_alg: 'ES256' };
  return { ...client, client_id: id, ...signing };
}

export function appOf(row: AppRow): App {
  const { metadata } = row;
  const text = (member: string) => (typeof metadata[member] === 'string' ? (metadata[member] as string) : undefined);
  const launchUrl = text('initiate_login_uri');
  const homepage = text('client_uri');
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    status: row.status,
    scope: row.scope,
    redirectUris: (metadata.redirect_uris ?? []) as readonly string[],
    ...(launchUrl === undefined ? {} : { launchUrl }),
    ...(homepage === undefined ? {} : { homepage }),
    contacts: (metadata.contacts ?? []) as readonly string[],
    registered: row.registered,
    ...(row.decided === null ? {} : { decided: row.decided }),
  };
}
