import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAudit } from '#audit';
import { type Clock, fixedClock, type Log, silentLog } from '#kernel';
import type { Account } from '../contract.ts';
import { createIdentity } from '../create-identity.ts';
import { createRates } from '../rates.ts';
import { openTestNode } from '../test-node.ts';
import { mostPasskeys, type Passkeys } from './contract.ts';
import { createPasskeys } from './create-passkeys.ts';
import { createInvitations, type Invitations } from './invitations.ts';
import { type Bent, type SoftwareCredential, softwareAuthenticator } from './testing-authenticator.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
let passkeys: Passkeys;
let invitations: Invitations;
let origin: string;
const logged: { why?: unknown }[] = [];
const log: Log = { ...silentLog, warn: (_event, fields) => logged.push(fields ?? {}) };
const clock: Clock & { set(to: Date): void } = fixedClock(new Date());
const event = { client: 'carnet-web', traceId: 'b'.repeat(32), address: '192.0.2.7' };
const claire: Account = { id: 'acc-claire', name: 'Claire Moreau', role: 'citizen', language: 'fr' };
const rui: Account = { id: 'acc-rui', name: 'Rui Almeida', role: 'citizen', language: 'pt' };

beforeAll(async () => {
  node = await openTestNode();
  const options = node.options({ clock, log });
  origin = options.publicUrl;
  const identity = createIdentity(options);
  await identity.putAccount(claire);
  await identity.putAccount(rui);
  await identity.putAccount({ id: 'acc-import', name: 'Import', role: 'backend', language: 'en' });
  const bounds = { 'sign-in': 0, token: 0, 'person-search': 0, 'cross-border': 0 };
  const audit = createAudit({ db: node.db, clock });
  const parts = { ...options, audit, rates: createRates({ db: node.db, clock, log, bounds }) };
  passkeys = createPasskeys(parts);
  invitations = createInvitations({ ...parts, passkeys });
});
afterAll(() => node.close());
beforeEach(async () => {
  clock.set(new Date());
  logged.length = 0;
  await node.db.query('delete from identity_passkey');
  await node.db.query('delete from identity_rate');
});

/** The options for a new passkey of somebody, made into a credential in software. */
async function made(account: Account, binding: string, bent?: Bent): Promise<SoftwareCredential> {
  const options = await passkeys.beginAdding(account, binding);
  if (!options.ok) throw new Error(options.fault.code);
  return softwareAuthenticator(origin).create(options.value, bent);
}

async function added(account: Account, name = 'Phone'): Promise<SoftwareCredential> {
  const credential = await made(account, 'session-1');
  const wish = { name, response: credential.created, assurance: 'substantial' } as const;
  const outcome = await passkeys.add(account, 'session-1', wish, event);
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return credential;
}

const add = (credential: object, account = claire, binding = 'session-1', name = 'Phone') =>
  passkeys.add(account, binding, { name, response: credential, assurance: 'substantial' }, event);

async function signedIn(credential: SoftwareCredential, bent?: Bent, binding = 'interaction-1') {
  const asked = await passkeys.beginSignIn(binding);
  return passkeys.signIn(binding, credential.sign(asked, bent), event);
}

const refusal = { ok: false, fault: { code: 'sign-in.refused', issues: [{ text: 'This passkey was not accepted.' }] } };
const why = () => logged.at(-1)?.why;
const entries = (interaction: string) =>
  node.db.query<{ outcome: string; rule: string }>(
    'select outcome, rule from audit_entry where interaction = $1 order by at, id',
    [interaction],
  );

