import type { DocumentBundle } from '#documents';
import type { Caller } from '#identity';
import type { Outcome } from '#kernel';
import type { WitnessReport } from './witness/ask-witness.ts';

/** A country that this node trusts, as the pages show it. */
export interface PartnerCountry {
  readonly country: string;
  readonly node: string;
  /** What the other country asks for to find a person. */
  readonly traits: readonly TraitQuestion[];
}

export interface TraitQuestion {
  readonly name: 'identifier' | 'birthDate';
  /** For identifiers: the system that the value belongs to. */
  readonly system?: string;
  /** Key of the label in the languages of the pages, e.g. `trait.ins`. */
  readonly label: string;
  readonly pattern?: string;
  readonly example?: string;
}

export interface SummaryRequest {
  readonly country: string;
  readonly traits: Readonly<Record<string, string>>;
  /** What the professional states as the reason; only treatment is allowed across borders. */
  readonly purpose: 'TREAT' | 'ETREAT';
  readonly language: string;
}

export interface ForeignSummary {
  readonly country: string;
  readonly traceId: string;
  /** As it came. */
  readonly original: DocumentBundle;
  /** With designations in the reader's language. */
  readonly translated: DocumentBundle;
  readonly translatedCodes: number;
  readonly untranslatedCodes: number;
}

export interface Gateway {
  partners(): readonly PartnerCountry[];
  /** Country B: patient discovery, then the summary; every step logged on both sides under the caller's trace id. */
  requestSummary(caller: Caller, request: SummaryRequest): Promise<Outcome<ForeignSummary>>;
  /** Has every partner that is a witness sign the last head of this node's log; while it listens, each minute by itself. */
  askWitnesses(): Promise<readonly WitnessReport[]>;
  /** Country A: serves partners over mutual TLS until `stop`. */
  listen(port: number): Promise<void>;
  stop(): Promise<void>;
}
