import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type DeskWish, reasonLength, type WaitingWish } from './contract.ts';

/** What is asked of the desk. Faults `request.bad` name the field. */
export function parseWish(body: unknown): Outcome<DeskWish> {
  const { act, source, target, reason } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (act !== 'merge' && act !== 'unmerge' && act !== 'apart') {
    return fail('request.bad', 'The desk can merge, unmerge, and say that two are two persons (apart).', 'act');
  }
  for (const [field, id] of [
    ['source', source],
    ['target', target],
  ] as const) {
    if (typeof id !== 'string' || !isResourceId(id)) return fail('request.bad', 'This is the id of a Patient.', field);
  }
  if (source === target) return fail('request.bad', 'These are two Patients.', 'target');
  const words = parseReason(reason);
  return words.ok ? ok({ act, source: source as string, target: target as string, reason: words.value }) : words;
}

/** What becomes of a sign-in that waits. Faults `request.bad` name the field. */
export function parseWaitingWish(body: unknown): Outcome<WaitingWish> {
  const { act, patient, reason } = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (act !== 'link' && act !== 'new' && act !== 'refuse') {
    return fail('request.bad', 'A sign-in is linked to a record (link), made a new one of (new) or refused.', 'act');
  }
  if (act === 'link' && (typeof patient !== 'string' || !isResourceId(patient))) {
    return fail('request.bad', 'This is the id of a Patient.', 'patient');
  }
  const words = parseReason(reason);
  if (!words.ok) return words;
  return ok({ act, ...(act === 'link' ? { patient: patient as string } : {}), reason: words.value });
}

export function parseReason(reason: unknown): Outcome<string> {
  const words = typeof reason === 'string' ? reason.trim() : '';
  if (words.length < reasonLength.least || words.length > reasonLength.most || /\p{Cc}/u.test(words)) {
    return fail('request.bad', 'Say why, in 10 to 500 characters.', 'reason');
  }
  return ok(words);
}
