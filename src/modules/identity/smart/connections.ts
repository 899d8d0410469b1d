import type { Queryable } from '#db';
import type { App, Connection } from './contract.ts';

/** A consent as it is kept, under the id of its grant. */
export interface NewConnection {
  readonly id: string;
  readonly app: string;
  readonly account: string;
  readonly scope: string;
  readonly patient?: string;
  readonly encounter?: string;
  readonly lasting: Connection['lasting'];
  /** The sign-in during which it was given. */
  readonly session?: string;
  readonly since: Date;
  readonly until: Date;
}

/** What ends with a connection. */
export interface EndedConnection {
  readonly app: string;
  readonly account: string;
  readonly patient: string | null;
}

export async function insertConnection(on: Queryable, made: NewConnection): Promise<void> {
  await on.query(
    `insert into identity_connection (id, app, account, scope, patient, encounter, lasting, since, until, session)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      made.id,
      made.app,
      made.account,
      made.scope,
      made.patient ?? null,
      made.encounter ?? null,
      made.lasting,
      made.since,
      made.until,
      made.session ?? null,
    ],
  );
}

/** What an app is told of where it was opened. */
export async function contextOf(
  on: Queryable,
  id: string,
): Promise<{ readonly patient: string | null; readonly encounter: string | null } | undefined> {
  const [row] = await on.query<{ patient: string | null; encounter: string | null }>(
    'select patient, encounter from identity_connection where id = $1 and ended is null',
    [id],
  );
  return row;
}

const mostConnections = 200;

/** Those in force, newest first. */
export async function listConnections(on: Queryable, account: string, now: Date): Promise<readonly Connection[]> {
  const rows = await on.query<{
    id: string;
    app: string;
    name: string;
    homepage: string | null;
    scope: string;
    patient: string | null;
    lasting: Connection['lasting'];
    since: Date;
    until: Date;
    used: Date | null;
  }>(
    `select made.id, made.app, app.name, app.metadata->>'client_uri' as homepage, made.scope, made.patient, made.lasting,
       made.since, made.until, made.used
     from identity_connection made join identity_app app on app.id = made.app
     where made.account = $1 and made.ended is null and made.until > $2 and app.status = 'approved'
     order by made.since desc, made.id limit ${mostConnections}`,
    [account, now],
  );
  return rows.map((row) => ({
    id: row.id,
    app: { id: row.app, name: row.name, ...(row.homepage === null ? {} : { homepage: row.homepage }) },
    scope: row.scope,
    ...(row.patient === null ? {} : { patient: row.patient }),
    lasting: row.lasting,
    since: row.since,
    until: row.until,
    ...(row.used === null ? {} : { used: row.used }),
  }));
}

/** Ends it, so that no token of it is taken any more; undefined where none such is in force. */
export async function endConnection(
  on: Queryable,
  which: { readonly id: string; readonly account: string },
  end: { readonly at: Date; readonly by: string },
): Promise<EndedConnection | undefined> {
  const [ended] = await on.query<EndedConnection>(
    `update identity_connection set ended = $3, ended_by = $4 where id = $1 and account = $2 and ended is null
     returning app, account, patient`,
    [which.id, which.account, end.at, end.by],
  );
  return ended;
}

/** Ends all that an app has. */
export async function endConnectionsOf(on: Queryable, app: App['id'], end: { at: Date; by: string }): Promise<void> {
  await on.query(
    `with ended as (
       update identity_connection set ended = $2, ended_by = $3 where app = $1 and ended is null returning id
     )
     delete from identity_oidc where grant_id in (select id from ended) or (model = 'Grant' and id in (select id from ended))`,
    [app, end.at, end.by],
  );
  await on.query(`delete from identity_oidc where model = 'ClientCredentials' and payload->>'clientId' = $1`, [app]);
}

/** Ends all that an account gave to apps, for ever or for the time of a sign-in. */
export async function endConnectionsOfAccount(
  on: Queryable,
  account: string,
  end: { readonly at: Date; readonly by: string },
): Promise<void> {
  await on.query(
    `with ended as (
       update identity_connection set ended = $2, ended_by = $3 where account = $1 and ended is null returning id
     )
     delete from identity_oidc where grant_id in (select id from ended) or (model = 'Grant' and id in (select id from ended))`,
    [account, end.at, end.by],
  );
}

/** What was given for the time of a sign-in ends with it, everything else stays. */
export async function endConnectionsOfSession(on: Queryable, session: string, at: Date): Promise<void> {
  await on.query(
    `with ended as (
       update identity_connection set ended = $2, ended_by = account
       where session = $1 and lasting <> 'offline' and ended is null returning id
     )
     delete from identity_oidc where grant_id in (select id from ended) or (model = 'Grant' and id in (select id from ended))`,
    [session, at],
  );
}
