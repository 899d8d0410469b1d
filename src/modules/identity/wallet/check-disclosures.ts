/** A disclosure as it was decoded: its digest, the claim that it names (none in a list), and the value. */
export interface Disclosed {
  readonly digest: string;
  readonly key?: string | undefined;
  readonly value: unknown;
}

/** Names that no disclosure may bring: of the format, of JavaScript, and what must be said openly (SD-JWT VC, 2.2.2.2). */
const reserved: ReadonlySet<string> = new Set([
  ...['_sd', '_sd_alg', '...', '__proto__', 'constructor', 'prototype'],
  ...['iss', 'nbf', 'exp', 'cnf', 'vct', 'vct#integrity', 'status'],
]);

/**
 * Does every disclosure belong to what the issuer signed (RFC 9901, 7.1, steps 3 and 4)? Its digest stands there, or in
 * another disclosure that does, exactly once; no digest comes twice; and none names a claim that is said openly or is
 * reserved. The library drops what belongs to nothing, where the standard asks to refuse it.
 */
export function disclosuresBelong(payload: unknown, disclosed: readonly Disclosed[]): boolean {
  const digests: string[] = [];
  collectDigests(payload, digests);
  for (const { value } of disclosed) collectDigests(value, digests);
  const known = new Set(digests);
  if (known.size !== digests.length) return false;
  if (new Set(disclosed.map(({ digest }) => digest)).size !== disclosed.length) return false;
  const openly = typeof payload === 'object' && payload !== null ? payload : {};
  const names = disclosed.flatMap(({ key }) => key ?? []);
  return (
    disclosed.every(({ digest }) => known.has(digest)) &&
    names.every((name) => !reserved.has(name) && !Object.hasOwn(openly, name))
  );
}

function collectDigests(value: unknown, into: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '_sd' && Array.isArray(member)) {
      into.push(...member.filter((each): each is string => typeof each === 'string'));
    } else if (name === '...' && typeof member === 'string') {
      into.push(member);
    } else {
      collectDigests(member, into);
    }
  }
}
