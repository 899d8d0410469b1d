import type { AuditEntry } from '#audit';
import type { Account, Caller, Role } from './contract.ts';
import type { IdentityOptions } from './options.ts';

/** Whoever signs in, or changes by what she can. */
export type SignInPerson = Pick<Account, 'id' | 'name' | 'professional' | 'organization'> & { readonly role: Role };

/** A caller who changes by what she signs in, and the request that she does it with. */
export function personOf(caller: Caller): SignInPerson {
  const { subject: id, name, role, professional, organization } = caller;
  return {
    id,
    name,
    role,
    ...(professional === undefined ? {} : { professional }),
    ...(organization === undefined ? {} : { organization }),
  };
}

/** The request that something of signing in came with. */
export interface SignInEvent {
  readonly client: string;
  readonly traceId: string;
  readonly address?: string | undefined;
}

/**
 * The log entry of a sign-in or sign-out, or of what somebody can sign in with; it concerns nobody's record, so it names no
 * person's.
 */
export function signInEntry(
  options: Pick<IdentityOptions, 'clock' | 'country'>,
  account: SignInPerson | undefined,
  event: SignInEvent & {
    readonly action: 'sign-in' | 'sign-out' | 'change-rights';
    readonly interaction: string;
    readonly outcome?: AuditEntry['outcome'];
    /** The means of sign-in, or why it was refused; the interaction where it is left out. */
    readonly rule?: string;
  },
): AuditEntry {
  const organization = account?.professional?.healthcare_provider_name ?? account?.organization;
  return {
    at: options.clock.now(),
    traceId: event.traceId,
    action: event.action,
    outcome: event.outcome ?? 'success',
    interaction: event.interaction,
    agent: {
      subject: account?.id ?? 'unknown',
      name: account?.name ?? '',
      role: account?.professional?.hp_professional_role ?? account?.role ?? 'unknown',
      ...(organization === undefined ? {} : { organization }),
      country: options.country,
      client: event.client,
      ...(event.address === undefined ? {} : { address: event.address }),
    },
    purpose: purposeOf(account?.role),
    rule: event.rule ?? event.interaction,
    objects: [],
  };
}

function purposeOf(role: Role | undefined): string {
  if (role === 'professional') return 'TREAT';
  if (role === 'administrator') return 'SYSADMIN';
  return role === 'backend' ? 'HOPERAT' : 'PATRQT';
}
