import type { Definitions } from '../validate/definitions-source.ts';
import { ownProfiles } from './categories.ts';

export { ownProfiles } from './categories.ts';
export { defaultProfileOf } from './default-profile.ts';

const byUrl = new Map<string, (typeof ownProfiles)[number]>();
for (const one of ownProfiles) {
  byUrl.set(one.url, one);
  byUrl.set(`${one.url}|${one.version}`, one);
}

/** Definitions with the project's own before them: they are known to whoever validates, and nobody can put others there. */
export function withOwnProfiles(definitions: Definitions): Definitions {
  return { find: (canonical) => byUrl.get(canonical) ?? definitions.find(canonical) };
}
