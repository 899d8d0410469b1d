import type { Resource } from '#fhir';
import type { Terminology } from '#terminology';

/** A FHIR document: a Bundle of type document whose first entry is the Composition. */
export interface DocumentBundle extends Resource {
  readonly resourceType: 'Bundle';
  readonly type: 'document';
  readonly timestamp: string;
  readonly entry: readonly { readonly fullUrl: string; readonly resource: Resource }[];
}

export interface SummaryInput {
  readonly patient: Resource;
  /** What the reader may see of the record. What was filtered out must not leave a trace. */
  readonly resources: readonly Resource[];
  /** Practitioners, organisations and medications that the resources refer to. */
  readonly referenced: readonly Resource[];
  /** The node as author and custodian. */
  readonly custodian: { readonly name: string; readonly country: string };
  readonly language: string;
  readonly terminology: Terminology;
}

// composeSummary(input: SummaryInput): DocumentBundle           deterministic: same input, same bytes
// translateDocument(document, language, terminology): { document: DocumentBundle; translated: number; untranslated: number }
// renderDocument(document, options: { language, terminology, showOriginal? }): string   a whole HTML page
