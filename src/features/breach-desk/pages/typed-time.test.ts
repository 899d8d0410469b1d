import { describe, expect, it } from 'vitest';
import { typedOf, writtenTime } from './typed-time.ts';

describe('a time that somebody types', () => {
  it('is an instant of her own time zone', () => {
    expect(writtenTime('2026-11-20 08:30')).toBe(new Date(2026, 10, 20, 8, 30).toISOString());
    expect(writtenTime(' 2026-11-20 ')).toBe(new Date(2026, 10, 20).toISOString());
    for (const wrong of [
      '',
      'yesterday',
      '2026-02-30',
      '2026-13-01',
      '2026-11-20 25:00',
      '2026-11-20 08:61',
      '20.11.2026',
    ]) {
      expect([wrong, writtenTime(wrong)]).toEqual([wrong, undefined]);
    }
  });

  it('is shown as it is typed', () => {
    const instant = new Date(2026, 10, 20, 8, 30).toISOString();
    expect(typedOf(instant)).toBe('2026-11-20 08:30');
    expect(typedOf('2026-11')).toBe('2026-11');
  });
});
