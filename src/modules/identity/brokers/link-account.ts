import type { Database, Queryable } from '#db';
import type { Resource } from '#fhir';
import { type Clock, type Fault, fail, type Outcome, ok } from '#kernel';
import { findAccount, followMerge } from '../accounts.ts';
import type { Account } from '../contract.ts';
import type { CandidateSearch } from '../match/candidate-searches.ts';
import { replacementOf } from '../persons/merge-persons.ts';
import type { PatientElements } from '../persons/patient-elements.ts';
import type { Activity, Proven, SignInDirectory, UpstreamCitizen } from './contract.ts';
import { findCitizen } from './find-citizen.ts';
import { accountOfPatient, citizenOf, keepLink, linkedAccount, linkIdOf, otherPerson } from './keep-link.ts';
import type { WaitingCause } from './waiting/contract.ts';
import type { WaitingDoor } from './waiting/create-waiting.ts';

export interface LinkParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: SignInDirectory;
  readonly waiting: WaitingDoor;
}

export interface WorkParts extends Pick<LinkParts, 'db' | 'clock' | 'directory'> {
  /** Writes an account so that every process takes it up. */
  readonly putAccount: (account: Account) => Promise<void>;
}

/** Patients that may have replaced one another, one after the other. */
const mostReplacements = 10;

/**
 * The account of a citizen: the one that this subject was linked to, as long as its record is there; else by her traits the
 * one that is bound to her record, or a new one, which is kept. Who has no one record waits at the identity desk. Faults:
 * `upstream.waiting`; `upstream.desk-refused`; `upstream.no-record` where no more can wait; `upstream.other-person` where the
 * link leads to the account of somebody else, or her account belongs to another subject of the same upstream. The text of
 * those that wait tells under which reference (`waitingReference`).
 */
export async function citizenAccount(
  parts: LinkParts,
  proven: Omit<Proven, 'identity'>,
  citizen: UpstreamCitizen,
): Promise<Outcome<Account>> {
  const link = { ...proven, part: '' };
  const linked = await linkedAccount(parts.db, link);
  if (linked !== undefined) {
    const standing = await inForce(parts, linked);
    if (!standing.ok) return standing;
    if (standing.value !== undefined) return ok(standing.value);
  }
  const wait = (cause: WaitingCause) => waitAtDesk(parts, { ...proven, identity: citizen }, cause);
  if (await parts.waiting.isParted(proven)) return wait('parted');
  const found = await findCitizen(parts.directory, citizen.traits);
  if (!found.ok) return found;
  if (found.value.patient === undefined) return wait(found.value.cause);
  const { patient } = found.value;
  const bound = linked === undefined ? await keptFor(parts, link, citizen, patient) : otherPerson();
  return bound.ok ? bound : wait('other');
}

function keptFor(
  { db, clock }: LinkParts,
  link: Omit<Proven, 'identity'> & { readonly part: string },
  citizen: UpstreamCitizen,
  patient: string,
): Promise<Outcome<Account>> {
  return db.transaction((tx) =>
    keepLink(tx, link, {
      whose: patient,
      bound: (on) => accountOfPatient(on, patient),
      made: { ...citizenOf(citizen, patient), id: linkIdOf(link) },
      at: clock.now(),
    }),
  );
}

/**
 * The account whose record is there; undefined where it is not. An account whose Patient was merged before accounts followed
 * follows now.
 */
