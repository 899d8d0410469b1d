import { isIP } from 'node:net';
import type { AuditEntry } from '#audit';
import type { RateName } from '#identity';
import { newTraceId } from '#kernel';

const actions: Readonly<Record<RateName | 'attempt', AuditEntry['action']>> = {
  'sign-in': 'sign-in',
  token: 'sign-in',
  attempt: 'sign-in',
  'person-search': 'search',
  'cross-border': 'request-abroad',
};

/**
 * The log entry that tells that an account, or an address, asked too often and is refused for a while. What is tried is
 * counted with the address that it comes from, which stands last; a passkey or an invitation is no account.
 */
export function rateRefusalEntry(
  what: RateName | 'attempt',
  who: string,
  about: { readonly at: Date; readonly country: string },
): AuditEntry {
  const words = who.split(' ');
  const last = words.at(-1) ?? '';
  const address = isIP(last.replace(/\/64$/, '')) === 0 ? undefined : last;
  const [account = '', ...others] = address === undefined ? words : words.slice(0, -1);
  return {
    at: about.at,
    traceId: newTraceId(),
    action: actions[what],
    outcome: 'denied',
    interaction: `too often: ${what}`,
    agent: {
      subject: account === '' || others.length > 0 ? 'unknown' : account,
      name: '',
      role: 'unknown',
      country: about.country,
      client: 'unknown',
      ...(address === undefined ? {} : { address }),
    },
    purpose: 'HOPERAT',
    rule: 'rates',
    objects: [],
  };
}
