import { findAccount } from '../accounts.ts';
import type { IdentityOptions } from '../options.ts';

/**
 * Can the account sign in without a passkey: as a person of a demonstration, or by an upstream that the node offers and that
 * knows her?
 */
export async function hasOtherMeans(
  { db, demonstration, upstreams = [] }: Pick<IdentityOptions, 'db' | 'demonstration' | 'upstreams'>,
  account: string,
): Promise<boolean> {
  if (demonstration && (await findAccount(db, account))?.alias !== undefined) return true;
  const rows = await db.query<object>(
    'select 1 as linked from identity_link where account = $1 and kind = any($2) limit 1',
    [account, upstreams.map(({ kind }) => kind)],
  );
  return rows.length > 0;
}
