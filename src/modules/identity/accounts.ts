import { createHash } from 'node:crypto';
import type { Database, Queryable, Transaction } from '#db';
import type { Account, AccountsWanted, ProfessionalIdentity, ProxyGrant } from './contract.ts';
import { type KeptGrant, underAgeRules } from './proxies/in-force.ts';
import { isInRole, roleClaims } from './roles/role-claims.ts';
import { endConnectionsOfAccount } from './smart/connections.ts';

/** An account as a request finds it: with its proxies, past ones left out, and whether its token was revoked. */
export interface KnownAccount {
  readonly account: Account;
  readonly proxies: readonly ProxyGrant[];
  readonly revoked: boolean;
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly role: Account['role'];
  readonly language: string;
  readonly patient: string | null;
  readonly practitioner: string | null;
  readonly organization: string | null;
  readonly professional: ProfessionalIdentity | null;
  readonly alias: string | null;
  readonly about: Readonly<Record<string, string>> | null;
}

interface ProxyJson {
  readonly id: string;
  readonly patient: string;
  readonly origin: ProxyGrant['origin'];
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly parts: ProxyGrant['parts'] | null;
  readonly acts: ProxyGrant['acts'] | null;
  readonly born: string | null;
}

const columns = 'id, name, role, language, patient, practitioner, organization, professional, alias, about';
const mostAccounts = 10_000;

const proxiesAt = `
       (select json_agg(json_build_object(
          'id', proxy.id, 'patient', proxy.patient, 'origin', proxy.origin,
          'valid_from', proxy.valid_from, 'valid_to', proxy.valid_to,
          'parts', proxy.parts, 'acts', proxy.acts, 'born', proxy.born
        ) order by proxy.patient, proxy.valid_from)
        from identity_proxy proxy
        where proxy.account = identity_account.id and proxy.origin <> 'trusted'
          and (proxy.valid_to is null or proxy.valid_to > $2)) as proxies`;

/** Account, proxies and revocation in one round trip. Ages are those of `country`. */
export async function findKnownAccount(
  db: Database,
  id: string,
  tokenId: string,
  now: Date,
  country: string,
): Promise<KnownAccount | undefined> {
  const [row] = await db.query<AccountRow & { proxies: readonly ProxyJson[] | null; revoked: boolean }>(
    `select ${columns}, ${proxiesAt},
       exists (select from identity_once where identity_once.id = $3) as revoked
     from identity_account where id = $1`,
    [id, now, revocationKey(tokenId)],
  );
  if (row === undefined) return undefined;
  return { account: accountOf(row), proxies: proxiesOf(row.proxies, country), revoked: row.revoked };
}

/** The accounts of citizens among these, with their proxies, past ones left out, in one round trip. */
export async function findCitizens(
  db: Database,
  ids: readonly string[],
  now: Date,
  country: string,
): Promise<readonly Pick<KnownAccount, 'account' | 'proxies'>[]> {
  if (ids.length === 0) return [];
  const rows = await db.query<AccountRow & { proxies: readonly ProxyJson[] | null }>(
    `select ${columns}, ${proxiesAt} from identity_account where id = any ($1::text[]) and role = 'citizen'`,
    [ids, now],
  );
  return rows.map((row) => ({ account: accountOf(row), proxies: proxiesOf(row.proxies, country) }));
}

function proxiesOf(kept: readonly ProxyJson[] | null, country: string): readonly ProxyGrant[] {
  return (kept ?? []).flatMap((proxy) => underAgeRules(keptGrant(proxy), country));
}

export async function findAccount(db: Queryable, id: string): Promise<Account | undefined> {
  const [row] = await db.query<AccountRow>(`select ${columns} from identity_account where id = $1`, [id]);
  return row === undefined ? undefined : accountOf(row);
}

export async function findAccountByAlias(db: Database, alias: string): Promise<Account | undefined> {
  const [row] = await db.query<AccountRow>(`select ${columns} from identity_account where alias = $1`, [alias]);
  return row === undefined ? undefined : accountOf(row);
}

export async function listAccounts(db: Database): Promise<readonly Account[]> {
  const rows = await db.query<AccountRow>(
    `select ${columns} from identity_account order by name, id limit ${mostAccounts}`,
    [],
  );
  return rows.map(accountOf);
}

