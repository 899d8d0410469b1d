import type { Account } from '../contract.ts';

/** What a token says of the role that it was given for. */
export interface RoleClaims {
  readonly organization?: string;
  readonly practitioner?: string;
  /** Unit group of ISCO-08. */
  readonly professional_role?: string;
}

/** Of a professional; nobody else has a role to change. */
export function roleClaims(account: Account | undefined): RoleClaims {
  if (account?.role !== 'professional') return {};
  const { organization, practitioner, professional } = account;
  return {
    ...(organization === undefined ? {} : { organization }),
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(professional === undefined ? {} : { professional_role: professional.hp_professional_role }),
  };
}

/** The claims of a payload that are a role; undefined where it names none. */
export function roleIn(payload: Readonly<Record<string, unknown>> | undefined): RoleClaims | undefined {
  const named = (['organization', 'practitioner', 'professional_role'] as const).flatMap((name) => {
    const value = payload?.[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/**
 * Is the account still in the role that a token was given for? What somebody was given in one role is no use in another. A
 * token that names none is of an account that had none.
 */
export function isInRole(account: Account, role: RoleClaims | undefined): boolean {
  const now = roleClaims(account);
  return (
    now.organization === role?.organization &&
    now.practitioner === role?.practitioner &&
    now.professional_role === role?.professional_role
  );
}
