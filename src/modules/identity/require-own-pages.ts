import { fail, type Outcome, ok } from '#kernel';
import type { Caller } from './contract.ts';
import { clients } from './options.ts';

/**
 * For acts on an account itself, such as by what its person signs in: they are done on the node's own pages, and no app does
 * them in somebody's name, whatever it was given. Fault: `access.denied`.
 */
export function requireOwnPages(caller: Pick<Caller, 'client'>): Outcome<void> {
  return caller.client === clients.web
    ? ok(undefined)
    : fail('access.denied', 'This is done on the pages of the node.');
}