/** Each way has its index. */
export async function findAccounts(db: Database, whose: AccountsWanted): Promise<readonly Account[]> {
  const [column, values] =
    'ids' in whose
      ? ['id', whose.ids]
      : 'patients' in whose
        ? ['patient', whose.patients]
        : ['practitioner', whose.practitioners];
  if (values.length === 0) return [];
  const rows = await db.query<AccountRow>(
    `select ${columns} from identity_account where ${column} = any ($1::text[]) order by id`,
    [values],
  );
  return rows.map(accountOf);
}

/**
 * Replaces the account of this id. What apps were given in a role ends where the role is another one now; tokens of the pages
 * name theirs. Where proxies are given, they replace those that came with the account before; what
 * somebody ended stays ended, and what was given by a code or registered stays as it is.
 */
export async function putAccount(
  db: Database,
  account: Account,
  now: Date,
  proxies?: readonly KeptGrant[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const former = await findAccount(tx, account.id);
    await writeAccount(tx, account);
    if (former !== undefined && !isInRole(former, roleClaims(account))) {
      await endConnectionsOfAccount(tx, account.id, { at: now, by: account.id });
    }
    if (proxies === undefined) return;
    await tx.query('delete from identity_proxy where account = $1 and made_by is null and ended_at is null', [
      account.id,
    ]);
    for (const proxy of proxies) {
      await tx.query(
        `insert into identity_proxy (account, patient, origin, valid_from, valid_to, parts, acts, born)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (account, patient, origin, valid_from) do nothing`,
        [
          account.id,
          proxy.patient,
          proxy.origin,
          proxy.from,
          proxy.to ?? null,
          proxy.parts ?? null,
          proxy.acts ?? null,
          proxy.born ?? null,
        ],
      );
    }
  });
}

/** The same inside somebody's transaction; proxies stay. */
export async function writeAccount(on: Queryable, account: Account): Promise<void> {
  await on.query(
    `insert into identity_account (${columns}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (id) do update set name = excluded.name, role = excluded.role, language = excluded.language,
       patient = excluded.patient, practitioner = excluded.practitioner, organization = excluded.organization,
       professional = excluded.professional, alias = excluded.alias, about = excluded.about`,
    [
      account.id,
      account.name,
      account.role,
      account.language,
      account.patient ?? null,
      account.practitioner ?? null,
      account.organization ?? null,
      account.professional === undefined ? null : JSON.stringify(account.professional),
      account.alias ?? null,
      account.about === undefined ? null : JSON.stringify(account.about),
    ],
  );
}

/**
 * Accounts of a person whose Patient was merged into another reach the one that is in force, and where the merge is undone
 * they are back: told of every Patient that changes, with the id of what replaces it, in the transaction that changes it.
 */
export async function followMerge(tx: Transaction, patient: string, replacedBy: string | undefined): Promise<void> {
  if (replacedBy !== undefined) {
    await tx.query(
      `update identity_account set patient = $2, former_patients = array_append(coalesce(former_patients, '{}'), $1)
       where patient = $1 and role = 'citizen'`,
      [patient, replacedBy],
    );
    return;
  }
  await tx.query(
    `update identity_account
     set patient = $1, former_patients = nullif(former_patients[1:array_position(former_patients, $1) - 1], '{}')
     where former_patients @> array[$1::text]`,
    [patient],
  );
}

/** The key under which a revoked token stands among the ids that are used up. */
export function revocationKey(tokenId: string): Uint8Array {
  return createHash('sha256').update(`revoked ${tokenId}`).digest();
}

function accountOf(row: AccountRow): Account {
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    language: row.language,
    ...(row.patient === null ? {} : { patient: row.patient }),
    ...(row.practitioner === null ? {} : { practitioner: row.practitioner }),
    ...(row.organization === null ? {} : { organization: row.organization }),
    ...(row.professional === null ? {} : { professional: row.professional }),
    ...(row.alias === null ? {} : { alias: row.alias }),
    ...(row.about === null ? {} : { about: row.about }),
  };
}

function keptGrant(row: ProxyJson): KeptGrant {
  return {
    id: row.id,
    patient: row.patient,
    origin: row.origin,
    from: new Date(row.valid_from),
    ...(row.valid_to === null ? {} : { to: new Date(row.valid_to) }),
    ...(row.parts ? { parts: row.parts } : {}),
    ...(row.acts ? { acts: row.acts } : {}),
    ...(row.born === null ? {} : { born: row.born }),
  };
}
