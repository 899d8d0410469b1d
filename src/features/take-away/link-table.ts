import type { Database, Transaction } from '#db';
import { type LinkContent, type LinkView, passcodeAttempts } from './contract.ts';

/** A link as it is kept. */
export interface KeptLink {
  readonly id: string;
  readonly patient: string;
  readonly content: LinkContent;
  readonly label: string;
  readonly created: Date;
  readonly expires: Date;
  readonly revoked: Date | null;
  readonly passcode: string | null;
  readonly attempts: number;
  readonly reads: number;
  readonly last_read: Date | null;
  readonly categories: readonly string[];
}

export type NewLink = Omit<KeptLink, 'revoked' | 'reads' | 'last_read'> & {
  readonly created_by: string;
  readonly jwe: string;
};

const columns =
  'id, patient, content, label, created, expires, revoked, passcode, attempts, reads, last_read, categories';

/** False where the person has as many links in force as she may; counted under a lock on her. */
export async function putLink(tx: Transaction, link: NewLink, most: number): Promise<boolean> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 7))', [link.patient]);
  const rows = await tx.query<object>(
    `insert into health_link (id, patient, content, label, created_by, created, expires, passcode, attempts, categories, jwe)
     select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
      where (select count(*) from health_link where patient = $2 and jwe is not null and expires > $6) < $12
     returning 1 as done`,
    [
      link.id,
      link.patient,
      link.content,
      link.label,
      link.created_by,
      link.created,
      link.expires,
      link.passcode,
      link.attempts,
      link.categories,
      link.jwe,
      most,
    ],
  );
  return rows.length === 1;
}

const mostListed = 100;

export function linksOf(db: Database, patient: string): Promise<readonly KeptLink[]> {
  return db.query<KeptLink>(
    `select ${columns} from health_link where patient = $1 order by created desc, id limit ${mostListed}`,
    [patient],
  );
}

/** A link that may be read now. */
export async function validLink(db: Database, id: string, now: Date): Promise<KeptLink | undefined> {
  const [found] = await db.query<KeptLink>(
    `select ${columns} from health_link where id = $1 and expires > $2 and revoked is null and attempts > 0 and jwe is not null`,
    [id, now],
  );
  return found;
}

/** Takes one attempt before the passcode is looked at, so that many at once cannot pass the bound; how many are left. */
export async function takeAttempt(db: Database, id: string): Promise<number | undefined> {
  const [row] = await db.query<{ attempts: number }>(
    'update health_link set attempts = attempts - 1 where id = $1 and attempts > 0 and jwe is not null returning attempts',
    [id],
  );
  return row?.attempts;
}

/** Notes that the passcode of an attempt was wrong; after as many as there may be the file is gone. */
export async function noteWrong(db: Database, id: string): Promise<void> {
  await db.query(
    'update health_link set wrong = wrong + 1, jwe = case when wrong + 1 < $2 then jwe end where id = $1',
    [id, passcodeAttempts],
  );
}

/** Gives an attempt back: the passcode was right. */
export async function giveAttemptBack(db: Database, id: string): Promise<void> {
  await db.query('update health_link set attempts = attempts + 1 where id = $1', [id]);
}

/** The file of a link that is in force at this very moment, counted as read. */
export async function readFile(tx: Transaction, id: string, now: Date): Promise<string | undefined> {
  const [row] = await tx.query<{ jwe: string }>(
    `update health_link set reads = reads + 1, last_read = $2
      where id = $1 and expires > $2 and revoked is null and jwe is not null
     returning jwe`,
    [id, now],
  );
  return row?.jwe;
}

/** Ends a link of this person and removes its file; false where there is none, or it has ended. */
export async function revokeLink(tx: Transaction, patient: string, id: string, now: Date): Promise<boolean> {
  const rows = await tx.query<object>(
    `update health_link set revoked = $3, jwe = null
      where id = $1 and patient = $2 and revoked is null returning 1 as done`,
    [id, patient, now],
  );
  return rows.length === 1;
}

/**
 * Removes the files of links that are over; what is left tells that they were. A link without an attempt left may be one
 * whose right passcode is being looked at: its file goes with the last wrong one.
 */
export async function dropEndedFiles(db: Database, now: Date): Promise<void> {
  await db.query('update health_link set jwe = null where jwe is not null and expires <= $1', [now]);
}

export function viewOfLink(kept: KeptLink, now: Date): LinkView {
  const { id, content, label, passcode, created, expires, revoked, attempts, reads, last_read: lastRead } = kept;
  return {
    id,
    content,
    label,
    passcode: passcode !== null,
    created: created.toISOString(),
    expires: expires.toISOString(),
    reads,
    ...(lastRead === null ? {} : { lastRead: lastRead.toISOString() }),
    state: revoked !== null ? 'revoked' : expires <= now ? 'expired' : attempts <= 0 ? 'locked' : 'valid',
  };
}
