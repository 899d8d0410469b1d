import type { AuditEntry } from '#audit';
import type { Account } from './contract.ts';
import type { IdentityOptions } from './options.ts';

/** The log entry of a sign-in or sign-out; it concerns nobody's record, so it names no person's. */
export function signInEntry(
  options: Pick<IdentityOptions, 'clock' | 'country'>,
  account: Account | undefined,
  event: {
    readonly action: 'sign-in' | 'sign-out';
    readonly interaction: string;
    readonly client: string;
    readonly traceId: string;
    readonly address?: string | undefined;
    readonly outcome?: AuditEntry['outcome'];
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
    rule: event.interaction,
    objects: [],
  };
}

function purposeOf(role: Account['role'] | undefined): string {
  if (role === 'professional') return 'TREAT';
  if (role === 'administrator') return 'SYSADMIN';
  return role === 'backend' ? 'HOPERAT' : 'PATRQT';
}
