import { fail, type Outcome, ok } from '#kernel';
import { longestHours, traceForm } from './contract.ts';

/** What is looked for, and in which time. */
export interface TraceQuestion {
  readonly traceId: string;
  readonly from: Date;
  readonly to: Date;
  readonly cursor?: string;
}

const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;
const longestCursor = 100;
const longestTime = longestHours * 3_600_000;

/** The question of a query string. Faults `request.bad` name the field; `search.bad-cursor`. */
export function readQuestion(query: unknown): Outcome<TraceQuestion> {
  const { trace, cursor, ...times } = query as Readonly<Record<string, unknown>>;
  if (typeof trace !== 'string' || !traceForm.test(trace)) {
    return fail('request.bad', 'A trace number has 32 characters, 0 to 9 and a to f.', 'trace');
  }
  const [from, to] = [instant(times.from), instant(times.to)];
  if (from === undefined) return fail('request.bad', 'Say from when on.', 'from');
  if (to === undefined || to <= from) return fail('request.bad', 'The end is after the beginning.', 'to');
  if (to.getTime() - from.getTime() > longestTime) {
    return fail('request.bad', `At most ${longestHours} hours are looked through.`, 'to');
  }
  if (cursor === undefined) return ok({ traceId: trace, from, to });
  if (typeof cursor !== 'string' || cursor.length > longestCursor) {
    return fail('search.bad-cursor', 'The cursor was altered or belongs to another search.');
  }
  return ok({ traceId: trace, from, to, cursor });
}

function instant(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !instantForm.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
