import { randomBytes } from 'node:crypto';
import type { VerifiedAuthenticationResponse, VerifiedRegistrationResponse } from '@simplewebauthn/server';
import { fail, type IdSource, type Outcome, ok, randomIds } from '#kernel';
import { findAccount } from '../accounts.ts';
import { weaker } from '../assurance.ts';
import { addressesOf, type IdentityOptions } from '../options.ts';
import { networkOf } from '../rates.ts';
import { type SignInEvent, type SignInPerson, signInEntry } from '../sign-in-entry.ts';
import { readCreated, readSigned } from './browser-answer.ts';
import { keepChallenge, takeChallenge } from './challenges.ts';
import { longestPasskeyName, mostPasskeys, type Passkeys } from './contract.ts';
import {
  countLocked,
  findKey,
  insertPasskey,
  listCredentials,
  listPasskeys,
  noteUse,
  type PasskeyKey,
  removePasskey,
  renamePasskey,
} from './passkey-rows.ts';
import { type Refusal, refusalOf } from './refusal.ts';

export type PasskeyOptions = Pick<
  IdentityOptions,
  'db' | 'clock' | 'audit' | 'log' | 'country' | 'publicUrl' | 'rates'
> & { readonly ids?: IdSource };

/** ES256, EdDSA and RS256 (COSE): every authenticator has one of them. */
const algorithms = [-7, -8, -257];
/** What a passkey proves at most: two factors, though a key that may be copied between devices (no attestation is asked). */
const mostAssurance = 'substantial';
const userHandleBytes = 32;
const timeout = 300_000;

/** Loaded when the first person comes with a passkey: it takes 28 MB. */
const webauthn = () => import('@simplewebauthn/server');

