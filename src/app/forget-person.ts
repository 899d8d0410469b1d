import type { Transaction } from '#db';

/** A column by which the rows of a table are somebody's: the id of her Patient, or of her own account. */
export interface PersonalColumn {
  readonly table: string;
  readonly column: string;
  readonly holds: 'patient' | 'account';
}

/** Rows that go when a person is erased; those of the record itself are the store's. A test holds that no table is missing. */
export const goneWithPerson: readonly PersonalColumn[] = [
  { table: 'access_emergency', column: 'patient', holds: 'patient' },
  { table: 'access_relation', column: 'patient', holds: 'patient' },
  { table: 'access_relation_source', column: 'patient', holds: 'patient' },
  { table: 'access_sharing', column: 'patient', holds: 'patient' },
  { table: 'identity_act', column: 'one', holds: 'patient' },
  { table: 'identity_act', column: 'other', holds: 'patient' },
  { table: 'identity_connection', column: 'account', holds: 'account' },
  { table: 'identity_connection', column: 'patient', holds: 'patient' },
  { table: 'identity_invitation', column: 'account', holds: 'account' },
  { table: 'identity_link', column: 'account', holds: 'account' },
  { table: 'identity_pair', column: 'one', holds: 'patient' },
  { table: 'identity_pair', column: 'other', holds: 'patient' },
  { table: 'identity_passkey', column: 'account', holds: 'account' },
  { table: 'identity_proxy', column: 'account', holds: 'account' },
  { table: 'identity_proxy', column: 'patient', holds: 'patient' },
  { table: 'identity_proxy_invitation', column: 'patient', holds: 'patient' },
  { table: 'identity_refusal', column: 'account', holds: 'account' },
  { table: 'identity_refusal', column: 'patient', holds: 'patient' },
  { table: 'identity_role_offer', column: 'account', holds: 'account' },
  { table: 'identity_session', column: 'account', holds: 'account' },
  { table: 'erasure_asked', column: 'patient', holds: 'patient' },
  { table: 'health_link', column: 'patient', holds: 'patient' },
  { table: 'notification', column: 'patient', holds: 'patient' },
  { table: 'notification_choice', column: 'account', holds: 'account' },
  { table: 'notification_choice', column: 'patient', holds: 'patient' },
  { table: 'rights_case', column: 'patient', holds: 'patient' },
  { table: 'subscription_event', column: 'compartment', holds: 'patient' },
  { table: 'watch_habit', column: 'subject', holds: 'account' },
];

/** What stays, with the reason. */
export const staysWithoutPerson: Readonly<Record<string, string>> = {
  'audit_place.patient': 'the log is kept by law (GDPR article 17(3)(b)): ids, times and agents, no content',
  'breach.subject': 'the account that a breach was found at, kept by GDPR article 33(5)',
  'breach_person.patient': 'whom a breach touched, by ids, kept by GDPR article 33(5)',
  'identity_account.patient':
    'the account of the person herself goes; what others may do for her goes with their proxies',
  'identity_link.subject': 'goes with the account',
  'job.owner': 'what was worked on, without content, for thirty days',
  'person_key.compartment': 'the id and that she was erased, so that no backup brings her back',
  'rights_case.person': 'her name; goes with the case',
  'rights_case.subject': 'goes with the case',
  'watch_finding.account': 'who did what stood out, and of whom, by ids, as the log has it',
  'subscription.owner': 'the account’s id, for thirty days, without definition',
};

/**
 * Takes away what modules and features hold of a person beside her record: choices, relations, proxies, cases, her own
 * account and all that hangs on it. Resolves with the resources that were hers though nobody's record: her Subscriptions.
 */
export async function forgetPerson(
  tx: Transaction,
  person: string,
): Promise<readonly { readonly type: string; readonly id: string }[]> {
  const found = await tx.query<{ id: string }>(
    `select id from identity_account where patient = $1 and role = 'citizen'`,
    [person],
  );
  const accounts = found.map(({ id }) => id);
  for (const { table, column, holds } of goneWithPerson) {
    await tx.query(`delete from ${table} where ${column} = any ($1::text[])`, [
      holds === 'patient' ? [person] : accounts,
    ]);
  }
  if (accounts.length === 0) return [];
  await tx.query(`delete from identity_oidc where payload->>'accountId' = any ($1::text[])`, [accounts]);
  await tx.query('delete from identity_account where id = any ($1::text[])', [accounts]);
  // Their row stays a while, so that every process learns that it is deleted.
  const subscriptions = await tx.query<{ id: string }>(
    `update subscription set status = 'deleted', definition = '{}', error = null, next_attempt = now()
      where owner = any ($1::text[]) returning id`,
    [accounts],
  );
  if (subscriptions.length > 0) await tx.query('update subscription_generation set n = n + 1', []);
  return subscriptions.map(({ id }) => ({ type: 'Subscription', id }));
}
