import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';

const etagForm = /^(?:W\/)?"([1-9][0-9]{0,8})"$/;
const tagForm = /^(?:W\/)?"[^"]*"$/;

/** The version that `If-Match` asks for; undefined where the header is absent or `*`. */
export function versionOfIfMatch(header: string | undefined): Outcome<number | undefined> {
  const tag = header?.trim();
  if (tag === undefined || tag === '' || tag === '*') return ok(undefined);
  const version = etagForm.exec(tag)?.[1];
  if (version !== undefined) return ok(Number(version));
  // Well-formed, but no version of this node: it can match none.
  if (tagForm.test(tag)) return fail('version.conflict', 'The resource has another version than If-Match names.');
  return fail('request.bad', 'If-Match must be one entity tag, such as W/"3".');
}

/** Does the reader have this version already? `If-None-Match` goes before `If-Modified-Since` (RFC 9110, 13.2.2). */
export function isUnchanged(
  stored: StoredVersion,
  ifNoneMatch: string | undefined,
  ifModifiedSince: string | undefined,
): boolean {
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch
      .split(',', 20)
      .map((tag) => tag.trim())
      .some((tag) => tag === '*' || etagForm.exec(tag)?.[1] === String(stored.version));
  }
  if (ifModifiedSince === undefined) return false;
  const since = Date.parse(ifModifiedSince);
  return Number.isFinite(since) && Math.floor(stored.updated.getTime() / 1000) * 1000 <= since;
}
