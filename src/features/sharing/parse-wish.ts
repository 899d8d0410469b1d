import { fail, type Outcome, ok } from '#kernel';
import { type RestrictablePart, restrictableParts, type SharingWish } from './contract.ts';

/** Reads the body of a change. Each part at most once; parts that cannot be hidden are refused, never dropped. */
export function parseWish(body: unknown): Outcome<SharingWish> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return fail('request.bad', 'The body must be an object.');
  }
  const { crossBorder, restrictions, ...others } = body as Record<string, unknown>;
  if (Object.keys(others).length > 0) return fail('request.bad', 'The body has a member that is not known.');
  if (typeof crossBorder !== 'boolean') return fail('request.bad', 'crossBorder must be true or false.', 'crossBorder');
  if (!Array.isArray(restrictions) || restrictions.length > restrictableParts.length) {
    return fail('request.bad', 'restrictions must be a list with each part at most once.', 'restrictions');
  }
  const audiences = new Map<RestrictablePart, 'abroad' | 'everyone'>();
  for (const [index, restriction] of restrictions.entries()) {
    const { category, audience } = (restriction ?? {}) as Record<string, unknown>;
    const part = restrictableParts.find((one) => one === category);
    const place = `restrictions[${index}]`;
    if (!part) return fail('request.bad', 'The category is not one that can be restricted.', `${place}.category`);
    if (audiences.has(part)) return fail('request.bad', 'A category occurs twice.', `${place}.category`);
    if (audience !== 'abroad' && audience !== 'everyone') {
      return fail('request.bad', 'The audience must be abroad or everyone.', `${place}.audience`);
    }
    audiences.set(part, audience);
  }
  return ok({
    crossBorder,
    restrictions: [...audiences].map(([category, audience]) => ({ category, audience })),
  });
}
