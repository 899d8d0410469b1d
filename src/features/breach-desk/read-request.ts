import { fail, type Outcome, ok } from '#kernel';
import { type BreachWords, longestWords, reasonLength } from './contract.ts';

export interface OpenRequest {
  readonly reason: string;
  readonly known: Date;
  readonly from: Date;
  readonly to: Date;
  readonly subject?: string;
  readonly client?: string;
}

const longestName = 200;
/** What nobody types: control characters beside lines and tabs, and halves of a surrogate pair. */
const unwritten = /[^\P{Cc}\t\r\n]|\p{Cs}/u;
const instantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/** What opens a case. Faults `request.bad` name the field. */
export function readOpenRequest(body: unknown, now: Date): Outcome<OpenRequest> {
  const { reason, known, from, to, subject, client } = (body ?? {}) as Readonly<Record<string, unknown>>;
  const words = typeof reason === 'string' ? reason.trim() : '';
  if (words.length < reasonLength.least || words.length > reasonLength.most || unwritten.test(words)) {
    return fail('request.bad', 'Say why you open this case, in 10 to 500 characters.', 'reason');
  }
  const times = { known: instant(known ?? now.toISOString()), from: instant(from), to: instant(to) };
  const { known: knownAt, from: first, to: last } = times;
  if (knownAt === undefined || knownAt > now) return fail('request.bad', 'Say since when it is known.', 'known');
  if (first === undefined) return fail('request.bad', 'Say from when on.', 'from');
  if (last === undefined || last <= first) return fail('request.bad', 'The end is after the beginning.', 'to');
  for (const [field, value] of [
    ['subject', subject],
    ['client', client],
  ] as const) {
    const isName = typeof value === 'string' && value !== '' && value.length <= longestName && !unwritten.test(value);
    if (value !== undefined && !isName) return fail('request.bad', 'A name of at most 200 characters.', field);
  }
  return ok({
    reason: words,
    known: knownAt,
    from: first,
    to: last,
    ...(typeof subject === 'string' ? { subject } : {}),
    ...(typeof client === 'string' ? { client } : {}),
  });
}

/** The words of the 72-hour file; what is left out is empty. */
export function readWords(body: unknown): Outcome<BreachWords> {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  const words: Record<keyof BreachWords, string> = { what: '', contact: '', consequences: '', measures: '' };
  for (const name of Object.keys(words) as (keyof BreachWords)[]) {
    const value = given[name] ?? '';
    if (typeof value !== 'string' || value.length > longestWords || unwritten.test(value)) {
      return fail('request.bad', `Words of at most ${longestWords} characters.`, name);
    }
    words[name] = value.trim();
  }
  return ok(words);
}

function instant(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !instantForm.test(value)) return undefined;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
