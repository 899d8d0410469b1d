import { type Outcome, ok } from '#kernel';
import type { Asker } from './asker.ts';
import { type Giving, unlessHidden } from './giving.ts';

/** A document that can be had now. It is composed when it is fetched (an on-demand document in IHE's words). */
export interface ListedDocument {
  readonly capability: string;
}

/**
 * Document query (country A) for the patient summary of a person who was discovered before. A capability that does not
 * open and a person who may no longer be seen give the same empty list.
 */
export async function listDocuments(
  giving: Giving,
  asker: Asker,
  patientCapability: string,
  interaction: string,
): Promise<Outcome<readonly ListedDocument[]>> {
  const patient = giving.capabilities.open('patient', patientCapability, asker.bearer);
  if (patient === undefined) return ok([]);
  const seen = unlessHidden(await giving.records.read(asker.caller, 'Patient', patient, interaction));
  if (!seen.ok) return seen;
  if (seen.value === undefined) return ok([]);
  return ok([{ capability: giving.capabilities.seal('document', patient, asker.bearer) }]);
}
