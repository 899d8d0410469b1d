import { checkChoices, type SharingChoices } from '#access';
import { fail, type Outcome } from '#kernel';

/** Reads the body of a change: all choices of the person, each once. What cannot be restricted is refused, never dropped. */
export function parseWish(patient: string, body: unknown): Outcome<SharingChoices> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { crossBorder, restrictions, shared, ...others } = body as Partial<Omit<SharingChoices, 'patient' | 'changed'>>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  return checkChoices({
    patient,
    crossBorder: crossBorder as boolean,
    restrictions: restrictions ?? (null as never),
    ...(shared === undefined ? {} : { shared }),
  });
}