describe('adding a passkey', () => {
  it('asks for one that finds its person itself, is verified by her, and says nothing of its maker', async () => {
    const options = await passkeys.beginAdding(claire, 'session-1');
    expect(options).toMatchObject({
      ok: true,
      value: {
        rp: { id: 'localhost' },
        attestation: 'none',
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        excludeCredentials: [],
      },
    });
    expect(options.ok && Buffer.from(options.value.user.id, 'base64url').toString()).not.toContain('claire');
  });

  it('keeps it under the name that its person gives it, and logs it', async () => {
    const before = (await entries('add-passkey')).length;
    await added(claire, '  My phone ');
    expect(await passkeys.list(claire.id)).toMatchObject([{ name: 'My phone', synced: true }]);
    expect((await entries('add-passkey')).slice(before)).toMatchObject([{ outcome: 'success' }]);
  });

  it('offers the same person handle again, and names the ones that are there', async () => {
    const first = await added(claire);
    const again = await passkeys.beginAdding(claire, 'session-2');
    expect(again.ok && again.value.user.id).toBe(first.userHandle.toString('base64url'));
    expect(again.ok && again.value.excludeCredentials?.map((each) => each.id)).toEqual([first.id]);
  });

  it.each<[string, Bent, string]>([
    ['the wrong origin', { origin: 'https://evil.example' }, 'another-origin'],
    ['a page inside another page', { crossOrigin: true }, 'inside-another-page'],
    ['the wrong relying party', { relyingParty: 'evil.example' }, 'another-node'],
    ['another challenge', { challenge: Buffer.from('another').toString('base64url') }, 'another-challenge'],
    ['no user verification', { verified: false }, 'not-verified'],
    ['nobody present', { present: false }, 'nobody-present'],
    ['the answer to another question', { type: 'webauthn.get' }, 'malformed'],
  ])('is refused with %s', async (_what, bent, reason) => {
    const credential = await made(claire, 'session-1', bent);
    expect(await add(credential.created)).toMatchObject(refusal);
    expect(why()).toBe(reason);
    expect(await passkeys.list(claire.id)).toEqual([]);
  });

  it('is refused in another session, a second time, and after five minutes', async () => {
    const credential = await made(claire, 'session-1');
    expect(await add(credential.created, claire, 'session-other')).toMatchObject(refusal);
    expect(why()).toBe('no-challenge');
    expect((await add(credential.created)).ok).toBe(true);
    expect(await add(credential.created)).toMatchObject(refusal);
    expect(why()).toBe('no-challenge');
    const late = await made(claire, 'session-1');
    clock.set(new Date(Date.now() + 300_001));
    expect(await add(late.created)).toMatchObject(refusal);
    expect(why()).toBe('no-challenge');
  });

  it('is refused for a credential that is known, of whomever', async () => {
    const credential = await added(claire);
    const options = await passkeys.beginAdding(rui, 'session-9');
    if (!options.ok) throw new Error('no options');
    const asked = softwareAuthenticator(origin).create(options.value).created as { response: object };
    await node.db.query(`update identity_passkey set credential = $1`, [
      Buffer.from((asked as { id?: string }).id ?? '', 'base64url'),
    ]);
    expect(await add(asked, rui, 'session-9')).toMatchObject(refusal);
    expect(why()).toBe('known-passkey');
    expect(credential.id).not.toBe('');
  });

  it.each([
    ['nothing', null],
    ['a word', 'x'],
    ['no response', { id: 'AA', rawId: 'AA', type: 'public-key' }],
    ['two ids', { id: 'AA', rawId: 'AB', type: 'public-key', response: {} }],
    ['parts that are no base64url', { id: 'AA', rawId: 'AA', type: 'public-key', response: { clientDataJSON: '{}' } }],
    [
      'no CBOR',
      { id: 'AA', rawId: 'AA', type: 'public-key', response: { clientDataJSON: 'AA', attestationObject: 'AA' } },
    ],
    [
      'more than an authenticator makes',
      {
        id: 'AA',
        rawId: 'AA',
        type: 'public-key',
        response: { clientDataJSON: 'A'.repeat(9_000), attestationObject: 'AA' },
      },
    ],
  ])('is refused with %s', async (_what, response) => {
    await made(claire, 'session-1');
    expect(await add(response as object)).toMatchObject(refusal);
    expect(why()).toBe('malformed');
  });

  it('takes names that can be read on one line', async () => {
    const credential = await made(claire, 'session-1');
    for (const name of ['', '   ', 'x'.repeat(61), 'a\nb']) {
      expect(await add(credential.created, claire, 'session-1', name)).toMatchObject({
        fault: { code: 'request.bad' },
      });
    }
    expect((await add(credential.created)).ok).toBe(true);
  });

  it('stops at twenty, for those who come at the same moment too', async () => {
    const waiting = await made(claire, 'session-late');
    for (let each = 0; each < mostPasskeys; each++) await added(claire);
    expect(await passkeys.beginAdding(claire, 'session-1')).toMatchObject({ fault: { code: 'passkey.most' } });
    expect(await add(waiting.created, claire, 'session-late')).toMatchObject({ fault: { code: 'passkey.most' } });
    expect(await passkeys.list(claire.id)).toHaveLength(mostPasskeys);
  });
});

