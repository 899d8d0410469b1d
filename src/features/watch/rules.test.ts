import { describe, expect, it } from 'vitest';
import { openWatch } from './open-watch.ts';
import type { WatchedEntry } from './rules/rule.ts';
import { thresholds } from './thresholds.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const roleOf = { role: 'physician', name: 'Sophie Bernard', country: 'FR', client: 'carnet-web' };

/** A doctor reads somebody by day, as she always does. */
function entry(minute: number, fields: Partial<WatchedEntry> = {}, subject = 'doctor'): WatchedEntry {
  return {
    id: String(minute),
    at: new Date(start + minute * 60_000),
    traceId: 'a'.repeat(32),
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    patient: 'p-1',
    agent: { ...roleOf, subject },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
    hour: 11,
    habit: { days: 30, atThisHour: 30 },
    ...fields,
  };
}

const agent = (subject: string, role: string) => ({ ...roleOf, subject, role });
/** By which rules the entries are seen, in order. */
function seen(entries: readonly WatchedEntry[]) {
  const watch = openWatch(thresholds);
  return entries.flatMap((one) => watch(one));
}
const names = (entries: readonly WatchedEntry[]) => [...new Set(seen(entries).map(({ rule }) => rule))];
const many = (count: number, make: (n: number) => WatchedEntry) => Array.from({ length: count }, (_, n) => make(n));

it('what is usual is not told of', () => {
  expect(names(many(200, (n) => entry(n, { patient: `p-${n % 20}` })))).toEqual([]);
  expect(
    names(many(200, (n) => entry(n / 10, { patient: `p-${n}`, agent: agent('i', 'backend'), rule: 'backend-system' }))),
  ).toEqual([]);
  expect(
    names(many(50, (n) => entry(n, { agent: agent('c', 'citizen'), rule: 'ehds-3-own-record', hour: 3 }))),
  ).toEqual([]);
  const byLink = {
    action: 'disclose',
    agent: agent('health-link:x', 'health-link'),
    rule: 'ehds-7-health-link',
  } as const;
  expect(names(many(5, (n) => entry(n, byLink)))).toEqual([]);
});

describe('many records', () => {
  it('of one account within an hour', () => {
    const sightings = seen(many(60, (n) => entry(n / 2, { patient: `p-${n}` })));
    expect(sightings).toMatchObject([{ rule: 'many-records', key: 'doctor 2026-11-20', count: 60, readers: 1 }]);
    expect(sightings[0]?.persons).toHaveLength(60);
  });

  it('not over a day, nor of many accounts', () => {
    expect(names(many(100, (n) => entry(n * 5, { patient: `p-${n}` })))).toEqual([]);
    expect(names(many(100, (n) => entry(n / 4, { patient: `p-${n}` }, `d-${n % 2}`)))).toEqual([]);
  });
});

describe('relatives', () => {
  it('by address, or by name', () => {
    for (const kin of ['address', 'name'] as const) {
      expect(seen([entry(0, { facts: { kin, isWellKnown: false } })])).toMatchObject([
        { rule: 'relatives', persons: ['p-1'], account: { subject: 'doctor' } },
      ]);
    }
    const numbers = { ...thresholds, relatives: { sameName: 0 } };
    expect(openWatch(numbers)(entry(0, { facts: { kin: 'name', isWellKnown: false } }))).toEqual([]);
  });
});

describe('somebody well known', () => {
  it('by the label of the record, each reader', () => {
    const facts = { isWellKnown: true };
    expect(seen([entry(0, { facts }), entry(1, { facts }, 'other')]).map(({ account }) => account?.subject)).toEqual([
      'doctor',
      'other',
    ]);
  });

  it('by many readers within a day', () => {
    const found = seen(many(15, (n) => entry(n, {}, `d-${n}`)));
    expect(found).toMatchObject([{ rule: 'well-known', key: 'p-1 2026-11-20', readers: 15, count: 15 }]);
    expect(found[0]?.account).toBeUndefined();
    expect(names(many(40, (n) => entry(n, {}, `d-${n % 14}`)))).toEqual([]);
  });
});

describe('at night', () => {
  const unusual = { hour: 3, habit: { days: 20, atThisHour: 0 } };
  it('by who works by day', () => {
    expect(names(many(5, (n) => entry(n, unusual)))).toEqual(['at-night']);
    expect(names(many(5, (n) => entry(n, { ...unusual, hour: 23 })))).toEqual(['at-night']);
  });
  it('not by who works nights, is new, or looks up little', () => {
    expect(names(many(9, (n) => entry(n, { hour: 3, habit: { days: 20, atThisHour: 8 } })))).toEqual([]);
    expect(names(many(9, (n) => entry(n, { hour: 3, habit: { days: 2, atThisHour: 0 } })))).toEqual([]);
    expect(names(many(4, (n) => entry(n, unusual)))).toEqual([]);
    expect(names(many(9, (n) => entry(n, { ...unusual, hour: 6 })))).toEqual([]);
  });
});

describe('without a treatment relation', () => {
  it('by another rule than that of a relation', () => {
    expect(names([entry(0, { rule: 'some-other-rule' })])).toEqual(['without-relation']);
    expect(names([entry(0, { rule: 'emergency-access' }), entry(1, { rule: 'ehds-11-care-team' })])).toEqual([]);
  });
  it('by many that one has declared oneself', () => {
    const declared = (n: number) =>
      entry(n, { interaction: 'declare-relation', action: 'change-rights', patient: `p-${n}` });
    expect(names(many(9, declared))).toEqual([]);
    expect(seen(many(10, declared))).toMatchObject([{ rule: 'without-relation', count: 10 }]);
  });
});

it('many emergencies of one account', () => {
  const emergency = (n: number, subject = 'doctor') =>
    entry(n * 60, { interaction: 'emergency-access', action: 'change-rights', patient: `p-${n}` }, subject);
  expect(names([emergency(0), emergency(1), emergency(2, 'other'), emergency(30)])).toEqual([]);
  expect(seen([emergency(0), emergency(1), emergency(2)])).toMatchObject([{ rule: 'many-emergencies', count: 3 }]);
});

describe('denials in a row', () => {
  const denied = (n: number, fields: Partial<WatchedEntry> = {}) => entry(n, { outcome: 'denied', ...fields });
  it('of one account, or of one address where nobody is signed in', () => {
    expect(seen(many(10, (n) => denied(n)))).toMatchObject([{ rule: 'denials-in-a-row', count: 10, persons: ['p-1'] }]);
    const { patient: _, ...stranger } = denied(0, {
      action: 'sign-in',
      agent: { ...agent('unknown', 'unknown'), address: '192.0.2.1' },
    });
    expect(seen(many(10, () => stranger))).toMatchObject([{ key: 'address 192.0.2.1 2026-11-20', persons: [] }]);
  });
  it('not where it may do something in between, nor over days', () => {
    expect(names(many(30, (n) => (n % 9 === 8 ? entry(n) : denied(n))))).toEqual([]);
    expect(names(many(30, (n) => denied(n * 10)))).toEqual([]);
  });
});
