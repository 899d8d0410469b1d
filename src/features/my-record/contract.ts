/** What the server part of the feature gives to its pages. Dates are as FHIR writes them, of any precision. */

import type { EntryView, SectionView, SummaryView } from '#documents';
import type { OwnAuthor } from '#fhir';

/** The summary with the places in the record (`Type/id`) from which its entries come. */
export type RecordSummary = Omit<SummaryView, 'sections'> & {
  readonly sections: readonly (Omit<SectionView, 'entries'> & {
    readonly entries: readonly (EntryView & { readonly address?: string })[];
  })[];
};

export const timelineKinds = ['encounter', 'diagnosis', 'procedure', 'result', 'vaccination', 'medicine'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TimelineEvent {
  /** Type and id of the resource. */
  readonly id: string;
  readonly kind: TimelineKind;
  /** Absent where the record does not say when. */
  readonly date?: string;
  readonly title: string;
  /** BCP 47 of the title, where it is in another language than the one that was asked for. */
  readonly titleLanguage?: string;
  /** The value of a result with its unit, in the language that was asked for. */
  readonly value?: string;
  /** The person, or who acts for her, added it. */
  readonly ownBy?: OwnAuthor;
  /** Organization or place. */
  readonly where?: string;
}

/** Numeric results of one kind over time, oldest first, at least two. */
export interface ResultSeries {
  readonly code: string;
  readonly title: string;
  readonly titleLanguage?: string;
  readonly unit: string;
  readonly points: readonly { readonly date: string; readonly value: number }[];
  readonly range?: { readonly low: number; readonly high: number };
}

export interface Timeline {
  /** Newest first; undated last. */
  readonly events: readonly TimelineEvent[];
  readonly series: readonly ResultSeries[];
}

export interface PersonChoice {
  readonly patient: string;
  readonly name: string;
  readonly origin: 'self' | 'parent' | 'guardian' | 'mandate';
}
