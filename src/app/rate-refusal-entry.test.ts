import { describe, expect, it } from 'vitest';
import { rateRefusalEntry } from './rate-refusal-entry.ts';

const about = { at: new Date('2026-11-20T10:00:00Z'), country: 'FR' };

describe('the entry of a refusal for asking too often', () => {
  it.each([
    ['person-search', 'fr-sophie', 'search', 'fr-sophie', undefined],
    ['cross-border', 'fr-sophie', 'request-abroad', 'fr-sophie', undefined],
    ['sign-in', '192.0.2.7', 'sign-in', 'unknown', '192.0.2.7'],
    ['token', '2001:db8:0:1::/64', 'sign-in', 'unknown', '2001:db8:0:1::/64'],
    ['attempt', 'fr-claire 192.0.2.7', 'sign-in', 'fr-claire', '192.0.2.7'],
    ['attempt', 'passkey AbC-1 192.0.2.7', 'sign-in', 'unknown', '192.0.2.7'],
    ['attempt', 'invitation AbC-1 2001:db8:0:1::/64', 'sign-in', 'unknown', '2001:db8:0:1::/64'],
    ['attempt', '198.51.100.9 192.0.2.7', 'sign-in', '198.51.100.9', '192.0.2.7'],
  ] as const)('%s names whom it counted', (what, who, action, subject, address) => {
    const entry = rateRefusalEntry(what, who, about);
    expect(entry).toMatchObject({ action, outcome: 'denied', rule: 'rates', agent: { subject } });
    expect(entry.agent.address).toBe(address);
  });
});
