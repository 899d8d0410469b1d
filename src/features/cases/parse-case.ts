import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type AnswerWish, type CaseWish, longestWords } from './contract.ts';

function membersOf(body: unknown): Outcome<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
    ? ok(body as Record<string, unknown>)
    : fail('request.bad', 'The body must be an object.');
}

function wordsIn(value: unknown, member: string): Outcome<string> {
  const good =
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= longestWords &&
    !/\p{Cc}/u.test(value.replace(/[\t\r\n]/g, ''));
  return good
    ? ok((value as string).trim())
    : fail('request.bad', `${member} must have 1 to ${longestWords} characters.`, member);
}

/** Reads what a person wants to know or to have corrected. What is not known is refused, never dropped. */
export function parseCase(body: unknown): Outcome<CaseWish> {
  const members = membersOf(body);
  if (!members.ok) return members;
  const { kind, entry, what, at, why, wish, language, ...others } = members.value;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  const said = wordsIn(what, 'what');
  if (!said.ok) return said;
  if (kind === 'visit') {
    if (typeof entry !== 'string' || !/^\d{1,18}$/.test(entry)) {
      return fail('request.bad', 'entry must be the id of a visit.', 'entry');
    }
    if (typeof at !== 'string' || !/^\d{4}-\d{2}-\d{2}T[\d:.]{8,12}Z$/.test(at) || Number.isNaN(Date.parse(at))) {
      return fail('request.bad', 'at must be the instant of the visit.', 'at');
    }
    if (why !== undefined || wish !== undefined || language !== undefined) {
      return fail('request.bad', 'Of a visit only what is asked for is said.');
    }
    return ok({ kind, entry, at, what: said.value });
  }
  if (kind !== 'entry') return fail('request.bad', 'kind must be visit or entry.', 'kind');
  const [type = '', id = '', ...rest] = typeof entry === 'string' && entry.length <= 200 ? entry.split('/') : [];
  if (!/^[A-Z][A-Za-z]{1,40}$/.test(type) || !isResourceId(id) || rest.length > 0 || at !== undefined) {
    return fail('request.bad', 'entry must be Type/id.', 'entry');
  }
  if (typeof language !== 'string' || !/^[a-z]{2,3}(-[A-Z]{2})?$/.test(language)) {
    return fail('request.bad', 'language must be a language tag.', 'language');
  }
  const reason = why === undefined ? undefined : wordsIn(why, 'why');
  if (reason?.ok === false) return reason;
  const should = wish === undefined ? undefined : wordsIn(wish, 'wish');
  if (should?.ok === false) return should;
  return ok({
    kind,
    entry: `${type}/${id}`,
    what: said.value,
    language,
    ...(reason && { why: reason.value }),
    ...(should && { wish: should.value }),
  });
}

const outcomes = ['answered', 'corrected', 'withdrawn', 'refused'] as const;

export function parseAnswer(body: unknown): Outcome<AnswerWish> {
  const members = membersOf(body);
  if (!members.ok) return members;
  const { outcome, answer, ...others } = members.value;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  const known = outcomes.find((one) => one === outcome);
  if (known === undefined) return fail('request.bad', `outcome must be one of ${outcomes.join(', ')}.`, 'outcome');
  const said = wordsIn(answer, 'answer');
  return said.ok ? ok({ outcome: known, answer: said.value }) : said;
}
