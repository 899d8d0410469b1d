/** What is watched for, each by a rule of its own. */
export const ruleNames = [
  'many-records',
  'relatives',
  'well-known',
  'at-night',
  'without-relation',
  'many-emergencies',
  'denials-in-a-row',
] as const;
export type RuleName = (typeof ruleNames)[number];

export type FindingState = 'open' | 'settled';
/** What came of it: there was a reason; it goes on at the breach desk. */
export type Verdict = 'explained' | 'breach';

/** A finding as the operator sees it: an account, numbers and pseudonyms, nobody's name whose record it was. */
export interface FindingView {
  readonly id: string;
  readonly rule: RuleName;
  /** Left out where the finding is about a person whom many have read. */
  readonly account?: FindingAccount;
  /** Instants of the first and the last entry. */
  readonly from: string;
  readonly to: string;
  /** Entries of the log that made it. */
  readonly count: number;
  readonly persons: number;
  /** Accounts that read, where there is more than one. */
  readonly readers: number;
  /** The first ten. The same person has the same one everywhere. */
  readonly pseudonyms: readonly string[];
  readonly state: FindingState;
  readonly verdict?: Verdict;
  readonly note?: string;
  readonly settledBy?: string;
  readonly settled?: string;
}

export interface FindingAccount {
  readonly subject: string;
  readonly name: string;
  readonly role: string;
  readonly organization?: string;
}

export interface WatchView {
  readonly findings: readonly FindingView[];
  readonly open: number;
  /** The instant up to which the log was looked through; left out before the first look. */
  readonly seen?: string;
  /** By which numbers the rules speak. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, number>>>>;
}
