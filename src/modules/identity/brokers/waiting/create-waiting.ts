import { createHash, randomInt } from 'node:crypto';
import type { Database, Queryable } from '#db';
import { type Clock, fail, ok } from '#kernel';
import { openKeyring } from '../../keyring.ts';
import type { IdentityOptions } from '../../options.ts';
import { createSeals, type Seals } from '../../sealed-cookies.ts';
import type { Proven, UpstreamCitizen } from '../contract.ts';
import { linkIdOf, linkOfDesk } from '../keep-link.ts';
import type { RecordLink, WaitingCause, WaitingLine, WaitingSignIns } from './contract.ts';
import { patientOf } from './waiting-patient.ts';

/** Somebody for whom an upstream vouched, and whose record is not known. */
export type ProvenCitizen = Omit<Proven, 'identity'> & { readonly identity: UpstreamCitizen };

/** What a sign-in is told that leads to no record. */
export interface WaitingDoor {
  /** Whether the desk took a link from this identity, so that traits alone give it none. */
  isParted(who: Pick<Proven, 'issuer' | 'subject'>): Promise<boolean>;
  /** Keeps it for the desk: under which reference, or that the desk refused it; undefined where no more can wait. */
  keep(
    proven: ProvenCitizen,
    cause: WaitingCause,
  ): Promise<{ readonly reference: string } | { readonly refused: true } | undefined>;
}

interface DoorParts {
  readonly db: Database;
  readonly clock: Clock;
  readonly seals: Seals;
  readonly days: number;
}

