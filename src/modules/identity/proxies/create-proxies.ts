import { randomUUID } from 'node:crypto';
import type { Database, Queryable, Transaction } from '#db';
import { type CarePart, careParts } from '#fhir';
import { type Clock, fail, isResourceId, type Outcome, ok } from '#kernel';
import type { ProxyAct } from '../contract.ts';
import { ageRulesOf, birthdayOf } from './age-rules.ts';
import { digestOfCode, newCode } from './codes.ts';
import type { Proxies, ProxyInvitation, ProxyRecord, ProxyRegistration, ProxyScope } from './contract.ts';

export interface ProxiesOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** ISO 3166-1 alpha-2 of this node: by its ages. */
  readonly country: string;
  /** Forgets what this process remembers of accounts. */
  readonly forget: () => void;
}

/** Milliseconds for which a code may be entered. */
const codeLifetime = 3 * 86_400_000;
/** Proxies of one person that are in force, and codes of hers that are open. */
const most = 20;
const mostListed = 200;
const longestProof = 500;
const longestTerm = 150;
const acts: ReadonlySet<ProxyAct> = new Set(['read', 'write', 'change-sharing']);
/** What a proxy may be limited to: a person cannot be acted for without her name, and what is nobody's is no part. */
export const proxyParts: readonly CarePart[] = careParts.filter(
  (part) => part !== 'identity' && part !== 'shared' && part !== 'unassigned',
);

interface ScopeRow {
  readonly id: string;
  readonly patient: string;
  readonly origin: ProxyRecord['origin'];
  readonly valid_to: Date | null;
  readonly parts: readonly CarePart[] | null;
  readonly acts: readonly ProxyAct[] | null;
}
interface RecordRow extends ScopeRow {
  readonly account: string;
  readonly name: string;
  readonly person: string | null;
  readonly valid_from: Date;
  readonly born: string | null;
  readonly proof: string | null;
  readonly made_by: string | null;
  readonly made_at: Date | null;
  readonly ended_by: string | null;
  readonly ended_by_person: boolean;
  readonly ended_at: Date | null;
}
interface InvitationRow extends ScopeRow {
  readonly giver: string | null;
  readonly made_at: Date;
  readonly expires: Date;
}

const recordColumns = `proxy.id, proxy.account, account.name, proxy.patient, proxy.origin,
  (select name from identity_account own where own.patient = proxy.patient order by id limit 1) as person,
  proxy.valid_from, proxy.valid_to, proxy.parts, proxy.acts, proxy.born, proxy.proof, proxy.made_by, proxy.made_at, proxy.ended_by, proxy.ended_at,
  exists (select from identity_account ender where ender.id = proxy.ended_by and ender.patient = proxy.patient)
    as ended_by_person`;
const recordsFrom = `from identity_proxy proxy join identity_account account on account.id = proxy.account`;
const invitationColumns = `id, patient, origin, valid_to, parts, acts, made_at, expires,
  (select name from identity_account where identity_account.id = made_by) as giver`;
const open = 'used_at is null and withdrawn_at is null and expires > $1';

