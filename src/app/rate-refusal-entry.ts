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

/** The log entry that tells that an account, or an address, asked too often and is refused for a while. */
export function rateRefusalEntry(
  what: RateName | 'attempt',
  who: string,
  about: { readonly at: Date; readonly country: string },
): AuditEntry {
  // An attempt is counted for a pair of account and address.
  const [first = '', second] = who.split(' ');
  const address = [first, second].find((part) => part !== undefined && isIP(part.replace(/\/64$/, '')) !== 0);
  const account = [first, second].find((part) => part !== undefined && part !== '' && part !== address);
  return {
    at: about.at,
    traceId: newTraceId(),
    action: actions[what],
    outcome: 'denied',
    interaction: `too often: ${what}`,
    agent: {
      subject: account ?? 'unknown',
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
