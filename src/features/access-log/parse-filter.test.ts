import { expect, it } from 'vitest';
import type { KeptEntry } from '#audit';
import { parseFilter } from './parse-filter.ts';

const entry = (name: string, organization: string, category: 'results' | 'pregnancy-results'): KeptEntry => ({
  id: '1',
  at: new Date('2026-11-22T10:00:00Z'),
  traceId: 't',
  action: 'read',
  outcome: 'success',
  interaction: 'read',
  agent: { subject: 's', name, role: '2211', organization, country: 'FR', client: 'c' },
  purpose: 'TREAT',
  rule: 'care-relation',
  objects: [{ type: 'Observation', id: 'x', category }],
});
const lefevre = entry('Zoé Lefèvre', 'Hôpital Nord', 'pregnancy-results');
const isMeant = (query: Readonly<Record<string, unknown>>) => {
  const filter = parseFilter(query);
  return filter.ok && filter.value.isMeant(lefevre);
};

it('finds people and organisations without accents and case, and parts in what belongs to several', () => {
  expect(['lefevre', 'HOPITAL', ''].map((who) => isMeant({ who }))).toEqual([true, true, true]);
  expect(isMeant({ who: 'Bernard' })).toBe(false);
  expect(['results', 'pregnancy', 'medicines'].map((part) => isMeant({ part }))).toEqual([true, true, false]);
});

it('reads days, the last one included', () => {
  const filter = parseFilter({ from: '2026-11-01', to: '2026-11-02' });
  expect(filter.ok && filter.value.between).toEqual({
    from: new Date('2026-11-01T00:00:00Z'),
    to: new Date('2026-11-03T00:00:00Z'),
  });
});

it.each([
  { who: 'x'.repeat(101) },
  { who: ['a', 'b'] },
  { from: 'yesterday' },
  { to: '2026-13-01' },
  { part: 'dreams' },
  { patient: 'another' },
])('refuses %o', (query) => {
  expect(parseFilter(query)).toMatchObject({ ok: false, fault: { code: 'request.bad' } });
});