/** WebAuthn of the node at its public address: the relying party is that host, and only pages of that origin count. */
export function createPasskeys(options: PasskeyOptions): Passkeys {
  const { db, clock, log, audit, rates, ids = randomIds } = options;
  const { origin } = addressesOf(options);
  const relyingParty = new URL(origin).hostname;

  const refused = () => fail('sign-in.refused', 'This passkey was not accepted.');
  const unknown = () => fail('resource.not-found', 'There is no such passkey.');
  const most = () => fail('passkey.most', `An account has at most ${mostPasskeys} passkeys.`);

  const note = (interaction: string, why: Refusal, { traceId }: SignInEvent) =>
    log.warn('passkey.refused', { interaction, why, trace: traceId });

  /** Verifies a signature of the challenge; the passkey's own row is not touched. */
  const verifySigned = async (
    answer: NonNullable<ReturnType<typeof readSigned>>,
    challenge: string | undefined,
    key: PasskeyKey | undefined,
  ): Promise<{ readonly signed: VerifiedAuthenticationResponse['authenticationInfo'] } | { readonly why: Refusal }> => {
    if (challenge === undefined) return { why: 'no-challenge' };
    if (key === undefined) return { why: 'unknown-passkey' };
    if (isInsideAnotherPage(answer.response.clientDataJSON)) return { why: 'inside-another-page' };
    try {
      const { verified, authenticationInfo } = await (await webauthn()).verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: relyingParty,
        requireUserVerification: true,
        // The counter is compared where it is kept, by one statement that two processes cannot pass each other by.
        credential: { id: answer.id, publicKey: new Uint8Array(key.publicKey), counter: 0 },
      });
      if (!verified) return { why: 'another-signature' };
      const handle = Buffer.from(answer.response.userHandle, 'base64url');
      return handle.equals(key.userHandle) ? { signed: authenticationInfo } : { why: 'another-person' };
    } catch (failure) {
      return { why: refusalOf(failure) };
    }
  };

  const verifyCreated = async (
    answer: ReturnType<typeof readCreated>,
    challenge: string | undefined,
  ): Promise<
    { readonly created: NonNullable<VerifiedRegistrationResponse['registrationInfo']> } | { readonly why: Refusal }
  > => {
    if (answer === undefined) return { why: 'malformed' };
    if (challenge === undefined) return { why: 'no-challenge' };
    if (isInsideAnotherPage(answer.response.clientDataJSON)) return { why: 'inside-another-page' };
    try {
      const made = await (await webauthn()).verifyRegistrationResponse({
        response: answer,
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: relyingParty,
        requireUserVerification: true,
        supportedAlgorithmIDs: algorithms,
      });
      return made.verified ? { created: made.registrationInfo } : { why: 'another-signature' };
    } catch (failure) {
      return { why: refusalOf(failure) };
    }
  };

  const changed = (account: SignInPerson, interaction: string, event: SignInEvent) =>
    signInEntry(options, account, { ...event, action: 'change-rights', interaction });

  return {
    list: (account) => listPasskeys(db, account),

    async beginAdding(account, binding) {
      const there = await listCredentials(db, account.id);
      if (there.length >= mostPasskeys) return most();
      const userHandle = there[0]?.user_handle ?? randomBytes(userHandleBytes);
      const created = await (await webauthn()).generateRegistrationOptions({
        rpName: 'Carnet',
        rpID: relyingParty,
        userID: new Uint8Array(userHandle),
        userName: account.name,
        userDisplayName: account.name,
        attestationType: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        supportedAlgorithmIDs: algorithms,
        timeout,
        excludeCredentials: there.map(({ credential, transports }) => ({
          id: Buffer.from(credential).toString('base64url'),
          transports: [...transports],
        })),
      });
      await keepChallenge(options, 'add', binding, { challenge: created.challenge, userHandle });
      return ok(created);
    },

    async add(account, binding, made, event, also) {
      const name = readName(made.name);
      if (!name.ok) return name;
      const taken = await takeChallenge(options, 'add', binding);
      const answer = readCreated(made.response);
      const verified = await verifyCreated(answer, taken?.challenge);
      const refuse = async (why: Refusal) => {
        note('add-passkey', why, event);
        const entry = { ...event, action: 'change-rights', interaction: 'add-passkey', rule: why } as const;
        await audit.record([signInEntry(options, account, { ...entry, outcome: 'denied' })]);
        return refused();
      };
      if ('why' in verified) return refuse(verified.why);
      const { credential, credentialDeviceType } = verified.created;
      const passkey = {
        id: ids.next(),
        name: name.value,
        created: clock.now(),
        synced: credentialDeviceType === 'multiDevice',
      };
      const outcome = await inTransaction<'kept' | 'known'>(db, async (tx) => {
        if ((await countLocked(tx, account.id)) >= mostPasskeys) return most();
        const kept = await insertPasskey(tx, {
          ...passkey,
          account: account.id,
          credential: Buffer.from(credential.id, 'base64url'),
          userHandle: taken?.userHandle ?? randomBytes(userHandleBytes),
          publicKey: credential.publicKey,
          counter: credential.counter,
          transports: answer?.response.transports ?? [],
          assurance: weaker(made.assurance, mostAssurance),
        });
        if (!kept) return ok('known');
        const allowed = (await also?.(tx)) ?? ok(undefined);
        if (!allowed.ok) return allowed;
        await audit.append(tx, [changed(account, 'add-passkey', event)]);
        return ok('kept');
      });
      if (!outcome.ok) return outcome;
      return outcome.value === 'known' ? refuse('known-passkey') : ok(passkey);
    },

    async rename(account, id, wished) {
      const name = readName(wished);
      if (!name.ok) return name;
      return (await renamePasskey(db, account, id, name.value)) ? ok(undefined) : unknown();
    },

    remove: (account, id, otherMeans, event) =>
      inTransaction(db, async (tx) => {
        const count = await countLocked(tx, account.id);
        if (!(await removePasskey(tx, account.id, id))) return unknown();
        if (count === 1 && !otherMeans) {
          return fail('passkey.last', 'Without this passkey you could not sign in any more. Add another one first.');
        }
        await audit.append(tx, [changed(account, 'remove-passkey', event)]);
        return ok(undefined);
      }),

    async beginSignIn(binding) {
      const asked = await (await webauthn()).generateAuthenticationOptions({
        rpID: relyingParty,
        userVerification: 'required',
        timeout,
      });
      await keepChallenge(options, 'sign-in', binding, { challenge: asked.challenge });
      return asked;
    },

    async signIn(binding, response, event) {
      const taken = await takeChallenge(options, 'sign-in', binding);
      const answer = readSigned(response);
      const who = `passkey ${answer?.id ?? ''} ${networkOf(event.address ?? '')}`;
      const attempt = await rates?.attempt(who);
      if (attempt?.ok === false) return attempt;
      const key = answer === undefined ? undefined : await findKey(db, Buffer.from(answer.id, 'base64url'));
      const account = key === undefined ? undefined : await findAccount(db, key.account);
      const refuse = async (why: Refusal) => {
        note('sign-in', why, event);
        const entry = { ...event, action: 'sign-in', interaction: 'passkey', rule: why } as const;
        await audit.record([signInEntry(options, account, { ...entry, outcome: 'denied' })]);
        return refused();
      };
      if (answer === undefined) return refuse('malformed');
      const verified = await verifySigned(answer, taken?.challenge, key);
      if ('why' in verified) return refuse(verified.why);
      if (key === undefined || account === undefined || account.role === 'backend') return refuse('unknown-passkey');
      const { newCounter: counter, credentialBackedUp: synced } = verified.signed;
      if (!(await noteUse(db, key.id, { counter, synced, at: clock.now() }))) return refuse('counter-behind');
      await rates?.succeeded(who);
      return ok({ account, assurance: key.assurance });
    },
  };
}

/** Runs `work` in a transaction that is rolled back where it comes to a fault. */
async function inTransaction<T>(
  db: PasskeyOptions['db'],
  work: (tx: Parameters<Parameters<PasskeyOptions['db']['transaction']>[0]>[0]) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const undone = Symbol('undone');
  let outcome: Outcome<T> | undefined;
  try {
    await db.transaction(async (tx) => {
      outcome = await work(tx);
      if (!outcome.ok) throw undone;
    });
  } catch (failure) {
    if (failure !== undone) throw failure;
  }
  return outcome as Outcome<T>;
}

/** Is the page that asked framed by another one? The pages of a node let nobody frame them. */
function isInsideAnotherPage(clientDataJSON: string): boolean {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString());
    return (data as { readonly crossOrigin?: unknown }).crossOrigin === true;
  } catch {
    return false;
  }
}

function readName(wished: string): Outcome<string> {
  const name = wished.trim();
  if (name === '' || name.length > longestPasskeyName || /\p{Cc}/u.test(name)) {
    return fail('request.bad', `A passkey has a name of at most ${longestPasskeyName} characters.`, 'name');
  }
  return ok(name);
}
