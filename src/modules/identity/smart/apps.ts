import type { Queryable } from '#db';
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

export async function findApp(on: Queryable, id: string): Promise<AppRow | undefined> {
  const [row] = await on.query<AppRow>(`select ${columns} from identity_app where id = $1`, [id]);
  return row;
}

/** Those that wait first, then by name. */
export async function listApps(on: Queryable): Promise<readonly AppRow[]> {
  return on.query<AppRow>(
    `select ${columns} from identity_app order by status <> 'pending', lower(name), id limit ${mostApps}`,
    [],
  );
}

export async function countWaiting(on: Queryable): Promise<number> {
  const [row] = await on.query<{ n: number }>(
    `select count(*)::integer as n from identity_app where status = 'pending'`,
    [],
  );
  return row?.n ?? 0;
}

export async function insertApp(on: Queryable, app: AppRow, by: string | undefined): Promise<void> {
  await on.query(`insert into identity_app (${columns}, decided_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, [
    app.id,
    app.name,
    app.kind,
    app.status,
    app.scope,
    JSON.stringify(app.metadata),
    app.registered,
    app.decided,
    by ?? null,
  ]);
}

export async function decideApp(
  on: Queryable,
  id: string,
  decision: { readonly status: App['status']; readonly at: Date; readonly by: string },
): Promise<AppRow | undefined> {
  const [row] = await on.query<AppRow>(
    `update identity_app set status = $2, decided = $3, decided_by = $4 where id = $1 returning ${columns}`,
    [id, decision.status, decision.at, decision.by],
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
