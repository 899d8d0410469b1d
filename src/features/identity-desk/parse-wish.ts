import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type DeskWish, reasonLength } from './contract.ts';

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
  const words = typeof reason === 'string' ? reason.trim() : '';
  if (words.length < reasonLength.least || words.length > reasonLength.most || /\p{Cc}/u.test(words)) {
    return fail('request.bad', 'Say why, in 10 to 500 characters.', 'reason');
  }
  return ok({ act, source: source as string, target: target as string, reason: words });
}
