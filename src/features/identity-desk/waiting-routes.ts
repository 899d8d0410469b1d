import type { AuditEntry } from '#audit';
import { type Caller, endAccountAccess, type WaitingSignIn } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { enterDesk, logEntry, occasionOf } from '#records';
import type { LinkLine, WaitingLine, WaitingList, WaitingView, WaitingWish } from './contract.ts';
import { keepAct } from './desk-table.ts';
import type { DeskRoute, IdentityDeskOptions } from './index.ts';
import { parseReason, parseWaitingWish } from './parse-wish.ts';
import { latestRefusals } from './refusals.ts';

const mostListed = 50;

/**
 * Sign-ins that wait, below `/waiting`: listed without their persons, opened one by one with who is like them, and linked to
 * a record, made a new one of, or refused; links that were made, which are taken away again; and who tried to change a
 * protected identity. A link and its end are in the person's own log, with what binds the reason to them.
 */
export function registerWaiting(route: DeskRoute, options: IdentityDeskOptions): void {
  const { db, clock, waiting, records, audit } = options;

  route('GET', '/waiting', async (caller): Promise<Outcome<WaitingList>> => {
    const allowed = await enterDesk(options, caller, 'read waiting sign-ins');
    if (!allowed.ok) return allowed;
    const { waiting: listed, open } = await waiting.list(mostListed);
    return ok({ waiting: listed.map(lineOf), open });
  });
  route('GET', '/waiting/:reference', async (caller, _, { reference = '' }): Promise<Outcome<WaitingView>> => {
    const allowed = await enterDesk(options, caller, 'read waiting sign-in');
    if (!allowed.ok) return allowed;
    const found = await waiting.open(reference);
    if (found === undefined) return nothingWaits();
    const likely = await records.identityDesk.likely(caller, searchedAs(found));
    return likely.ok ? ok({ ...lineOf(found), ...likely.value }) : likely;
  });
  route('POST', '/waiting/:reference/acts', async (caller, body, { reference = '' }): Promise<Outcome<WaitingList>> => {
    const allowed = await enterDesk(options, caller, 'act on waiting sign-in', true);
    if (!allowed.ok) return allowed;
    const wish = parseWaitingWish(body);
    if (!wish.ok) return wish;
    const done = await decide(options, caller, reference, wish.value);
    if (!done.ok) return done;
    const { waiting: listed, open } = await waiting.list(mostListed);
    return ok({ waiting: listed.map(lineOf), open });
  });
  route('GET', '/refusals', async (caller) => {
    const allowed = await enterDesk(options, caller, 'read refused changes of identities');
    return allowed.ok ? ok({ refusals: await latestRefusals(db) }) : allowed;
  });
  route('POST', '/persons/:id/unlink', async (caller, body, { id = '' }): Promise<Outcome<void>> => {
    const allowed = await enterDesk(options, caller, 'take a link away', true);
    if (!allowed.ok) return allowed;
    const { link, reason } = (body ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof link !== 'string' || link.length > 100) return fail('request.bad', 'Name the link.', 'link');
    const why = parseReason(reason);
    if (!why.ok) return why;
    const gone = await db.transaction(async (tx) => {
      const unlinked = await waiting.unlink(tx, id, link);
      if (!unlinked.ok) return unlinked;
      await audit.append(tx, [entryOf(options, caller, 'unlink-identity', id, why.value)]);
      await keepAct(tx, actOf(options, caller, { act: 'unlink', one: id, reason: why.value }));
      return unlinked;
    });
    if (!gone.ok) return gone;
    // Whoever came in by it may have added a passkey or connected an app.
    await endAccountAccess({ db, clock }, gone.value.account, caller.subject);
    return ok(undefined);
  });
}

export async function linksOf({ waiting }: IdentityDeskOptions, patient: string): Promise<readonly LinkLine[]> {
  return (await waiting.links(patient)).map((link) => ({ ...link, made: link.made.toISOString() }));
}

async function decide(
  options: IdentityDeskOptions,
  caller: Caller,
  reference: string,
  { act, patient, reason }: WaitingWish,
): Promise<Outcome<void>> {
  const { db, waiting, audit, records } = options;
  if (act === 'refuse') {
    return db.transaction(async (tx) => {
      const refused = await waiting.refuse(tx, reference);
      if (!refused.ok) return refused;
      await audit.append(tx, [entryOf(options, caller, 'refuse-identity', undefined, reason)]);
      await keepAct(tx, actOf(options, caller, { act, one: '', reference, reason }));
      return refused;
    });
  }
  const person = act === 'new' ? await makePerson(options, caller, reference, reason) : await inForce(patient);
  if (!person.ok) return person;
  return db.transaction(async (tx) => {
    const linked = await waiting.link(tx, reference, person.value);
    if (!linked.ok) return linked;
    await audit.append(tx, [entryOf(options, caller, 'link-identity', person.value, reason)]);
    await keepAct(tx, actOf(options, caller, { act, one: person.value, reference, reason }));
    return linked;
  });

  async function inForce(id = ''): Promise<Outcome<string>> {
    const looked = await records.identityDesk.cards(caller, [id]);
    if (!looked.ok) return looked;
    const [card] = looked.value;
    return card?.active === true && card.replacedBy === undefined
      ? ok(id)
      : fail('request.bad', 'This record is not in force. Link to the one in its place.', 'patient');
  }
}

/** A Patient of what the upstream said. Where the link then fails it is there for the next try, as certainly the same. */
async function makePerson(
  { waiting, records }: IdentityDeskOptions,
  caller: Caller,
  reference: string,
  reason: string,
): Promise<Outcome<string>> {
  const found = await waiting.open(reference);
  return found === undefined ? nothingWaits() : records.identityDesk.register(caller, found.patient, reason);
}

/** As the upstream named her, with every number that it may mean. */
function searchedAs({ patient, traits }: WaitingSignIn): WaitingSignIn['patient'] {
  return traits.by === 'identifier' ? { ...patient, identifier: traits.identifiers } : patient;
}

function lineOf({ reference, label, assurance, cause, first, last, times, until }: WaitingSignInLine): WaitingLine {
  return {
    reference,
    label,
    assurance,
    cause,
    first: first.toISOString(),
    last: last.toISOString(),
    times,
    until: until.toISOString(),
  };
}

type WaitingSignInLine = Omit<WaitingSignIn, 'name' | 'traits' | 'patient'>;

/** An entry of the person's own log, or of nobody's. */
function entryOf(
  { clock }: IdentityDeskOptions,
  caller: Caller,
  interaction: string,
  patient: string | undefined,
  words: string,
): AuditEntry {
  const occasion = occasionOf({ clock }, caller, interaction, { rule: 'identity-desk', emergency: [] });
  const person = patient !== undefined && isResourceId(patient) ? { patient } : {};
  return logEntry(occasion, {
    action: patient === undefined ? 'administer' : 'change-rights',
    outcome: 'success',
    ...person,
    objects: patient === undefined ? [] : [{ type: 'Patient', id: patient }],
    words,
  });
}

function actOf(
  { ids, clock }: IdentityDeskOptions,
  caller: Caller,
  act: Omit<Parameters<typeof keepAct>[1], 'id' | 'other' | 'by' | 'at'>,
): Parameters<typeof keepAct>[1] {
  return { ...act, id: ids.next(), other: '', by: caller.name, at: clock.now() };
}

function nothingWaits(): Outcome<never> {
  return fail('resource.not-found', 'No sign-in waits under this reference.');
}
