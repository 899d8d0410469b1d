import { ok } from '#kernel';
import { findAccount, writeAccount } from '../accounts.ts';
import type { SignInDirectory } from '../brokers/contract.ts';
import { linkIdOf, otherPerson } from '../brokers/keep-link.ts';
import { professionalAccount, soleAccount, soleId } from '../brokers/link-account.ts';
import type { Account } from '../contract.ts';
import type { SignInOptions } from '../create-identity.ts';
import type { Seals } from '../sealed-cookies.ts';
import type { RoleSource, WorkRole, WorkRoles } from './contract.ts';
import { directoryRoles, isAt, standsInDirectory } from './directory-roles.ts';

/** Milliseconds for which a session of the provider lasts, and with it what an upstream gave at its beginning. */
const offersLast = 8 * 3_600_000;

/** Nobody is known where `src/app` hands in nothing. */
export const nobody: SignInDirectory = { find: async () => ok([]) };

export function createRoles(
  options: Pick<SignInOptions, 'db' | 'clock' | 'directory' | 'identity'>,
  seals: Seals,
): WorkRoles {
  const { db, clock, directory = nobody } = options;
  const linking = { db, clock, directory, putAccount: (account: Account) => options.identity.putAccount(account) };

  const besides: WorkRoles['besides'] = (account) => directoryRoles(directory, account, clock.now());

  const recall = async (account: string): Promise<readonly WorkRole[]> => {
    const [row] = await db.query<{ readonly offered: string }>(
      'select offered from identity_role_offer where account = $1 and expires > $2',
      [account, clock.now()],
    );
    const text = row === undefined ? undefined : await seals.open('roles', row.offered);
    return text === undefined ? [] : (JSON.parse(text) as readonly WorkRole[]);
  };

  return {
    besides,
    stands: (account) => standsInDirectory(directory, account, clock.now()),
    async ofUpstream(proven, { activities, language }) {
      const [first, ...others] = activities.map((activity) => ({
        key: linkIdOf({ ...proven, part: activity.part }),
        place: activity.professional.healthcare_provider_name,
        profession: activity.professional.hp_professional_role,
        as: { by: 'upstream', proven, activity, language } as const,
      }));
      if (first === undefined) throw new Error('A professional has at least one activity');
      const [one] = activities;
      const practitioner = await soleId(directory, 'Practitioner', one.practitioner);
      const { professional } = one;
      const name = `${professional.given_name} ${professional.family_name}`;
      const person = { id: '', name, role: 'professional', language, professional } as const;
      const known = practitioner === undefined ? [] : await besides({ ...person, practitioner });
      return [first, ...others, ...known.filter((role) => !activities.some((activity) => isAt(role, activity)))];
    },
    async accountOf({ as: source }) {
      if (source.by === 'upstream') {
        return professionalAccount(linking, source.proven, source.activity, source.language);
      }
      const account =
        source.by === 'account' ? await findAccount(db, source.account) : await accountAt(db, source.account);
      return account?.role === 'professional' ? ok(account) : otherPerson();
    },
    async remember(account, roles) {
      // What the directory gives it is asked for anew.
      const offered = roles.filter(({ as: source }) => source.by !== 'directory');
      const now = clock.now();
      if (offered.length === 0) {
        await db.query('delete from identity_role_offer where account = $1', [account.id]);
        return;
      }
      await db.query(
        `insert into identity_role_offer (account, offered, expires) values ($1, $2, $3)
         on conflict (account) do update set offered = excluded.offered, expires = excluded.expires`,
        [account.id, await seals.seal('roles', JSON.stringify(offered)), new Date(now.getTime() + offersLast)],
      );
    },
    async choices(account) {
      if (account.role !== 'professional') return [];
      const own = roleOf(account);
      const offered = (await recall(account.id)).filter(({ key }) => key !== own.key);
      const known = (await besides(account)).filter(
        (role) => !offered.some((each) => each.key === role.key || isSamePlace(role, each.as)),
      );
      return [own, ...offered, ...known];
    },
  };
}

/** The role that an account is. */
export function roleOf({ id, name, organization, professional }: Account): WorkRole {
  return {
    key: id,
    place: professional?.healthcare_provider_name ?? organization ?? name,
    ...(professional === undefined ? {} : { profession: professional.hp_professional_role }),
    as: { by: 'account', account: id, ...(organization === undefined ? {} : { organization }) },
  };
}

function isSamePlace(role: WorkRole, source: RoleSource): boolean {
  if (source.by === 'upstream') return isAt(role, source.activity);
  return source.by === 'account' && role.as.by === 'directory' && role.as.account.organization === source.organization;
}

/** The account of a role that the directory gives: the one that is bound to it, or one of its own, as the directory has it now. */
async function accountAt(db: SignInOptions['db'], made: Account): Promise<Account> {
  const { practitioner = '', organization = '', professional } = made;
  return db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`identity-role ${practitioner}`]);
    const bound = await soleAccount(
      tx,
      `role = 'professional' and practitioner = $1 and organization = $2
       and professional ->> 'hp_identifier' is not distinct from $3
       and professional ->> 'hp_professional_role' is not distinct from $4`,
      [practitioner, organization, professional?.hp_identifier ?? null, professional?.hp_professional_role ?? null],
    );
    if (bound !== undefined && bound.id !== made.id) return bound;
    await writeAccount(tx, made);
    return made;
  });
}