/** Who acts for whom, in the tables of identity. */
export function createProxies({ db, clock, country, forget }: ProxiesOptions): Proxies {
  const recordOf = (row: RecordRow) => toRecord(row, country);
  const list = async (condition: string, value: string) => {
    const rows = await db.query<RecordRow>(
      `select ${recordColumns} ${recordsFrom} where ${condition} order by proxy.valid_from desc, proxy.id limit ${mostListed}`,
      [value],
    );
    return rows.map(recordOf);
  };
  const find = async (on: Queryable, id: string) => {
    const [row] = await on.query<RecordRow>(`select ${recordColumns} ${recordsFrom} where proxy.id = $1`, [id]);
    return row === undefined ? undefined : recordOf(row);
  };

  return {
    of: (patient) => list('proxy.patient = $1', patient),
    by: (account) => list('proxy.account = $1', account),
    find: (id) => find(db, id),
    changed: forget,

    async invitations(patient) {
      const rows = await db.query<InvitationRow>(
        `select ${invitationColumns} from identity_proxy_invitation where ${open} and patient = $2 order by made_at, id`,
        [clock.now(), patient],
      );
      return rows.map(toInvitation);
    },

    async invite(tx, patient, scope, by) {
      const now = clock.now();
      if (scope.origin !== 'mandate' && scope.origin !== 'trusted') {
        return fail('request.bad', 'By a code one becomes a mandatary or a trusted person.', 'origin');
      }
      const checked = checkScope(scope, now);
      if (!checked.ok) return checked;
      await lockPerson(tx, patient);
      const room = await roomFor(tx, patient, now);
      if (!room.ok) return room;
      const code = newCode();
      const [row] = await tx.query<InvitationRow>(
        `insert into identity_proxy_invitation (id, code, patient, origin, parts, acts, valid_to, made_by, made_at, expires)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${invitationColumns}`,
        [
          randomUUID(),
          digestOfCode(code),
          patient,
          scope.origin,
          scope.parts ?? null,
          scope.acts ?? null,
          scope.to ?? null,
          by,
          now,
          new Date(now.getTime() + codeLifetime),
        ],
      );
      return ok({ invitation: toInvitation(row as InvitationRow), code });
    },

    async withdraw(tx, patient, invitation) {
      const rows = await tx.query<object>(
        `update identity_proxy_invitation set withdrawn_at = $1 where ${open} and patient = $2 and id = $3 returning 1 as done`,
        [clock.now(), patient, invitation],
      );
      return rows.length === 1 ? ok(undefined) : noSuchCode();
    },

    async look(code) {
      const digest = digestOfCode(code);
      if (digest === undefined) return noSuchCode();
      const [row] = await db.query<InvitationRow>(
        `select ${invitationColumns} from identity_proxy_invitation where ${open} and code = $2`,
        [clock.now(), digest],
      );
      return row === undefined ? noSuchCode() : ok(toInvitation(row));
    },

    async accept(tx, code, account) {
      const now = clock.now();
      const digest = digestOfCode(code);
      if (digest === undefined) return noSuchCode();
      const [row] = await tx.query<InvitationRow & { made_by: string }>(
        `select ${invitationColumns}, made_by from identity_proxy_invitation where ${open} and code = $2 for update`,
        [now, digest],
      );
      if (row === undefined) return noSuchCode();
      const { patient, origin, parts, acts: allowed, valid_to: to } = row;
      await lockPerson(tx, patient);
      const taken = await mayTake(tx, { account, patient, origin, from: now });
      if (!taken.ok) return taken;
      await tx.query('update identity_proxy_invitation set used_by = $2, used_at = $3 where id = $1', [
        row.id,
        account,
        now,
      ]);
      const id = randomUUID();
      await tx.query(
        `insert into identity_proxy (id, account, patient, origin, valid_from, valid_to, parts, acts, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $5)`,
        [id, account, patient, origin, now, to, parts, allowed, row.made_by],
      );
      return ok((await find(tx, id)) as ProxyRecord);
    },

    async register(tx, registration, by) {
      const now = clock.now();
      const checked = checkRegistration(registration, now, country);
      if (!checked.ok) return checked;
      const { account, patient, origin, from, to, parts, acts: allowed, born, proof } = registration;
      await lockPerson(tx, patient);
      const room = await roomFor(tx, patient, now);
      if (!room.ok) return room;
      const taken = await mayTake(tx, { account, patient, origin, from: now });
      if (!taken.ok) return taken;
      const id = randomUUID();
      await tx.query(
        `insert into identity_proxy
           (id, account, patient, origin, valid_from, valid_to, parts, acts, born, proof, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [id, account, patient, origin, from, to ?? null, parts ?? null, allowed ?? null, born ?? null, proof, by, now],
      );
      return ok((await find(tx, id)) as ProxyRecord);
    },

    async end(tx, id, by) {
      const now = clock.now();
      const rows = await tx.query<object>(
        `update identity_proxy set valid_to = greatest($2::timestamptz, valid_from), ended_by = $3, ended_at = $2
         where id = $1 and ended_at is null and (valid_to is null or valid_to > $2) returning 1 as done`,
        [id, now, by],
      );
      const ended = rows.length === 1 ? await find(tx, id) : undefined;
      return ended === undefined ? fail('resource.not-found', 'There is no such proxy in force.') : ok(ended);
    },
  };
}

function noSuchCode(): Outcome<never> {
  return fail('proxy.code', 'This code is not valid: mistyped, used, withdrawn or over.');
}

/** Counting and adding for one person come one after the other. */
async function lockPerson(tx: Transaction, patient: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity_proxy ${patient}`]);
}

async function roomFor(tx: Transaction, patient: string, now: Date): Promise<Outcome<void>> {
  const [row] = await tx.query<{ held: number }>(
    `select (select count(*)::int from identity_proxy
             where patient = $2 and ended_at is null and (valid_to is null or valid_to > $1))
          + (select count(*)::int from identity_proxy_invitation where ${open} and patient = $2) as held`,
    [now, patient],
  );
  return (row?.held ?? 0) < most ? ok(undefined) : fail('proxy.most', `At most ${most} people may act for one person.`);
}

/** Only another citizen, and not twice in the same way. */
async function mayTake(
  tx: Transaction,
  asked: Pick<ProxyRegistration, 'account' | 'patient' | 'origin' | 'from'>,
): Promise<Outcome<void>> {
  const [row] = await tx.query<{ fit: boolean; held: boolean }>(
    `select account.role = 'citizen' and account.patient is distinct from $2 as fit,
       exists (select from identity_proxy proxy where proxy.account = account.id and proxy.patient = $2
         and proxy.origin = $3 and proxy.ended_at is null and (proxy.valid_to is null or proxy.valid_to > $4)) as held
     from identity_account account where account.id = $1`,
    [asked.account, asked.patient, asked.origin, asked.from],
  );
  if (row === undefined || !row.fit) return fail('proxy.self', 'Another citizen with an account of her own is needed.');
  return row.held ? fail('proxy.self', 'This account acts for the person in this way already.') : ok(undefined);
}

function checkScope({ parts, acts: wanted, to }: ProxyScope, now: Date): Outcome<void> {
  if (parts !== undefined && (parts.length === 0 || !parts.every((part) => proxyParts.includes(part)))) {
    return fail('request.bad', 'Parts of the record that a proxy may be limited to are expected.', 'parts');
  }
  if (wanted !== undefined && (!wanted.includes('read') || !wanted.every((act) => acts.has(act)))) {
    return fail('request.bad', 'Acts are read, and with it write and change-sharing.', 'acts');
  }
  const latest = new Date(now);
  latest.setUTCFullYear(latest.getUTCFullYear() + longestTerm);
  if (to !== undefined && !(to > now && to < latest)) {
    return fail('request.bad', 'The end must lie in the future.', 'to');
  }
  return ok(undefined);
}

function checkRegistration(registration: ProxyRegistration, now: Date, country: string): Outcome<void> {
  const { patient, origin, from, to, born, proof } = registration;
  if (!isResourceId(patient)) return fail('request.bad', 'The person is not named by an id.', 'patient');
  if (proof.trim() === '' || proof.length > longestProof) {
    return fail('request.bad', `A proof of at most ${longestProof} characters is needed.`, 'proof');
  }
  if (Number.isNaN(from.getTime()) || (to !== undefined && to <= from)) {
    return fail('request.bad', 'It must begin before it ends.', 'from');
  }
  if (origin === 'parent' && born === undefined) {
    return fail('request.bad', 'The right of a parent needs the birth date of the child.', 'born');
  }
  if (born !== undefined) {
    const { majority, zone } = ageRulesOf(country);
    const ofAge = birthdayOf(born, majority, zone);
    if (ofAge === undefined) return fail('request.bad', 'The birth date is not a date.', 'born');
    if (ofAge <= now) return fail('proxy.of-age', 'The person is of age.', 'born');
  }
  return checkScope(registration, now);
}

function scopeOf({ id, patient, origin, parts, acts: allowed }: ScopeRow) {
  return {
    id,
    patient,
    origin,
    ...(parts === null ? {} : { parts }),
    ...(allowed === null ? {} : { acts: allowed }),
  };
}

function toInvitation(row: InvitationRow): ProxyInvitation {
  return {
    ...scopeOf(row),
    ...(row.valid_to === null ? {} : { to: row.valid_to }),
    giver: row.giver ?? '',
    madeAt: row.made_at,
    expires: row.expires,
  };
}

function toRecord(row: RecordRow, country: string): ProxyRecord {
  const { majority, ownSay, zone } = ageRulesOf(country);
  const ofAge = row.born === null ? undefined : birthdayOf(row.born, majority, zone);
  const own = row.born === null ? undefined : birthdayOf(row.born, ownSay, zone);
  const to = [row.valid_to ?? undefined, ofAge].filter((end) => end !== undefined).sort((a, b) => +a - +b)[0];
  return {
    ...scopeOf(row),
    account: row.account,
    name: row.name,
    ...(row.person === null ? {} : { person: row.person }),
    from: row.valid_from,
    ...(to === undefined ? {} : { to }),
    ...(own === undefined || own === ofAge ? {} : { reservedFrom: own }),
    ...(row.proof === null ? {} : { proof: row.proof }),
    ...(row.made_by === null ? {} : { madeBy: row.made_by }),
    ...(row.made_at === null ? {} : { madeAt: row.made_at }),
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.ended_by === null ? {} : { endedBy: { account: row.ended_by, side: sideOf(row) } }),
  };
}

function sideOf(row: RecordRow): 'person' | 'proxy' | 'operator' {
  if (row.ended_by === row.account) return 'proxy';
  return row.ended_by_person ? 'person' : 'operator';
}