async function inForce(parts: LinkParts, account: Account): Promise<Outcome<Account | undefined>> {
  const { db, directory } = parts;
  const moves: (readonly [from: string, to: string])[] = [];
  let patient = account.patient;
  for (let hop = 0; hop <= mostReplacements; hop += 1) {
    if (patient === undefined) return ok(undefined);
    const found = await directory.find('Patient', [[['_id', patient]]], () => true);
    if (!found.ok) return found;
    const [resource] = found.value;
    if (resource === undefined) return ok(undefined);
    const replacement = replacementOf(resource as unknown as PatientElements)?.replace(/^Patient\//, '');
    if (replacement === undefined) {
      if (resource.active === false) return ok(undefined);
      if (moves.length === 0) return ok(account);
      await db.transaction(async (tx) => {
        for (const [from, to] of moves) await followMerge(tx, from, to);
      });
      return ok(await findAccount(db, account.id));
    }
    moves.push([patient, replacement]);
    patient = replacement;
  }
  return ok(undefined);
}

async function waitAtDesk(
  { waiting }: LinkParts,
  proven: Omit<Proven, 'identity'> & { readonly identity: UpstreamCitizen },
  cause: WaitingCause,
): Promise<Outcome<never>> {
  const kept = await waiting.keep(proven, cause);
  if (kept !== undefined && 'refused' in kept) {
    return fail('upstream.desk-refused', 'The identity desk did not find that a record is yours.');
  }
  if (kept === undefined) return cause === 'other' ? otherPerson() : noRecord();
  const text = `Your sign-in waits at the identity desk under ${kept.reference}.`;
  return fail(cause === 'other' ? 'upstream.other-person' : 'upstream.waiting', text);
}

/** The reference that a fault of `citizenAccount` tells. */
export function waitingReference({ issues }: Fault): string | undefined {
  return /under ([2-9A-Z]{8})\.$/.exec(issues[0]?.text ?? '')?.[1];
}

function noRecord(): Outcome<never> {
  return fail('upstream.no-record', 'This node has no one record that is surely yours. The identity desk can help.');
}

/**
 * The account of a professional in one activity, made or found as a citizen's, and bound to the Practitioner and the
 * Organization of the directory where exactly one carries her identifiers. Fault: `upstream.other-person`.
 */
export async function professionalAccount(
  parts: WorkParts,
  proven: Omit<Proven, 'identity'>,
  activity: Activity,
  language: string,
): Promise<Outcome<Account>> {
  const { professional, part } = activity;
  const link = { ...proven, part };
  const practitioner = await soleId(parts.directory, 'Practitioner', activity.practitioner);
  const organization = await soleId(parts.directory, 'Organization', activity.organization);
  const told = {
    name: `${professional.given_name} ${professional.family_name}`,
    role: 'professional',
    language,
    professional,
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(organization === undefined ? {} : { organization }),
  } as const;
  const linked = await linkedAccount(parts.db, link);
  if (linked !== undefined) {
    if (linked.professional?.hp_identifier !== professional.hp_identifier) return otherPerson();
    // The register is right where it has changed; people of the demonstration stay as they are told of.
    if (linked.alias !== undefined) return ok(linked);
    const account = { ...told, id: linked.id };
    await parts.putAccount(account);
    return ok(account);
  }
  return parts.db.transaction((tx) =>
    keepLink(tx, link, {
      whose: professional.hp_identifier,
      bound: async (on) =>
        practitioner === undefined || organization === undefined
          ? undefined
          : soleAccount(
              on,
              "role = 'professional' and practitioner = $1 and organization = $2 and professional ->> 'hp_identifier' = $3",
              [practitioner, organization, professional.hp_identifier],
            ),
      made: { ...told, id: linkIdOf(link) },
      at: parts.clock.now(),
    }),
  );
}

/** The one account of which this holds; undefined where there are none or several. */
export async function soleAccount(
  db: Queryable,
  where: string,
  values: readonly (string | null)[],
): Promise<Account | undefined> {
  const [only, ...others] = await db.query<{ readonly id: string }>(
    `select id from identity_account where ${where} limit 2`,
    [...values],
  );
  return only === undefined || others.length > 0 ? undefined : findAccount(db, only.id);
}

/** The id of the one resource that carries one of these identifiers; undefined where none or several do. */
export async function soleId(
  directory: SignInDirectory,
  type: 'Practitioner' | 'Organization',
  identifiers: readonly string[],
): Promise<string | undefined> {
  const searches = identifiers.map((identifier): CandidateSearch => [['identifier', identifier]]);
  if (searches.length === 0) return undefined;
  const found = await directory.find(type, searches, ({ active }: Resource) => active !== false);
  if (!found.ok) return undefined;
  const [only, ...others] = found.value;
  return only === undefined || others.length > 0 ? undefined : only.id;
}
