import { createHash, randomBytes } from 'node:crypto';
import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/server';
import type { Queryable } from '#db';
import { fail, type Outcome, ok } from '#kernel';
import { findAccount } from '../accounts.ts';
import type { Account } from '../contract.ts';
import { networkOf } from '../rates.ts';
import { type SignInEvent, signInEntry } from '../sign-in-entry.ts';
import type { Passkeys } from './contract.ts';
import type { PasskeyOptions } from './create-passkeys.ts';

/** A link by which one person makes her first passkey, or one that replaces those that she has lost. */
export interface Invitations {
  /**
   * The token of a new invitation; earlier ones of the account that nobody used are void. The node keeps its digest alone,
   * so nobody can read it again. Fault: `request.bad` for an account that is not there or that is no person's.
   */
  make(
    account: string,
    lifetime: InvitationLifetime,
  ): Promise<Outcome<{ readonly token: string; readonly expires: Date }>>;
  /** Whom it is for, and the options to make a passkey by. Faults: `sign-in.invitation`, `request.too-often`, `passkey.most`. */
  open(
    token: unknown,
    event: SignInEvent,
  ): Promise<Outcome<{ readonly name: string; readonly options: PublicKeyCredentialCreationOptionsJSON }>>;
  /** Keeps the passkey and uses the invitation up, both or neither. Faults: those of `open` and of `Passkeys.add`. */
  use(
    token: unknown,
    made: { readonly name: string; readonly response: unknown },
    event: SignInEvent,
  ): Promise<Outcome<{ readonly name: string }>>;
}

export interface InvitationLifetime {
  /** 1 to 30. */
  readonly days: number;
}

/** Bytes of chance in a token. */
const tokenBytes = 32;
const tokenForm = /^[A-Za-z0-9_-]{43}$/;
const day = 86_400_000;
export const mostInvitationDays = 30;

/**
 * Who hands the link over has seen who the person is, so a passkey that comes of it is as sure as a passkey can be. A token
 * that was never made, one that was used and one that is over are the same to who has it.
 */
export function createInvitations(
  options: PasskeyOptions & { readonly passkeys: Pick<Passkeys, 'beginAdding' | 'add'> },
): Invitations {
  const { db, clock, rates, audit, passkeys } = options;
  const invalid = () => fail('sign-in.invitation', 'This invitation is not valid, or not any more.');

  const find = async (
    token: unknown,
    event: SignInEvent,
  ): Promise<Outcome<{ readonly account: Account; readonly id: Uint8Array; readonly binding: string }>> => {
    const id = digestOf(typeof token === 'string' && tokenForm.test(token) ? token : '');
    const binding = Buffer.from(id).toString('base64url');
    const who = `invitation ${binding} ${networkOf(event.address ?? '')}`;
    const attempt = await rates?.attempt(who);
    if (attempt?.ok === false) return attempt;
    const [row] = await db.query<{ account: string }>(
      'select account from identity_invitation where id = $1 and used is null and expires > $2',
      [id, clock.now()],
    );
    const account = row === undefined ? undefined : await findAccount(db, row.account);
    if (account === undefined) {
      const entry = { ...event, action: 'sign-in', interaction: 'invitation', outcome: 'denied' } as const;
      await audit.record([signInEntry(options, undefined, entry)]);
      return invalid();
    }
    await rates?.succeeded(who);
    return ok({ account, id, binding });
  };

  return {
    async make(accountId, { days }) {
      const account = await findAccount(db, accountId);
      if (account === undefined || account.role === 'backend') {
        return fail('request.bad', 'There is no account of a person with this id.');
      }
      const token = randomBytes(tokenBytes).toString('base64url');
      const made = clock.now();
      const expires = new Date(made.getTime() + days * day);
      await db.transaction(async (tx) => {
        await revokeInvitations(tx, account.id);
        await tx.query('insert into identity_invitation (id, account, made, expires) values ($1, $2, $3, $4)', [
          digestOf(token),
          account.id,
          made,
          expires,
        ]);
      });
      return ok({ token, expires });
    },

    async open(token, event) {
      const found = await find(token, event);
      if (!found.ok) return found;
      const { account, binding } = found.value;
      const begun = await passkeys.beginAdding(account, binding);
      return begun.ok ? ok({ name: account.name, options: begun.value }) : begun;
    },

    async use(token, made, event) {
      const found = await find(token, event);
      if (!found.ok) return found;
      const { account, binding, id } = found.value;
      const added = await passkeys.add(account, binding, { ...made, assurance: 'high' }, event, async (tx) => {
        const rows = await tx.query<object>(
          `update identity_invitation set used = $2 where id = $1 and used is null and expires > $2
           returning 1 as taken`,
          [id, clock.now()],
        );
        if (rows.length === 0) return invalid();
        const entry = { ...event, action: 'change-rights', interaction: 'use-invitation' } as const;
        await audit.append(tx, [signInEntry(options, account, entry)]);
        return ok(undefined);
      });
      return added.ok ? ok({ name: added.value.name }) : added;
    },
  };
}

/** Invitations of the account that nobody has used open nothing any more. */
export async function revokeInvitations(on: Queryable, account: string): Promise<void> {
  await on.query('delete from identity_invitation where account = $1 and used is null', [account]);
}

function digestOf(token: string): Uint8Array {
  return createHash('sha256').update(`invitation ${token}`).digest();
}