describe('signing in with a passkey', () => {
  it('needs no name: the passkey says whose it is', async () => {
    const hers = await added(claire);
    const his = await added(rui);
    expect(await signedIn(hers)).toMatchObject({ ok: true, value: { account: { id: 'acc-claire' } } });
    expect(await signedIn(his)).toMatchObject({ ok: true, value: { account: { id: 'acc-rui' } } });
    expect((await passkeys.beginSignIn('interaction-1')).allowCredentials ?? []).toEqual([]);
    expect((await passkeys.list(claire.id))[0]?.used).toBeInstanceOf(Date);
  });

  it('is as sure as the sign-in under which the passkey was added, and at most substantial', async () => {
    const byInvitation = await made(claire, 'session-1');
    await passkeys.add(claire, 'session-1', { name: 'a', response: byInvitation.created, assurance: 'high' }, event);
    expect(await signedIn(byInvitation)).toMatchObject({ value: { assurance: 'substantial' } });
    const byClick = await made(claire, 'session-1');
    await passkeys.add(claire, 'session-1', { name: 'b', response: byClick.created, assurance: 'low' }, event);
    expect(await signedIn(byClick)).toMatchObject({ value: { assurance: 'low' } });
  });

  it.each<[string, Bent, string]>([
    ['the wrong origin', { origin: 'http://localhost:1' }, 'another-origin'],
    ['a page inside another page', { crossOrigin: true }, 'inside-another-page'],
    ['the hash of another relying party', { relyingParty: 'evil.example' }, 'another-node'],
    ['another challenge', { challenge: Buffer.from('another').toString('base64url') }, 'another-challenge'],
    ['no user verification', { verified: false }, 'not-verified'],
    ['nobody present', { present: false }, 'nobody-present'],
    ['another key', { foreignKey: true }, 'another-signature'],
    ['the handle of another person', { userHandle: Buffer.alloc(32, 7) }, 'another-person'],
    ['the answer to another question', { type: 'webauthn.create' }, 'malformed'],
  ])('is refused with %s, in always the same words', async (_what, bent, reason) => {
    const credential = await added(claire);
    const before = (await entries('passkey')).length;
    expect(await signedIn(credential, bent)).toMatchObject(refusal);
    expect(why()).toBe(reason);
    expect((await entries('passkey')).slice(before)).toMatchObject([{ outcome: 'denied', rule: reason }]);
  });

  it('tells a passkey that the node does not know from no other refusal', async () => {
    const credential = await added(claire);
    const known = await signedIn(credential, { foreignKey: true });
    await passkeys.remove(claire, (await passkeys.list(claire.id))[0]?.id ?? '', true, event);
    const unknown = await signedIn(credential);
    expect(why()).toBe('unknown-passkey');
    expect(unknown).toEqual(known);
  });

  it('takes a challenge once, within five minutes, and from the interaction that it was given to', async () => {
    const credential = await added(claire);
    const asked = await passkeys.beginSignIn('interaction-1');
    const answer = credential.sign(asked);
    expect(await passkeys.signIn('interaction-2', answer, event)).toMatchObject(refusal);
    expect((await passkeys.signIn('interaction-1', answer, event)).ok).toBe(true);
    expect(await passkeys.signIn('interaction-1', answer, event)).toMatchObject(refusal);
    expect(why()).toBe('no-challenge');
    const late = credential.sign(await passkeys.beginSignIn('interaction-1'));
    clock.set(new Date(Date.now() + 300_001));
    expect(await passkeys.signIn('interaction-1', late, event)).toMatchObject(refusal);
    expect(why()).toBe('no-challenge');
  });

  it('spends the challenge on a wrong answer too', async () => {
    const credential = await added(claire);
    const asked = await passkeys.beginSignIn('interaction-1');
    expect((await passkeys.signIn('interaction-1', credential.sign(asked, { verified: false }), event)).ok).toBe(false);
    expect((await passkeys.signIn('interaction-1', credential.sign(asked), event)).ok).toBe(false);
    expect(why()).toBe('no-challenge');
  });

  it('refuses a counter that does not rise, and takes authenticators that do not count', async () => {
    const counting = await added(claire);
    expect((await signedIn(counting, { counter: 7 })).ok).toBe(true);
    for (const counter of [7, 6, 0]) {
      expect(await signedIn(counting, { counter })).toMatchObject(refusal);
      expect(why()).toBe('counter-behind');
    }
    expect((await signedIn(counting, { counter: 8 })).ok).toBe(true);
    const still = await added(rui);
    expect((await signedIn(still, { counter: 0 })).ok).toBe(true);
    expect((await signedIn(still, { counter: 0 })).ok).toBe(true);
  });

  it('makes who fails again and again at one passkey wait, at one address', async () => {
    const credential = await added(claire);
    const codes: string[] = [];
    for (let each = 0; each < 6; each++) {
      const outcome = await signedIn(credential, { foreignKey: true });
      codes.push(outcome.ok ? 'ok' : outcome.fault.code);
    }
    expect(codes).toEqual([...Array<string>(5).fill('sign-in.refused'), 'request.too-often']);
    const asked = await passkeys.beginSignIn('elsewhere');
    const outcome = await passkeys.signIn('elsewhere', credential.sign(asked, { counter: 99 }), {
      ...event,
      address: '198.51.100.9',
    });
    expect(outcome.ok).toBe(true);
  });
});

