import type { CarePart } from '#fhir';
import { type ProxyAct, type ProxyScope, proxyParts } from '#identity';
import { fail, type Outcome, ok } from '#kernel';

const knownActs: readonly ProxyAct[] = ['read', 'write', 'change-sharing'];
const longestCode = 64;
const dayForm = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the body of an invitation. The last day counts whole, by the clock of `zone`. */
export function parseProxyWish(body: unknown, zone: string): Outcome<ProxyScope> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { origin, until, parts, acts, ...others } = body as Record<string, unknown>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  if (origin !== 'mandate' && origin !== 'trusted') {
    return fail('request.bad', 'origin must be mandate or trusted.', 'origin');
  }
  if (origin === 'trusted' && (parts !== undefined || acts !== undefined)) {
    return fail('request.bad', 'A trusted person sees nothing, so there is nothing to limit.', 'parts');
  }
  const chosen = listOf(parts, proxyParts);
  if (chosen === 'bad') return fail('request.bad', 'parts must be a list of parts of a record.', 'parts');
  const allowed = listOf(acts, knownActs);
  if (allowed === 'bad') return fail('request.bad', 'acts must be a list of read, write, change-sharing.', 'acts');
  const to = until === undefined ? undefined : endOfDay(until, zone);
  if (until !== undefined && to === undefined) return fail('request.bad', 'until must be a day, YYYY-MM-DD.', 'until');
  return ok({
    origin,
    ...(to === undefined ? {} : { to }),
    ...(chosen === undefined ? {} : { parts: chosen as readonly CarePart[] }),
    ...(allowed === undefined ? {} : { acts: allowed as readonly ProxyAct[] }),
  });
}

/** Reads `{ "code": "..." }`. What cannot be a code is one that is not known. */
export function parseCode(body: unknown): Outcome<string> {
  const { code, ...others } = (body ?? {}) as Record<string, unknown>;
  if (typeof code !== 'string' || code.length > longestCode || Object.keys(others).length > 0) {
    return fail('request.bad', 'The body must have a code, as text.', 'code');
  }
  return ok(code);
}

/** Each at most once. */
function listOf(value: unknown, known: readonly string[]): readonly string[] | undefined | 'bad' {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || value.length === 0 || value.length > known.length) return 'bad';
  const list = value as readonly unknown[];
  return list.every((one): one is string => typeof one === 'string' && known.includes(one)) &&
    new Set(list).size === list.length
    ? list
    : 'bad';
}

function endOfDay(day: unknown, zone: string): Date | undefined {
  if (typeof day !== 'string' || !dayForm.test(day)) return undefined;
  try {
    const next = Temporal.PlainDate.from(day, { overflow: 'reject' }).add({ days: 1 });
    return new Date(next.toZonedDateTime(zone).epochMilliseconds);
  } catch {
    return undefined;
  }
}
