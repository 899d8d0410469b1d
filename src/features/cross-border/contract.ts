import type { SummaryView } from '#documents';
import type { SummaryRequest } from '#gateway';

/** What `POST /api/cross-border/summaries` takes. */
export type SummaryQuestion = SummaryRequest;

/** What it answers: the foreign summary in the reader's language, each entry with its original words. */
export interface SummaryAnswer {
  readonly country: string;
  /** Joins this exchange in the logs of both nodes. */
  readonly traceId: string;
  readonly translatedCodes: number;
  readonly untranslatedCodes: number;
  readonly view: SummaryView;
}
