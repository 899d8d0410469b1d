import type { Queryable } from '#db';
import type { Assurance } from '../assurance.ts';
import type { Passkey } from './contract.ts';

/** A passkey as a signature is verified with it. */
export interface PasskeyKey {
  readonly id: string;
  readonly account: string;
  readonly userHandle: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly assurance: Assurance;
}

export interface PasskeyRow {
  readonly id: string;
  readonly account: string;
  readonly credential: Uint8Array;
  readonly userHandle: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly synced: boolean;
  readonly assurance: Assurance;
  readonly name: string;
  readonly created: Date;
}

export async function listPasskeys(db: Queryable, account: string): Promise<readonly Passkey[]> {
  const rows = await db.query<Omit<Passkey, 'used'> & { used: Date | null }>(
    'select id, name, created, used, synced from identity_passkey where account = $1 order by created, id',
    [account],
  );
  return rows.map(({ used, ...passkey }) => ({ ...passkey, ...(used === null ? {} : { used }) }));
}

/** What the authenticator must know of the passkeys that are there: whose they are, and which not to make again. */
export async function listCredentials(
  db: Queryable,
  account: string,
): Promise<readonly { credential: Uint8Array; transports: readonly string[]; user_handle: Uint8Array }[]> {
  return db.query('select credential, transports, user_handle from identity_passkey where account = $1', [account]);
}

export async function findKey(db: Queryable, credential: Uint8Array): Promise<PasskeyKey | undefined> {
  const [row] = await db.query<{
    id: string;
    account: string;
    user_handle: Uint8Array;
    public_key: Uint8Array;
    assurance: Assurance;
  }>('select id, account, user_handle, public_key, assurance from identity_passkey where credential = $1', [
    credential,
  ]);
  if (row === undefined) return undefined;
  const { user_handle: userHandle, public_key: publicKey, ...rest } = row;
  return { ...rest, userHandle, publicKey };
}

/** How many passkeys the account has, while nobody else can add or remove one. */
export async function countLocked(tx: Queryable, account: string): Promise<number> {
  await tx.query('select from identity_account where id = $1 for update', [account]);
  const [row] = await tx.query<{ n: number }>(
    'select count(*)::integer as n from identity_passkey where account = $1',
    [account],
  );
  return row?.n ?? 0;
}

/** False where the credential is known already, of whomever. */
export async function insertPasskey(tx: Queryable, row: PasskeyRow): Promise<boolean> {
  const rows = await tx.query<object>(
    `insert into identity_passkey
       (id, account, credential, user_handle, public_key, counter, transports, synced, assurance, name, created)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (credential) do nothing returning 1 as kept`,
    [
      row.id,
      row.account,
      row.credential,
      row.userHandle,
      row.publicKey,
      row.counter,
      row.transports,
      row.synced,
      row.assurance,
      row.name,
      row.created,
    ],
  );
  return rows.length === 1;
}

/**
 * Notes that the passkey was used. False where its counter has not risen (WebAuthn, 6.1.1): of two that have the same key,
 * one is a copy. Authenticators that do not count say 0 always.
 */
export async function noteUse(
  db: Queryable,
  id: string,
  use: { readonly counter: number; readonly synced: boolean; readonly at: Date },
): Promise<boolean> {
  const rows = await db.query<object>(
    `update identity_passkey set counter = $2, synced = $3, used = $4
     where id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning 1 as noted`,
    [id, use.counter, use.synced, use.at],
  );
  return rows.length === 1;
}

export async function renamePasskey(db: Queryable, account: string, id: string, name: string): Promise<boolean> {
  const rows = await db.query<object>(
    'update identity_passkey set name = $3 where account = $1 and id = $2 returning 1 as renamed',
    [account, id, name],
  );
  return rows.length === 1;
}

export async function removePasskey(tx: Queryable, account: string, id: string): Promise<boolean> {
  const rows = await tx.query<object>(
    'delete from identity_passkey where account = $1 and id = $2 returning 1 as removed',
    [account, id],
  );
  return rows.length === 1;
}
