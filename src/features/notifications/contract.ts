/** What a person can be told of. Emergencies are always told. */
export const newsKinds = ['emergency', 'looked', 'result', 'sharing', 'proxy', 'app', 'case'] as const;
export type NewsKind = (typeof newsKinds)[number];

/** How often a mail may come: soon after it happened, or once a day. */
export const paces = ['at-once', 'daily'] as const;
export type Pace = (typeof paces)[number];

/** One line of the inbox: what one person or organisation did on one day. */
export interface News {
  /** Rises with every change, so that what happened again is new again. */
  readonly seq: number;
  readonly kind: NewsKind;
  /** Of the latest of them, an instant. */
  readonly at: string;
  /** Name as the log has it; absent where the node itself did it. */
  readonly who?: string;
  readonly times: number;
  readonly read: boolean;
}

export interface Inbox {
  /** Newest first. */
  readonly news: readonly News[];
  readonly unread: number;
  /** `seq` before which the next page is. */
  readonly next?: number;
}

export interface Choices {
  /** What is told beside emergencies. */
  readonly kinds: readonly NewsKind[];
  /** Address for mail; none where it is left out. */
  readonly mail?: string;
  readonly pace: Pace;
}

/** The choices, and whether the node sends mail at all. */
export interface ChoicesAnswer extends Choices {
  readonly mailOffered: boolean;
}

export const standardChoices: Choices = { kinds: newsKinds, pace: 'daily' };
export const longestMail = 200;
