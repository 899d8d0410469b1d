import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server';
import type { Transaction } from '#db';
import type { Outcome } from '#kernel';
import type { Assurance } from '../assurance.ts';
import type { Account } from '../contract.ts';
import type { SignInEvent, SignInPerson } from '../sign-in-entry.ts';

/** A passkey as its person sees it. */
export interface Passkey {
  readonly id: string;
  /** What she calls it. */
  readonly name: string;
  readonly created: Date;
  readonly used?: Date;
  /** It is copied between her devices by who made them, so that losing one of them loses nothing. */
  readonly synced: boolean;
}

/** Passkeys that an account may have. */
export const mostPasskeys = 20;
/** Characters of the name of one. */
export const longestPasskeyName = 60;

/** What a browser made, with the name that the person gives it. Nothing of `response` is believed before it is verified. */
export interface NewPasskey {
  readonly name: string;
  readonly response: unknown;
  /** How sure it is that who adds it is the person; the passkey proves no more than that, nor more than it can. */
  readonly assurance: Assurance;
}

/**
 * Passkeys: WebAuthn credentials that the authenticator itself finds for this node (discoverable), each use verified by a
 * fingerprint, face or PIN. `binding` names the one interaction, token or invitation that a challenge is given to; it is
 * good once, for five minutes.
 */
export interface Passkeys {
  list(account: string): Promise<readonly Passkey[]>;
  /** Options for `navigator.credentials.create`. Fault: `passkey.most`. */
  beginAdding(
    account: Pick<SignInPerson, 'id' | 'name'>,
    binding: string,
  ): Promise<Outcome<PublicKeyCredentialCreationOptionsJSON>>;
  /**
   * Verifies and keeps what the browser made of them, with `also` in the same transaction, which may refuse it. Faults:
   * `sign-in.refused`, `request.bad` (the name), `passkey.most`, and those of `also`.
   */
  add(
    account: SignInPerson,
    binding: string,
    made: NewPasskey,
    event: SignInEvent,
    also?: (tx: Transaction) => Promise<Outcome<void>>,
  ): Promise<Outcome<Passkey>>;
  /** Faults: `request.bad` (the name), `resource.not-found` for every passkey that is not hers. */
  rename(account: string, id: string, name: string): Promise<Outcome<void>>;
  /** Faults: `resource.not-found`; `passkey.last` unless she has `otherMeans` to sign in by. */
  remove(account: SignInPerson, id: string, otherMeans: boolean, event: SignInEvent): Promise<Outcome<void>>;
  /** Options for `navigator.credentials.get`; they name no passkey, so they tell nothing of anybody. */
  beginSignIn(binding: string): Promise<PublicKeyCredentialRequestOptionsJSON>;
  /**
   * Whose passkey signed the challenge, and how sure that is. What does not hold is `sign-in.refused` in always the same
   * words; why stands in the node's log and in the audit entry. Fault besides: `request.too-often`.
   */
  signIn(
    binding: string,
    response: unknown,
    event: SignInEvent,
  ): Promise<Outcome<{ readonly account: Account; readonly assurance: Assurance }>>;
}
