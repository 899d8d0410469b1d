import type { AuthenticationRequest, Identity } from '#identity';
import { faultOf, type Outcome } from '#kernel';

interface Bucket {
  left: number;
  at: number;
}

const minute = 60_000;
/** Accounts that are counted; beyond it those that have not asked for a while are forgotten. */
const mostAccounts = 10_000;
const tooOften = faultOf('request.too-often', 'This account asks more often than it may.');

/**
 * Identity, with which one account makes `perMinute` requests a minute of this process: as many at once, and from then on
 * evenly (a token bucket). More are `request.too-often`. Services (role `backend`) are bounded by what the node works on
 * at once alone. Nothing is written anywhere, so that a request pays well under a microsecond. 0 is without bound.
 */
export function boundAccounts<I extends Pick<Identity, 'authenticate'>>(
  identity: I,
  perMinute: number,
  now: () => number = () => performance.now(),
): I {
  if (perMinute === 0) return identity;
  let buckets = new Map<string, Bucket>();
  const perMillisecond = perMinute / minute;

  const bucketOf = (subject: string, at: number): Bucket => {
    const known = buckets.get(subject);
    if (known !== undefined) {
      known.left = Math.min(perMinute, known.left + (at - known.at) * perMillisecond);
      known.at = at;
      return known;
    }
    if (buckets.size >= mostAccounts) buckets = stillCounting(buckets, at);
    const fresh = { left: perMinute, at };
    buckets.set(subject, fresh);
    return fresh;
  };
  /** A bucket that has filled up again tells as much as none. Where all count, the older half goes. */
  const stillCounting = (all: Map<string, Bucket>, at: number): Map<string, Bucket> => {
    const counting = [...all].filter(([, { left, at: last }]) => left + (at - last) * perMillisecond < perMinute);
    return new Map(counting.length < mostAccounts ? counting : counting.slice(mostAccounts / 2));
  };

  return {
    ...identity,
    async authenticate(request: AuthenticationRequest) {
      const caller = await identity.authenticate(request);
      if (!caller.ok || caller.value.role === 'backend') return caller;
      const bucket = bucketOf(caller.value.subject, now());
      if (bucket.left >= 1) {
        bucket.left -= 1;
        return caller;
      }
      const retryAfter = Math.max(1, Math.ceil((1 - bucket.left) / perMillisecond / 1000));
      return { ok: false, fault: { ...tooOften, retryAfter } } satisfies Outcome<never>;
    },
  };
}
