import type { FaultKind } from '../fault.ts';

export interface CatalogueEntry {
  readonly kind: FaultKind;
  /** FHIR value set `issue-type`. */
  readonly issue: string;
  /** What happened, in words for documentation. */
  readonly meaning: string;
  /** How the caller mends it. */
  readonly remedy: string;
}

export function entry(kind: FaultKind, issue: string, meaning: string, remedy: string): CatalogueEntry {
  return { kind, issue, meaning, remedy };
}