/** Days for which a sign-in waits where the operator says nothing. */
export const waitingDays = 30;
/** What waits at once; upstreams vouch for people, so that nobody fills it alone. */
const mostWaiting = 1_000;
const day = 86_400_000;
/** Without those that are taken for one another when they are said or written. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const referenceForm = /^[2-9A-HJKMNP-TV-Z]{8}$/;

const lineColumns = 'reference, kind, label, assurance, cause, first, last, times, expires as until';
const isOpen = 'content is not null and not refused and expires > $1';

export function createWaitingDoor({ db, clock, seals, days }: DoorParts): WaitingDoor {
  return {
    async isParted(who) {
      const [row] = await db.query<object>('select 1 as parted from identity_waiting where who = $1 and parted', [
        whoOf(who),
      ]);
      return row !== undefined;
    },
    async keep(proven, cause) {
      const now = clock.now();
      const { upstream, assurance } = proven;
      const [row] = await db.query<{ reference: string; refused: boolean }>(
        `insert into identity_waiting
           (reference, who, kind, label, assurance, cause, content, first, last, times, expires)
         select $1, $2, $3, $4, $5, $6, $7, $8, $8, 1, $9
         where exists (select from identity_waiting where who = $2)
           or (select count(*) from identity_waiting where content is not null) < ${mostWaiting}
         on conflict (who) do update set
           refused = identity_waiting.refused and identity_waiting.expires > $8,
           content = case when identity_waiting.refused and identity_waiting.expires > $8 then null else excluded.content end,
           expires = case when identity_waiting.refused and identity_waiting.expires > $8
                          then identity_waiting.expires else excluded.expires end,
           first = case when identity_waiting.content is null then excluded.first else identity_waiting.first end,
           times = case when identity_waiting.content is null then 1 else identity_waiting.times + 1 end,
           kind = excluded.kind, label = excluded.label, assurance = excluded.assurance, cause = excluded.cause, last = excluded.last
         returning reference, refused`,
        [
          newReference(),
          whoOf(proven),
          upstream.kind,
          upstream.label,
          assurance,
          cause,
          await seals.seal('waiting', JSON.stringify(proven)),
          now,
          new Date(now.getTime() + days * day),
        ],
      );
      if (row === undefined) return undefined;
      return row.refused ? { refused: true } : { reference: row.reference };
    },
  };
}

/** What the identity desk needs of those that wait. */
export function createWaitingSignIns(
  options: Pick<IdentityOptions, 'db' | 'clock' | 'keysDir' | 'keysSettle'>,
): WaitingSignIns {
  const { db, clock } = options;
  const seals = createSeals(openKeyring(options));

  const opened = async (content: string): Promise<ProvenCitizen | undefined> => {
    const text = await seals.open('waiting', content);
    return text === undefined ? undefined : (JSON.parse(text) as ProvenCitizen);
  };
  /** The row, which nobody else decides on meanwhile where it is asked in a transaction. */
  const find = async (on: Queryable, reference: string, lock = '') => {
    if (!referenceForm.test(reference)) return undefined;
    const [row] = await on.query<WaitingLine & { readonly content: string }>(
      `select ${lineColumns}, content from identity_waiting where ${isOpen} and reference = $2 ${lock}`,
      [clock.now(), reference],
    );
    if (row === undefined) return undefined;
    const { content, ...line } = row;
    const proven = await opened(content);
    return proven === undefined ? undefined : { line, proven };
  };

  return {
    async list(most) {
      const rows = await db.query<WaitingLine & { readonly open: number }>(
        `select ${lineColumns}, count(*) over ()::int as open from identity_waiting where ${isOpen}
         order by last desc, reference limit $2`,
        [clock.now(), most],
      );
      return { waiting: rows.map(({ open, ...line }) => line), open: rows[0]?.open ?? 0 };
    },
    async open(reference) {
      const found = await find(db, reference);
      if (found === undefined) return undefined;
      const { name, traits } = found.proven.identity;
      return { ...found.line, name, traits, patient: patientOf(traits) };
    },
    async link(tx, reference, patient) {
      const found = await find(tx, reference, 'for update');
      if (found === undefined) return nothingWaits();
      const linked = await linkOfDesk(tx, found.proven, patient, clock.now());
      if (linked.ok) await tx.query('delete from identity_waiting where reference = $1', [reference]);
      return linked;
    },
    async refuse(tx, reference) {
      const rows = await tx.query<object>(
        `update identity_waiting set refused = true, content = null where ${isOpen} and reference = $2
         returning 1 as refused`,
        [clock.now(), reference],
      );
      return rows.length === 1 ? ok(undefined) : nothingWaits();
    },
    async links(patient) {
      return (await linksOf(db, patient)).map(({ id, kind, made, byDesk }) => ({ id, kind, made, byDesk }));
    },
    async unlink(tx, patient, id) {
      const link = (await linksOf(tx, patient)).find((each) => each.id === id);
      if (link === undefined) return fail('resource.not-found', 'There is no such link.');
      const { issuer, subject, account, kind } = link;
      const gone = await tx.query<object>(
        'delete from identity_link where issuer = $1 and subject = $2 and account = $3 returning 1 as gone',
        [issuer, subject, account],
      );
      if (gone.length === 0) return fail('resource.not-found', 'There is no such link.');
      const now = clock.now();
      await tx.query(
        `insert into identity_waiting (reference, who, kind, label, assurance, cause, parted, first, last, times, expires)
         values ($1, $2, $3, '', 'low', 'parted', true, $4, $4, 0, $4)
         on conflict (who) do update set parted = true`,
        [newReference(), whoOf(link), kind, now],
      );
      return ok({ account });
    },
  };
}

type KeptLink = RecordLink & { readonly issuer: string; readonly subject: string; readonly account: string };

async function linksOf(on: Queryable, patient: string): Promise<readonly KeptLink[]> {
  const rows = await on.query<Omit<KeptLink, 'id'>>(
    `select issuer, subject, account, link.kind, made, coalesce(by_desk, false) as "byDesk"
     from identity_link link join identity_account on identity_account.id = link.account
     where patient = $1 and role = 'citizen' order by made, issuer, subject`,
    [patient],
  );
  return rows.map((row) => ({ ...row, id: linkIdOf({ ...row, part: '' }) }));
}

function nothingWaits() {
  return fail('resource.not-found', 'No sign-in waits under this reference.');
}

function whoOf({ issuer, subject }: Pick<Proven, 'issuer' | 'subject'>): Uint8Array {
  return createHash('sha256')
    .update(`waiting ${JSON.stringify([issuer, subject])}`)
    .digest();
}

function newReference(): string {
  return Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join('');
}
