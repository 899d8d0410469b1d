/** The patient summary in words, as the nodes serve it to the pages (`SummaryView` of the module `documents`). */
export interface SummaryWords {
  /** When the record last changed, in the reader's language. */
  readonly date?: string;
  /** Who keeps the record. */
  readonly custodian?: string;
  readonly patient: SummaryPerson;
  readonly sections: readonly SummarySectionWords[];
}

export interface SummaryPerson {
  readonly name: string;
  readonly birthDate?: string;
  /** In the reader's language. */
  readonly gender?: string;
  /** Identifiers, address and what else the document says of the person. */
  readonly details: readonly SummaryDetail[];
}

interface SummaryDetail {
  readonly label: string;
  readonly value: string;
  readonly original?: string;
  readonly originalLanguage?: string;
  readonly untranslated?: true;
}

export interface SummarySectionWords {
  readonly category: string;
  readonly code: string;
  readonly title: string;
  readonly empty: boolean;
  readonly entries: readonly SummaryEntryWords[];
  /** Of a section of which nothing is coded, in the language of its author. */
  readonly narrative?: string;
}

export interface SummaryEntryWords {
  readonly id: string;
  /** `Type/id` in the record; absent in documents of others. */
  readonly address?: string;
  /** She, or who acts for her, added it. */
  readonly ownBy?: 'person' | 'proxy';
  readonly title: string;
  readonly original?: string;
  readonly originalLanguage?: string;
  readonly untranslated?: true;
  readonly status?: string;
  /** In the reader's language. */
  readonly date?: string;
  readonly details: readonly SummaryDetail[];
}

/** The sections with content, in the order of the document, and the titles of those without. */
export function splitSections(sections: readonly SummarySectionWords[]): {
  readonly filled: readonly SummarySectionWords[];
  readonly emptyTitles: readonly string[];
} {
  const hasContent = (section: SummarySectionWords) =>
    !section.empty && (section.entries.length > 0 || section.narrative !== undefined);
  const filled = sections.filter(hasContent);
  const rest = sections.filter((section) => !hasContent(section));
  return { filled, emptyTitles: rest.map((section) => section.title) };
}

const keyFactCategories = ['allergies', 'problems', 'medicines'] as const;

export interface KeyFact {
  readonly category: (typeof keyFactCategories)[number];
  readonly entries: readonly SummaryEntryWords[];
  /** How many more entries there are than these. */
  readonly more: number;
}

/**
 * What a reader must know first: allergies, then problems, then medicines, at most `limit` of each. "None known" is an
 * entry like any other; no entries at all means that there is no information, which is something else.
 */
export function keyFacts(sections: readonly SummarySectionWords[], limit = 4): readonly KeyFact[] {
  return keyFactCategories.map((category) => {
    const entries = sections
      .filter((section) => section.category === category && !section.empty)
      .flatMap((s) => s.entries);
    const shown = entries.length > limit + 1 ? limit : entries.length;
    return { category, entries: entries.slice(0, shown), more: entries.length - shown };
  });
}

export function hasOriginals(sections: readonly SummarySectionWords[]): boolean {
  return sections.some((section) =>
    section.entries.some((entry) => [entry, ...entry.details].some((part) => part.original !== undefined)),
  );
}
