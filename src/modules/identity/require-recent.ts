import { type Clock, faultOf, type Outcome, ok, systemClock } from '#kernel';
import type { Caller } from './contract.ts';

/** What a client is told that must sign its person in anew (RFC 9470, 3). */
export function stepUpChallenge(maxAge: number): string {
  return `Bearer realm="carnet", error="insufficient_user_authentication", max_age="${maxAge}"`;
}

/**
 * For acts that somebody at an unlocked computer must not do: the caller proved who she is within the last `seconds`. The
 * fault `sign-in.step-up` (401) carries them as `maxAge`, from which answers make the challenge of RFC 9470; the pages sign
 * the person in anew and bring her back. A caller of whom it is not known when she signed in is asked too.
 */
export function requireRecent(
  caller: Pick<Caller, 'authenticatedAt'>,
  seconds: number,
  clock: Clock = systemClock,
): Outcome<void> {
  const { authenticatedAt } = caller;
  if (authenticatedAt !== undefined && clock.now().getTime() - authenticatedAt.getTime() <= seconds * 1000) {
    return ok(undefined);
  }
  return { ok: false, fault: { ...faultOf('sign-in.step-up', 'Sign in again to do this.'), maxAge: seconds } };
}
