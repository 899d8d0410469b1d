import type { CareCategory, OwnAuthor, Resource } from '#fhir';
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
  /**
   * The day (YYYY-MM-DD or an instant) by which "current" is judged: a medicine whose period ended before is left out.
   * Without it, the newest change of the record itself, so that the same record always gives the same bytes.
   */
  readonly asOf?: string;
}

// composeSummary(input: SummaryInput): DocumentBundle           deterministic: same input, same bytes

export interface TranslatedDocument {
  readonly document: DocumentBundle;
  /** Coded entries that got a name in the language. */
  readonly translated: number;
  /** Coded entries that stay in the original, each marked with `untranslatedUrl`. */
  readonly untranslated: number;
}
// translateDocument(document, language, terminology): TranslatedDocument

/** How a document is to be read. */
export interface ViewOptions {
  /** BCP 47 of the reader. */
  readonly language: string;
  readonly terminology: Pick<Terminology, 'designate'>;
}

export interface RenderOptions extends ViewOptions {
  /** Shows the words of the record beside their translation. */
  readonly showOriginal?: boolean;
  /** Address of the stylesheet that the page links to; its content is `documentStylesheet`. */
  readonly stylesheet?: string;
}
// renderDocument(document, options: RenderOptions): string      a whole HTML page

/** Words for a reader, with what the record itself says where that is something else. */
export interface Term {
  readonly text: string;
  /** The record's own words, where `text` is a translation of them. */
  readonly original?: string;
  /** BCP 47 of the record's own words, where known: of `original`, or of `text` where that is untranslated. */
  readonly originalLanguage?: string;
  /** `text` is not in the reader's language because no translation is known. */
  readonly untranslated?: true;
}

/** A document as pages show it. All texts are plain text in the reader's language, unless marked `untranslated`. */
export interface SummaryView {
  readonly language: string;
  readonly title: string;
  /** When the record last changed, for the reader; `instant` as the document has it. */
  readonly date: string;
  readonly instant: string;
  readonly custodian?: string;
  readonly patient: PatientView;
  readonly sections: readonly SectionView[];
}

export interface PatientView {
  readonly name: string;
  /** Localised; `birthDate` as recorded. */
  readonly born?: string;
  readonly birthDate?: string;
  readonly gender?: string;
  readonly details: readonly DetailView[];
}

export interface SectionView {
  readonly category: CareCategory;
  /** LOINC code of the section. */
  readonly code: string;
  readonly title: string;
  /** The record has no information here; `entries` then says so in words, if it says anything. */
  readonly empty: boolean;
  readonly entries: readonly EntryView[];
  /** Text of a section of which nothing is coded, as plain text in the language of its author. */
  readonly narrative?: string;
}

export interface EntryView {
  /** The fullUrl of the entry in the document. */
  readonly id: string;
  readonly type: string;
  /** The person or who acts for her added it to her record (EHDS article 5); everything else is by a professional or a service. */
  readonly ownBy?: OwnAuthor;
  readonly title: string;
  readonly original?: string;
  readonly originalLanguage?: string;
  readonly untranslated?: true;
  readonly status?: string;
  /** Localised; `when` as recorded. */
  readonly date?: string;
  readonly when?: string;
  readonly details: readonly DetailView[];
}

export interface DetailView {
  readonly label: string;
  readonly value: string;
  readonly original?: string;
  readonly originalLanguage?: string;
  readonly untranslated?: true;
}
// summaryView(document, options: ViewOptions): SummaryView
