import { createHash } from 'node:crypto';
import type { Database } from '#db';

/** Rows stay this long after their end, so that processes whose clocks differ agree. */
const grace = 3_600_000;
/** After a day without a further attempt, attempts that failed are forgotten. */
const failuresKept = 86_400_000;

/** True for exactly one caller among all processes; durable before it returns. False at once when `expires` has passed. */
export async function consumeOnce(db: Database, id: string, expires: Date, now: Date): Promise<boolean> {
  if (expires <= now) return false;
  return takeId(db, onceKey(id), expires);
}

/** Whether somebody has consumed it, as long as that is remembered. */
export async function isConsumed(db: Database, id: string): Promise<boolean> {
  const rows = await db.query<object>('select 1 as taken from identity_once where id = $1', [onceKey(id)]);
  return rows.length > 0;
}

function onceKey(id: string): Uint8Array {
  return createHash('sha256').update(`once ${id}`).digest();
}

export async function takeId(db: Database, key: Uint8Array, expires: Date): Promise<boolean> {
  const rows = await db.query<object>(
    'insert into identity_once (id, expires) values ($1, $2) on conflict (id) do nothing returning 1 as taken',
    [key, expires],
  );
  return rows.length === 1;
}

/** Removes what has ended: used-up ids, and what the provider remembered, and what was counted. */
export async function purgeExpired(db: Database, now: Date): Promise<void> {
  const end = new Date(now.getTime() - grace);
  await db.query('delete from identity_once where expires < $1', [end]);
  await db.query('delete from identity_upstream where expires < $1', [end]);
  await db.query('delete from identity_role_offer where expires < $1', [end]);
  await db.query('delete from identity_waiting where not parted and expires < $1', [end]);
  await db.query('update identity_waiting set content = null where parted and content is not null and expires < $1', [
    end,
  ]);
  await db.query('delete from identity_oidc where expires < $1', [end]);
  await db.query('delete from identity_challenge where expires < $1', [end]);
  await db.query('delete from identity_invitation where expires < $1', [end]);
  // The index has when the provider's session ends; only of those few is it asked how long the token lasts.
  await db.query('delete from identity_session where expires < $1 and greatest(expires, token_expires) < $1', [end]);
  // Codes that nobody entered; those that were used or withdrawn say who made them.
  await db.query(
    'delete from identity_proxy_invitation where expires < $1 and used_at is null and withdrawn_at is null',
    [end],
  );
  await db.query('delete from identity_rate where due < $1', [new Date(now.getTime() - failuresKept)]);
}
