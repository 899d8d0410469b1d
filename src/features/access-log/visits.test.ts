import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '#audit';
import type { Visit } from './contract.ts';
import { appendPage, groupByDay, linesOf, mergePages } from './pages/visit-lines.ts';
import { visitOf } from './visit-of.ts';

const entry: AuditEntry & { readonly id: string } = {
  id: '1',
  at: new Date('2026-11-22T10:00:00Z'),
  traceId: 't1',
  action: 'disclose',
  outcome: 'success',
  interaction: 'ITI-68',
  patient: 'p',
  agent: {
    subject: 'pt:costa',
    name: 'Inês Costa',
    role: '2212',
    country: 'PT',
    client: 'gateway',
    address: '10.0.0.1',
  },
  purpose: 'TREAT',
  rule: 'cross-border',
  objects: [
    { type: 'Patient', id: 'p', category: 'identity' },
    { type: 'Condition', id: 'c1', category: 'problems' },
    { type: 'Condition', id: 'c2', category: 'problems' },
  ],
};

const visit = (id: string, minute: number, more: Partial<Visit> = {}): Visit => ({
  ...visitOf(entry, 'claire', 'FR'),
  id,
  at: new Date(Date.UTC(2026, 10, 22, 10, minute)).toISOString(),
  traceId: `t${id}`,
  ...more,
});
const own = { name: 'Claire', role: 'citizen', country: 'FR', own: true };

describe('a visit', () => {
  it('tells who, from where and which parts, and no identifier or address', () => {
    const told = visitOf(entry, 'claire', 'FR');
    expect(told).toMatchObject({ abroad: true, categories: ['problems'], agent: { own: false, country: 'PT' } });
    expect(JSON.stringify(told)).not.toMatch(/pt:costa|10\.0\.0\.1|"c1"/);
  });

  it('tells of what belongs to two parts as of both', () => {
    const caesarean = { type: 'Procedure', id: 'c3', category: 'pregnancy-procedures' } as const;
    const told = visitOf({ ...entry, objects: [...entry.objects, caesarean] }, 'claire', 'FR');
    expect(told.categories).toEqual(['problems', 'pregnancy', 'procedures']);
  });

  it('is at home where the agent acts in the country of the node, and own where the reader did it', () => {
    const told = visitOf({ ...entry, agent: { ...entry.agent, subject: 'claire', country: 'FR' } }, 'claire', 'FR');
    expect(told).toMatchObject({ abroad: false, agent: { own: true } });
  });
});

describe('the lines', () => {
  it('make one line of the steps of one foreign request, first step first', () => {
    const lines = linesOf([
      visit('3', 2, { traceId: 'x' }),
      visit('2', 1, { traceId: 'x', interaction: 'ITI-67', categories: ['allergies'] }),
      visit('1', 0, { traceId: 'x', interaction: 'ITI-78', categories: [] }),
    ]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      id: '3',
      acts: ['access.action.discover', 'access.action.disclose'],
      categories: ['problems', 'allergies'],
      times: 1,
    });
  });

  it('keep steps together when somebody else looked in between', () => {
    const lines = linesOf([
      visit('3', 2, { traceId: 'x' }),
      visit('2', 1, { agent: own }),
      visit('1', 0, { traceId: 'x' }),
    ]);
    expect(lines.map((line) => line.id)).toEqual(['3', '2']);
  });

  it('are two where one trace was kept for longer than one thing takes', () => {
    const lines = linesOf([
      visit('3', 50, { traceId: 'x', categories: ['allergies'] }),
      visit('2', 49, { traceId: 'x', categories: ['allergies'] }),
      visit('1', 0, { traceId: 'x' }),
    ]);
    expect(lines.map((line) => line.id)).toEqual(['3', '1']);
  });

  it('count the same thing in a row, and begin anew after another', () => {
    const look = { agent: own, action: 'read', interaction: 'access-log', categories: [] } as const;
    const lines = linesOf([visit('5', 5, look), visit('4', 4, look), visit('3', 3), visit('2', 2, look)]);
    expect(lines.map((line) => [line.id, line.times])).toEqual([
      ['5', 2],
      ['3', 1],
      ['2', 1],
    ]);
  });

  it('never mix a refusal with an answer', () => {
    expect(linesOf([visit('2', 1, { traceId: 'x', outcome: 'denied' }), visit('1', 0, { traceId: 'x' })])).toHaveLength(
      2,
    );
  });

  it('stand by day', () => {
    const days = groupByDay(linesOf([visit('2', 0), visit('1', 0, { at: '2026-11-20T10:00:00Z' })]));
    expect(days.map(({ lines }) => lines.map(({ id }) => id))).toEqual([['2'], ['1']]);
  });
});

describe('pages', () => {
  it('are put together without doubles, newest first, and lead on from the oldest', () => {
    const former = { visits: [visit('2', 2), visit('1', 1)], next: 'older' };
    const merged = mergePages(former, { visits: [visit('3', 3), visit('2', 2)], next: 'not this' });
    expect(merged.visits.map(({ id }) => id)).toEqual(['3', '2', '1']);
    expect(merged.next).toBe('older');
    const whole = appendPage(merged, { visits: [visit('0', 0)] });
    expect(whole.visits.map(({ id }) => id)).toEqual(['3', '2', '1', '0']);
    expect(whole).not.toHaveProperty('next');
  });
});
