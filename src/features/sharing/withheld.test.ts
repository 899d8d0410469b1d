import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAccess, type PolicyName } from '#access';
import type { Database } from '#db';
import { sensitiveMarks } from '#ui';
import { receiptsOf } from './pages/history-changes.ts';
import { turned, withheldSubjects } from './pages/withheld.ts';
import { parseWish } from './parse-wish.ts';

const policyOf = (policy: PolicyName) =>
  createAccess({ db: {} as Database, clock: { now: () => new Date(0) }, country: 'SE', policy }).policy();
const fromWhom = (policy: PolicyName, shared?: readonly string[]) =>
  withheldSubjects(policyOf(policy), shared, sensitiveMarks).map(({ mark, from }) => [mark, ...from]);

describe('what a policy withholds, as the page offers it', () => {
  it('is what it withholds from professionals, subject by subject, in the order of the page', () => {
    expect(fromWhom('standard')).toEqual([
      ['SDV', 'pharmacist', 'abroad'],
      ['GDIS', 'abroad'],
      ['R', 'abroad'],
      ['V', 'everyone'],
    ]);
    expect(fromWhom('portugal')).toContainEqual(['GDIS', 'everyone']);
    expect(fromWhom('strict')).toHaveLength(sensitiveMarks.length);
  });

  it('is never what is kept from the person herself', () => {
    expect(fromWhom('france').map(([mark]) => mark)).toEqual(['SDV', 'GDIS', 'R', 'V', 'MASQUE_PS']);
  });

  it('names what she shares, though no rule withholds it any more', () => {
    expect(withheldSubjects(policyOf('standard'), ['V', 'HIV'], sensitiveMarks)).toEqual([
      { mark: 'HIV', from: [], law: '', shared: true },
      expect.objectContaining({ mark: 'SDV', shared: false }),
      expect.objectContaining({ mark: 'GDIS', shared: false }),
      expect.objectContaining({ mark: 'R', shared: false }),
      expect.objectContaining({ mark: 'V', shared: true, from: ['everyone'] }),
    ]);
  });

  it.each(readdirSync(new URL('../../modules/access/policies', import.meta.url)))('can be shared: %s', (file) => {
    const subjects = withheldSubjects(policyOf(file.replace('.policy', '') as PolicyName));
    expect(subjects.length).toBeGreaterThan(0);
    const shared = subjects.map(({ mark }) => mark);
    expect(parseWish('claire', { crossBorder: true, restrictions: [], shared })).toMatchObject({ ok: true });
  });

  it('is turned round one by one', () => {
    expect(turned(undefined, 'V')).toEqual(['V']);
    expect(turned(['SDV', 'V'], 'SDV')).toEqual(['V']);
  });
});

describe('the receipts of choices', () => {
  const part = { category: 'plan', audience: 'everyone' } as const;
  const entry = { entry: 'Condition/c1', audience: { practitioner: 'p1' } } as const;
  const version = (number: number, choices: object) => ({
    version: number,
    from: `2026-11-0${number}T08:00:00.000Z`,
    bySelf: true,
    crossBorder: true,
    restrictions: [],
    ...choices,
  });

  it('say what each changed: the first against what held before any', () => {
    const receipts = receiptsOf(
      [
        version(4, { restrictions: [{ audience: entry.audience, entry: entry.entry }], crossBorder: true }),
        version(3, { restrictions: [part, entry], crossBorder: false }),
        version(2, { restrictions: [part], shared: ['SDV'] }),
        version(1, { shared: ['V'] }),
      ],
      { abroadUnasked: true },
    );
    expect(receipts.map(({ changes }) => changes)).toEqual([
      [{ kind: 'opened' }, { kind: 'back', restriction: part }],
      [{ kind: 'closed' }, { kind: 'hidden', restriction: entry }, { kind: 'withheld', mark: 'SDV' }],
      [
        { kind: 'hidden', restriction: part },
        { kind: 'shared', mark: 'SDV' },
        { kind: 'withheld', mark: 'V' },
      ],
      [{ kind: 'shared', mark: 'V' }],
    ]);
    expect(receipts[0]).toEqual(
      expect.objectContaining({ version: 4, bySelf: true, from: '2026-11-04T08:00:00.000Z' }),
    );
  });

  it('say that the first one opened the record abroad where that waited for her word', () => {
    const [first] = receiptsOf([version(1, {})], { abroadUnasked: false });
    expect(first?.changes).toEqual([{ kind: 'opened' }]);
  });

  it('say of the oldest one nothing where what was before it is not listed', () => {
    const [last, oldest] = receiptsOf([version(9, {}), version(8, { shared: ['V'] })], { abroadUnasked: true });
    expect(last?.changes).toEqual([{ kind: 'withheld', mark: 'V' }]);
    expect(oldest).not.toHaveProperty('changes');
  });
});
