import { describe, expect, it } from 'vitest';
import { fixedClock } from '#kernel';
import { acrOf, assuranceOf, weaker } from './assurance.ts';
import { requireRecent, stepUpChallenge } from './require-recent.ts';

describe('an act that needs a recent sign-in', () => {
  const clock = fixedClock('2026-11-22T10:00:00Z');

  it('is open to who proved herself within the seconds, and to nobody else', () => {
    const at = (time: string) => requireRecent({ authenticatedAt: new Date(time) }, 300, clock);
    expect(at('2026-11-22T09:55:00Z').ok).toBe(true);
    expect(at('2026-11-22T09:54:59Z')).toMatchObject({ ok: false, fault: { code: 'sign-in.step-up', maxAge: 300 } });
    expect(requireRecent({}, 300, clock)).toMatchObject({ ok: false, fault: { kind: 'unauthenticated' } });
  });

  it('is told by the challenge of RFC 9470', () => {
    expect(stepUpChallenge(300)).toBe('Bearer realm="carnet", error="insufficient_user_authentication", max_age="300"');
  });
});

describe('levels of assurance', () => {
  it('are read from the acr that each has, and from no other', () => {
    expect(assuranceOf(acrOf.substantial)).toBe('substantial');
    for (const other of ['substantial', '', undefined, 3]) expect(assuranceOf(other)).toBeUndefined();
  });

  it('are never raised by a means that was added under a weaker one', () => {
    expect([weaker('low', 'high'), weaker('substantial', 'low'), weaker('high', 'substantial')]).toEqual([
      'low',
      'low',
      'substantial',
    ]);
  });
});
