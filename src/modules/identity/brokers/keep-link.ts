import { createHash } from 'node:crypto';
import type { Queryable, Transaction } from '#db';
import { fail, type Outcome, ok } from '#kernel';
import { findAccount, writeAccount } from '../accounts.ts';
import type { Account } from '../contract.ts';
import type { Proven, UpstreamCitizen } from './contract.ts';

/** A subject of an upstream; of a professional, in one of her activities (`part`). */
export type Link = Pick<Proven, 'issuer' | 'subject' | 'upstream'> & { readonly part: string };

type LinkKey = Pick<Link, 'issuer' | 'subject' | 'part'>;

/** The account that this subject has been linked to. */
export async function linkedAccount(on: Queryable, { issuer, subject, part }: LinkKey): Promise<Account | undefined> {
  const [row] = await on.query<{ readonly account: string }>(
    'select account from identity_link where issuer = $1 and subject = $2 and part = $3',
    [issuer, subject, part],
  );
  return row === undefined ? undefined : findAccount(on, row.account);
}

/** Tells links apart without saying whose they are; the same however often it is made. */
export function linkIdOf({ issuer, subject, part }: LinkKey, ...more: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject, part, ...more]))
    .digest('base64url')
    .slice(0, 32);
}

/**
 * Links a subject to the account that `bound` finds, or else to `made`. Whatever would reach one person or place (`whose`)
 * does so one after the other, in all processes: of two sign-ins at once one makes the account, and both get it. An account
 * answers to one subject of an upstream: a second one is another person, or needs the identity desk. Fault:
 * `upstream.other-person`.
 */
export async function keepLink(
  tx: Transaction,
  link: Link,
  account: {
    readonly whose: string;
    readonly bound: (tx: Transaction) => Promise<Account | undefined>;
    readonly made: Account;
    readonly at: Date;
    readonly byDesk?: true;
  },
): Promise<Outcome<Account>> {
  const { issuer, subject, part, upstream } = link;
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity-link ${account.whose}`]);
  const bound = await account.bound(tx);
  if (bound === undefined) await writeAccount(tx, account.made);
  const kept = bound ?? account.made;
  await tx.query('select 1 as locked from identity_account where id = $1 for update', [kept.id]);
  const rows = await tx.query<object>(
    `insert into identity_link (issuer, subject, part, account, kind, made, by_desk)
     select $1, $2, $3, $4, $5, $6, $7::boolean
     where not exists (select from identity_link where issuer = $1 and account = $4 and subject <> $2)
     on conflict (issuer, subject, part) do update
       set kind = excluded.kind, account = excluded.account, by_desk = excluded.by_desk
       where identity_link.account = excluded.account or excluded.by_desk
     returning 1 as kept`,
    [issuer, subject, part, kept.id, upstream.kind, account.at, account.byDesk ?? null],
  );
  return rows.length === 1 ? ok(kept) : otherPerson();
}

/** Links a citizen to the Patient that the identity desk names. Fault: `upstream.other-person`. */
export async function linkOfDesk(
  tx: Transaction,
  proven: Omit<Proven, 'identity'> & { readonly identity: UpstreamCitizen },
  patient: string,
  at: Date,
): Promise<Outcome<void>> {
  const { identity } = proven;
  const link = { ...proven, part: '' };
  const linked = await keepLink(tx, link, {
    whose: patient,
    bound: (on) => accountOfPatient(on, patient),
    // Not that of the subject alone, which may have been bound to another record.
    made: { ...citizenOf(identity, patient), id: linkIdOf(link, patient) },
    at,
    byDesk: true,
  });
  return linked.ok ? ok(undefined) : linked;
}

/** What an upstream's word makes of a citizen. */
export function citizenOf({ name, language }: UpstreamCitizen, patient: string): Omit<Account, 'id'> {
  return { name, role: 'citizen', language, patient };
}

/** The account by which a person reaches her record; of persons who were merged, the one that was always hers. */
export async function accountOfPatient(on: Queryable, patient: string): Promise<Account | undefined> {
  const [row] = await on.query<{ readonly id: string }>(
    `select id from identity_account where role = 'citizen' and patient = $1
     order by former_patients is null desc, id limit 1`,
    [patient],
  );
  return row === undefined ? undefined : findAccount(on, row.id);
}

export function otherPerson(): Outcome<never> {
  return fail('upstream.other-person', 'This identity and the account here are not of one person.');
}
