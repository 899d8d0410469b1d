import { fail, type Outcome, ok } from '#kernel';
import { type Choices, longestMail, newsKinds, paces } from './contract.ts';

const mailForm = /^[^\s\p{C}@<>,;:"()\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,120}[A-Za-z0-9])?$/u;

/** Reads choices: all of them, not a difference. */
export function parseChoices(body: unknown): Outcome<Choices> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { kinds, mail, pace, ...others } = body as Record<string, unknown>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  if (!Array.isArray(kinds) || !kinds.every((kind) => newsKinds.some((one) => one === kind))) {
    return fail('request.bad', `kinds must be some of ${newsKinds.join(', ')}.`, 'kinds');
  }
  const known = paces.find((one) => one === pace);
  if (known === undefined) return fail('request.bad', `pace must be one of ${paces.join(', ')}.`, 'pace');
  const chosen = { kinds: newsKinds.filter((kind) => kinds.includes(kind)), pace: known };
  if (mail === undefined) return ok(chosen);
  if (typeof mail !== 'string' || mail.length > longestMail || !mailForm.test(mail)) {
    return fail('request.bad', 'mail must be a mail address.', 'mail');
  }
  return ok({ ...chosen, mail });
}
