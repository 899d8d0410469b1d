import type { DocumentBundle } from '#documents';
import type { Outcome } from '#kernel';
import type { PersonIdentifier } from '../assertion.ts';

/** What identifies the person, as the professional entered it. */
export interface EnteredTraits {
  readonly identifier: PersonIdentifier;
  /** YYYY-MM-DD */
  readonly birthDate: string;
}

/**
 * What country B asks a partner, whatever the protocol underneath: FHIR (PDQm and MHD) today; SOAP (XCPD and XCA) has
 * the same three steps. Handles are the partner's own and mean nothing here. Faults are those of `gateway.*`.
 */
export interface PartnerTransport {
  /** The transactions' names in the words of IHE, for the log. */
  readonly interactions: { readonly discover: string; readonly list: string; readonly retrieve: string };
  /** The partner's handle of the person; `gateway.no-match` where he gives none. */
  discoverPatient(traits: EnteredTraits): Promise<Outcome<string>>;
  /** The handle of her current patient summary. */
  findSummary(patient: string): Promise<Outcome<string>>;
  retrieveDocument(document: string): Promise<Outcome<DocumentBundle>>;
  close(): void;
}
