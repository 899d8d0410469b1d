import type { Queryable } from '#db';
import { type KnownSession, type SessionPage, sessionsOfPage } from './contract.ts';

/** What the provider tells of a sign-in that it has answered. */
export interface NotedSession {
  readonly providerUid: string;
  readonly id: string;
  readonly account: string;
  readonly authenticated: Date;
  readonly means: string;
  readonly browser?: string;
  readonly system?: string;
  readonly network: string;
  readonly at: Date;
  readonly expires: Date;
}

/** A session with what must end with it. */
export interface EndingSession {
  readonly providerUid: string;
  readonly token: string | null;
  readonly tokenExpires: Date | null;
}

const ending = 'provider_uid as "providerUid", token, token_expires as "tokenExpires"';

/** Sessions that the provider still knows, or whose token is still good. */
const living = `(session.token_expires > $2 or exists (
  select from identity_oidc where model = 'Session' and uid = session.provider_uid and expires > $2))`;

export async function noteSession(db: Queryable, session: NotedSession): Promise<void> {
  await db.query(
    `insert into identity_session
       (provider_uid, id, account, started, authenticated, means, browser, system, network, seen, expires)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $4, $10)
     on conflict (provider_uid) do update set account = excluded.account, authenticated = excluded.authenticated,
       means = excluded.means, browser = excluded.browser, system = excluded.system, network = excluded.network,
       seen = excluded.seen, expires = excluded.expires`,
    [
      session.providerUid,
      session.id,
      session.account,
      session.at,
      session.authenticated,
      session.means,
      session.browser ?? null,
      session.system ?? null,
      session.network,
      session.expires,
    ],
  );
}

/** The token that the pages got in the session, in the place of any before; by what the person had signed in there. */
export async function linkToken(
  db: Queryable,
  providerUid: string,
  token: { readonly id: string; readonly expires: Date; readonly account: string },
): Promise<string | undefined> {
  const [row] = await db.query<{ means: string }>(
    `update identity_session set token = $2, token_expires = $3 where provider_uid = $1 and account = $4
     returning means`,
    [providerUid, token.id, token.expires, token.account],
  );
  return row?.means;
}

/** Once a minute is enough to tell somebody where she is. */
export async function noteSeen(db: Queryable, token: string, now: Date): Promise<void> {
  await db.query(
    `update identity_session set seen = $2 where token = $1 and seen < $2::timestamptz - interval '1 minute'`,
    [token, now],
  );
}

export async function listSessions(
  db: Queryable,
  account: string,
  now: Date,
  { token, after }: { readonly token: string | undefined; readonly after: string | undefined },
): Promise<SessionPage> {
  const place = after === undefined ? undefined : placeOf(after);
  const rows = await db.query<
    Omit<KnownSession, 'browser' | 'system'> & { readonly browser: string | null; readonly system: string | null }
  >(
    `select id, started, authenticated, means, browser, system, network, seen, coalesce(token = $3, false) as current
     from identity_session session where account = $1 and ${living}
       and ($4::timestamptz is null or (token is distinct from $3 and (seen, id) < ($4::timestamptz, $5::text)))
     order by current desc, seen desc, id desc limit ${sessionsOfPage + 1}`,
    [account, now, token ?? null, place?.seen ?? null, place?.id ?? null],
  );
  const sessions = rows.slice(0, sessionsOfPage).map(({ browser, system, ...session }) => ({
    ...session,
    ...(browser === null ? {} : { browser }),
    ...(system === null ? {} : { system }),
  }));
  const last = sessions.at(-1);
  if (last === undefined || rows.length <= sessionsOfPage) return { sessions };
  return { sessions, next: `${last.seen.getTime()}.${last.id}` };
}

/** Where a page ended: when that session was last seen, in milliseconds, and its id. */
function placeOf(cursor: string): { readonly seen: Date; readonly id: string } | undefined {
  const [, milliseconds, id] = /^(\d{1,13})\.([\w-]{1,64})$/.exec(cursor) ?? [];
  return id === undefined ? undefined : { seen: new Date(Number(milliseconds)), id };
}

export async function sessionById(db: Queryable, account: string, id: string): Promise<EndingSession | undefined> {
  const [row] = await db.query<EndingSession>(`select ${ending} from identity_session where account = $1 and id = $2`, [
    account,
    id,
  ]);
  return row;
}

export async function sessionByProvider(db: Queryable, providerUid: string): Promise<EndingSession | undefined> {
  const [row] = await db.query<EndingSession>(`select ${ending} from identity_session where provider_uid = $1`, [
    providerUid,
  ]);
  return row;
}

/** All of them but that of `token`; first those where somebody was seen last. */
export async function otherSessions(
  db: Queryable,
  account: string,
  token: string | undefined,
): Promise<readonly EndingSession[]> {
  return db.query<EndingSession>(
    `select ${ending} from identity_session where account = $1 and ($2::text is null or token is distinct from $2)
     order by seen desc`,
    [account, token ?? null],
  );
}

export async function forgetSession(db: Queryable, providerUid: string): Promise<void> {
  await db.query('delete from identity_session where provider_uid = $1', [providerUid]);
}
