import { type Clock, fail, faultOf, type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import type { Exchange } from './exchange.ts';

// The asynchronous pattern of FHIR (R4, async.html; Bulk Data Access 2.0.0): what takes long is answered 202 with an
// address where its progress is told.

/** Refuses with `request.bad` a request without `Prefer: respond-async` (RFC 7240). */
export function respondAsync({ request }: Exchange): Outcome<void> {
  const { prefer } = request.headers;
  const text = typeof prefer === 'string' ? prefer : (prefer ?? []).join(',');
  return /(?:^|[,;\s])respond-async(?:$|[,;\s])/i.test(text.slice(0, 1_000))
    ? ok(undefined)
    : fail('request.bad', 'This is answered later: send the header Prefer: respond-async.');
}

/** 202 and where the progress is told. */
export function acceptedAt(url: string): Outcome<Answer> {
  return ok({ status: 202, headers: { 'content-location': url } });
}

/** 202 with the progress, in words of at most 100 characters, and seconds until it is worth to ask again. */
export function inProgress(words: string, begun: Date, now: Date): Outcome<Answer> {
  const seconds = (now.getTime() - begun.getTime()) / 1_000;
  const retryAfter = String(Math.min(30, Math.max(1, Math.ceil(seconds / 4))));
  return ok({ status: 202, headers: { 'x-progress': words.slice(0, 100), 'retry-after': retryAfter } });
}

const mostPolls = 10;
const pollWindow = 5_000;
const mostRemembered = 10_000;

/** Refuses with `request.too-many` who asks for one progress more than ten times in five seconds of this process. */
export function createPollLimit(clock: Clock): (id: string) => Outcome<void> {
  const polls = new Map<string, { readonly since: number; count: number }>();
  return (id) => {
    const now = clock.now().getTime();
    const known = polls.get(id);
    if (known === undefined || now - known.since > pollWindow) {
      if (polls.size >= mostRemembered) polls.clear();
      polls.set(id, { since: now, count: 1 });
      return ok(undefined);
    }
    known.count += 1;
    if (known.count <= mostPolls) return ok(undefined);
    const busy = faultOf('request.too-many', 'The progress is asked for too often.');
    return { ok: false, fault: { ...busy, retryAfter: pollWindow / 1_000 } };
  };
}
