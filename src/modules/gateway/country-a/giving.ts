import { type Clock, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import type { Terminology } from '#terminology';
import type { Capabilities } from './capability.ts';

/** What the use cases of country A work with, whatever the protocol that calls them. */
export interface Giving {
  readonly country: string;
  readonly nodeName: string;
  /** Of documents about people who name no language. */
  readonly language: string;
  readonly records: Pick<Records, 'findPerson' | 'personRecord' | 'read'>;
  readonly terminology: Terminology;
  readonly capabilities: Capabilities;
  /** What was current yesterday may be past today. */
  readonly clock: Clock;
}

/** Faults that speak of the node, not of a person: only these may tell one request from another. */
const ownTroubles: ReadonlySet<string> = new Set(['busy', 'unavailable', 'internal']);

/** Absent, denied and hidden become the same `undefined`. */
export function unlessHidden<T>(outcome: Outcome<T>): Outcome<T | undefined> {
  return outcome.ok || ownTroubles.has(outcome.fault.kind) ? outcome : ok(undefined);
}
