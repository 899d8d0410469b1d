/** The record that an emergency has opened. */
export interface OpenedRecord {
  readonly patient: string;
  /** An instant: until then it stays open. */
  readonly until: string;
}
