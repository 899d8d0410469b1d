import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { type Bearer, createCapabilities } from './capability.ts';

const clock = fixedClock('2026-11-22T06:00:00Z');
const sealKey = randomBytes(32);
const capabilities = createCapabilities({ sealKey, clock });
const bearer: Bearer = {
  country: 'PT',
  subject: 'PT:1',
  purpose: 'TREAT',
  person: { system: 'urn:oid:1.2', value: '123' },
};

describe('a capability', () => {
  it('opens for its bearer and kind, and says nothing of the id, its length included', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/), (id) => {
        const sealed = capabilities.seal('patient', id, bearer);
        expect(capabilities.open('patient', sealed, bearer)).toBe(id);
        expect(sealed).toMatch(/^[\w-]{130}$/);
      }),
      { numRuns: 50 },
    );
    expect(capabilities.seal('patient', 'a', bearer)).not.toBe(capabilities.seal('patient', 'a', bearer));
  });

  it('opens for nobody else', () => {
    const sealed = capabilities.seal('patient', 'fr-1', bearer);
    const others: Bearer[] = [
      { ...bearer, country: 'ES' },
      { ...bearer, subject: 'PT:2' },
      { ...bearer, purpose: 'ETREAT' },
      { ...bearer, person: { ...bearer.person, value: '124' } },
      { ...bearer, person: { ...bearer.person, system: 'urn:oid:1.3' } },
    ];
    for (const other of others) expect(capabilities.open('patient', sealed, other)).toBeUndefined();
    expect(capabilities.open('document', sealed, bearer)).toBeUndefined();
    const elsewhere = createCapabilities({ sealKey: randomBytes(32), clock });
    expect(elsewhere.open('patient', sealed, bearer)).toBeUndefined();
  });

  it('does not survive a changed bit, nor two minutes', () => {
    const sealed = capabilities.seal('patient', 'fr-1', bearer);
    for (let at = 0; at < sealed.length - 1; at += 7) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
      expect(capabilities.open('patient', changed, bearer)).toBeUndefined();
    }
    expect(capabilities.open('patient', sealed.slice(1), bearer)).toBeUndefined();
    const later = createCapabilities({ sealKey, clock: fixedClock('2026-11-22T06:02:01Z') });
    expect(later.open('patient', sealed, bearer)).toBeUndefined();
  });
});
