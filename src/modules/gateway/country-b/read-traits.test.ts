import { describe, expect, it } from 'vitest';
import type { TraitQuestion } from '../contract.ts';
import { readTraits } from './read-traits.ts';

const today = new Date('2026-11-22T06:00:00Z');
const ins = 'urn:oid:1.2.250.1.213.1.4.11';
const questions = (identifier: Partial<TraitQuestion>): readonly TraitQuestion[] => [
  { name: 'identifier', system: ins, label: 'trait.ins', ...identifier },
  { name: 'birthDate', label: 'trait.birth-date' },
];
const pattern = '^[12][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}$';

describe('traits', () => {
  it('are read as people write them', () => {
    const read = readTraits(
      questions({ pattern }),
      { identifier: ' 2 84 03 75 123 456 40 ', birthDate: '1984-03-12' },
      today,
    );
    expect(read).toEqual({
      ok: true,
      value: { identifier: { system: ins, value: '284037512345640' }, birthDate: '1984-03-12' },
    });
  });

  it('keep the separators that the other country’s form has', () => {
    const read = readTraits(
      questions({ system: 'urn:oid:2.16.246', pattern: '^\\d{6}-\\d{3}[A-Z]$' }),
      { identifier: '120384-123a', birthDate: '1984-03-12' },
      today,
    );
    expect(read.ok && read.value.identifier.value).toBe('120384-123A');
  });

  it('name the one that is wrong, never its value', () => {
    const read = readTraits(questions({ pattern }), { identifier: '284037512345641', birthDate: '1984-03-12' }, today);
    expect(read).toMatchObject({
      ok: false,
      fault: { code: 'gateway.traits', issues: [{ path: 'traits.identifier' }] },
    });
    expect(JSON.stringify(read)).not.toContain('284037512345641');
    const inherited = Object.create({ identifier: '284037512345640', birthDate: '1984-03-12' });
    expect(readTraits(questions({ pattern }), inherited, today).ok).toBe(false);
    expect(readTraits([], {}, today)).toMatchObject({ ok: false, fault: { code: 'gateway.traits' } });
  });
});