describe('the passkeys of a person', () => {
  it('are renamed and removed by her alone; those of others are not there', async () => {
    await added(claire);
    const id = (await passkeys.list(claire.id))[0]?.id ?? '';
    expect(await passkeys.rename(rui.id, id, 'mine now')).toMatchObject({ fault: { code: 'resource.not-found' } });
    expect(await passkeys.remove(rui, id, true, event)).toMatchObject({ fault: { code: 'resource.not-found' } });
    expect(await passkeys.rename(claire.id, 'no-such', 'x')).toEqual(await passkeys.rename(rui.id, id, 'x'));
    expect((await passkeys.rename(claire.id, id, 'Blue key')).ok).toBe(true);
    expect(await passkeys.list(claire.id)).toMatchObject([{ name: 'Blue key' }]);
    expect((await passkeys.remove(claire, id, true, event)).ok).toBe(true);
    expect(await passkeys.list(claire.id)).toEqual([]);
  });

  it('keep the last one, unless she can sign in by something else; two removals at once leave one', async () => {
    await added(claire);
    const [only] = await passkeys.list(claire.id);
    expect(await passkeys.remove(claire, only?.id ?? '', false, event)).toMatchObject({
      fault: { code: 'passkey.last' },
    });
    expect(await passkeys.list(claire.id)).toHaveLength(1);
    await added(claire);
    const both = await passkeys.list(claire.id);
    const outcomes = await Promise.all(both.map(({ id }) => passkeys.remove(claire, id, false, event)));
    expect(outcomes.filter((each) => each.ok)).toHaveLength(1);
    expect(await passkeys.list(claire.id)).toHaveLength(1);
  });
});

describe('an invitation', () => {
  const invited = async (days = 3) => {
    const outcome = await invitations.make(claire.id, { days });
    if (!outcome.ok) throw new Error(outcome.fault.code);
    return outcome.value.token;
  };
  const opened = async (token: string) => {
    const outcome = await invitations.open(token, event);
    if (!outcome.ok) throw new Error(outcome.fault.code);
    return softwareAuthenticator(origin).create(outcome.value.options);
  };
  const invalid = { ok: false, fault: { code: 'sign-in.invitation' } };

  it('gives its person her first passkey, once', async () => {
    const token = await invited();
    expect(await invitations.open(token, event)).toMatchObject({ ok: true, value: { name: 'Claire Moreau' } });
    const credential = await opened(token);
    const wish = { name: 'Phone', response: credential.created };
    expect(await invitations.use(token, wish, event)).toEqual({ ok: true, value: { name: 'Phone' } });
    expect(await signedIn(credential)).toMatchObject({
      value: { account: { id: 'acc-claire' }, assurance: 'substantial' },
    });
    expect(await invitations.open(token, event)).toMatchObject(invalid);
    expect((await entries('use-invitation')).length).toBeGreaterThan(0);
  });

  it('is used up by one of two that come at the same moment', async () => {
    const token = await invited();
    const credential = await opened(token);
    const use = () => invitations.use(token, { name: 'x', response: credential.created }, event);
    const outcomes = await Promise.all([use(), use()]);
    expect(outcomes.filter((each) => each.ok)).toHaveLength(1);
    expect(await passkeys.list(claire.id)).toHaveLength(1);
  });

  it('stays good where the passkey was not accepted', async () => {
    const token = await invited();
    const outcome = await invitations.open(token, event);
    const bent = softwareAuthenticator(origin).create(outcome.ok ? outcome.value.options : ({} as never), {
      verified: false,
    });
    expect(await invitations.use(token, { name: 'x', response: bent.created }, event)).toMatchObject(refusal);
    const good = await opened(token);
    expect((await invitations.use(token, { name: 'x', response: good.created }, event)).ok).toBe(true);
  });

  it('is the same where it was never made, was replaced, is over, or is no token at all', async () => {
    const replaced = await invited();
    const over = await invited(1);
    const answers = [
      await invitations.open('A'.repeat(43), event),
      await invitations.open(replaced, event),
      await invitations.open('x', event),
      await invitations.open(undefined, event),
    ];
    clock.set(new Date(Date.now() + 86_400_001));
    answers.push(await invitations.open(over, event));
    for (const answer of answers) {
      expect(answer).toMatchObject(invalid);
      expect(answer).toEqual(answers[0]);
    }
  });

  it('is kept as a digest alone, and made for persons alone', async () => {
    const token = await invited();
    const rows = await node.db.query<object>('select * from identity_invitation', []);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(await invitations.make('acc-import', { days: 1 })).toMatchObject({ fault: { code: 'request.bad' } });
    expect(await invitations.make('acc-nobody', { days: 1 })).toMatchObject({ fault: { code: 'request.bad' } });
  });
});
