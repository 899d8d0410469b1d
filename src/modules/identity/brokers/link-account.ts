import { createHash } from 'node:crypto';
import type { Database } from '#db';
import type { Resource } from '#fhir';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { findAccount } from '../accounts.ts';
import type { Account } from '../contract.ts';
import type { CandidateSearch } from '../match/candidate-searches.ts';
import type { Activity, Proven, SignInDirectory, UpstreamCitizen } from './contract.ts';
import { findCitizen } from './find-citizen.ts';

export interface LinkParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: SignInDirectory;
  /** Writes an account so that every process takes it up. */
  readonly putAccount: (account: Account) => Promise<void>;
}

/**
 * The account of a citizen: the one that this subject has been linked to, else the one that is bound to her record, else a new
 * one. Her record is found anew each time. Faults: `upstream.no-record`; `upstream.other-person` where the link leads to the
 * account of somebody else, or her account belongs to another subject of the same upstream.
 */
export async function citizenAccount(
  parts: LinkParts,
  proven: Omit<Proven, 'identity'>,
  citizen: UpstreamCitizen,
): Promise<Outcome<Account>> {
  const patient = await findCitizen(parts.directory, citizen.traits);
  if (!patient.ok) return patient;
  const link = { ...proven, part: '' };
  const linked = await linkedAccount(parts.db, link);
  if (linked !== undefined) return linked.patient === patient.value ? ok(linked) : otherPerson();
  const bound = await soleAccount(parts.db, "role = 'citizen' and patient = $1", [patient.value]);
  return bound === undefined
    ? makeAccount(parts, link, {
        name: citizen.name,
        role: 'citizen',
        language: citizen.language,
        patient: patient.value,
      })
    : keepLink(parts, link, bound);
}

/**
 * The account of a professional in one activity, made or found as a citizen's, and bound to the Practitioner and the
 * Organization of the directory where exactly one carries her identifiers. Fault: `upstream.other-person`.
 */
export async function professionalAccount(
  parts: LinkParts,
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
  const bound =
    practitioner === undefined || organization === undefined
      ? undefined
      : await soleAccount(
          parts.db,
          "role = 'professional' and practitioner = $1 and organization = $2 and professional ->> 'hp_identifier' = $3",
          [practitioner, organization, professional.hp_identifier],
        );
  return bound === undefined ? makeAccount(parts, link, told) : keepLink(parts, link, bound);
}

type Link = Omit<Proven, 'identity'> & { readonly part: string };

async function linkedAccount(db: Database, { issuer, subject, part }: Link): Promise<Account | undefined> {
  const [row] = await db.query<{ readonly account: string }>(
    'select account from identity_link where issuer = $1 and subject = $2 and part = $3',
    [issuer, subject, part],
  );
  return row === undefined ? undefined : findAccount(db, row.account);
}

async function soleAccount(db: Database, where: string, values: readonly string[]): Promise<Account | undefined> {
  const [only, ...others] = await db.query<{ readonly id: string }>(
    `select id from identity_account where ${where} limit 2`,
    [...values],
  );
  return only === undefined || others.length > 0 ? undefined : findAccount(db, only.id);
}

async function makeAccount(parts: LinkParts, link: Link, account: Omit<Account, 'id'>): Promise<Outcome<Account>> {
  const made = { ...account, id: accountIdOf(link) };
  await parts.putAccount(made);
  return keepLink(parts, link, made);
}

/** The same however often it is made: two windows in which somebody signs in for the first time make one account. */
function accountIdOf({ issuer, subject, part }: Link): string {
  return createHash('sha256')
    .update(JSON.stringify([issuer, subject, part]))
    .digest('base64url')
    .slice(0, 32);
}

/** An account answers to one subject of an upstream: a second one is another person, or needs the identity desk. */
async function keepLink(
  { db, clock }: LinkParts,
  { issuer, subject, part, upstream }: Link,
  account: Account,
): Promise<Outcome<Account>> {
  const rows = await db.query<object>(
    `insert into identity_link (issuer, subject, part, account, kind, made)
     select $1, $2, $3, $4, $5, $6
     where not exists (select from identity_link where issuer = $1 and account = $4 and subject <> $2)
     on conflict (issuer, subject, part) do update set kind = excluded.kind where identity_link.account = excluded.account
     returning 1 as kept`,
    [issuer, subject, part, account.id, upstream.kind, clock.now()],
  );
  return rows.length === 1 ? ok(account) : otherPerson();
}

function otherPerson(): Outcome<never> {
  return fail('upstream.other-person', 'This identity and the account here are not of one person.');
}

/** The id of the one resource that carries one of these identifiers; undefined where none or several do. */
async function soleId(
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
