import { fail, type Outcome, ok } from '#kernel';
import type { Assurance } from '../assurance.ts';

const rank: Readonly<Record<Assurance, number>> = { low: 0, substantial: 1, high: 2 };

/** Is the level at least what the operator asks? Fault: `upstream.assurance`. */
export function atLeast(asked: Assurance, given: Assurance | undefined): Outcome<Assurance> {
  if (given !== undefined && rank[given] >= rank[asked]) return ok(given);
  return fail('upstream.assurance', 'This sign-in is less sure than this node asks for.');
}

/** `eidas1` to `eidas3`, as the French brokers write the levels. */
export const frenchLevels: Readonly<Record<string, Assurance>> = {
  eidas1: 'low',
  eidas2: 'substantial',
  eidas3: 'high',
};

/** The `acr` by which a level is asked for, of a table that reads them. */
export function acrAsked(levels: Readonly<Record<string, Assurance>>, level: Assurance): string {
  const [acr] = Object.entries(levels).find(([, each]) => each === level) ?? [];
  if (acr === undefined) throw new Error('A kind of upstream lacks a level of assurance');
  return acr;
}
