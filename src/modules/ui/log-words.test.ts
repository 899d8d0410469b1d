import { describe, expect, it } from 'vitest';
import { actionKey, purposeKey, roleKey } from './log-words.ts';

describe('the words for an entry of the log', () => {
  it('say what was done', () => {
    expect(actionKey({ action: 'read', interaction: '$summary' })).toBe('access.action.summary');
    expect(actionKey({ action: 'search', interaction: 'ITI-78' })).toBe('access.action.discover');
    expect(actionKey({ action: 'disclose', interaction: '$summary' })).toBe('access.action.disclose');
    expect(actionKey({ action: 'update', interaction: 'transaction' })).toBe('access.action.update');
  });

  it('say why and in what role, and let unknown words stand', () => {
    expect(purposeKey('ETREAT')).toBe('access.purpose.ETREAT');
    expect(purposeKey('XYZ')).toBe('access.purpose.other');
    expect(roleKey('2262')).toBe('profession.2262');
    expect(roleKey('9999')).toBe('profession.other');
    expect(roleKey('Podologue')).toBeUndefined();
  });
});
