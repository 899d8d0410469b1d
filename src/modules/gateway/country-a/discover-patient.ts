import { type Outcome, ok } from '#kernel';
import type { PersonTraits } from '#records';
import type { Asker } from './asker.ts';
import { type Giving, unlessHidden } from './giving.ts';

/** A person as a partner is told of: nothing that he did not ask with. */
export interface DiscoveredPatient {
  /** Opens the next step, for this asker, for two minutes. */
  readonly capability: string;
  readonly traits: PersonTraits;
}

/**
 * Patient discovery (country A): the one person whom all traits match exactly and who may be read by the asker. Nobody,
 * unknown, opted out, everything restricted: `undefined`, alike.
 */
export async function discoverPatient(
  giving: Giving,
  asker: Asker,
  traits: PersonTraits,
  interaction: string,
): Promise<Outcome<DiscoveredPatient | undefined>> {
  const found = unlessHidden(await giving.records.findPerson(asker.caller, traits, interaction));
  if (!found.ok) return found;
  if (found.value === undefined) return ok(undefined);
  return ok({ capability: giving.capabilities.seal('patient', found.value.id, asker.bearer), traits });
}
