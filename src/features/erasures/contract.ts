/** An erasure that waits for a second operator. Times are instants. */
export interface AskedErasure {
  /** Id of the Patient; operators are told no more of her. */
  readonly patient: string;
  readonly reason: string;
  readonly askedBy: string;
  readonly asked: string;
  /** Until when it may be confirmed. */
  readonly until: string;
  /** The caller asked for it himself, or at the other kind of place: he may withdraw it and not confirm it. */
  readonly mayConfirm: boolean;
}

export interface ErasuresView {
  /** Hours within which a second operator must confirm; left out where one operator erases, by the command line. */
  readonly hours?: number;
  readonly asked: readonly AskedErasure[];
}

/** Characters of a reason. */
export const reasonLength = { least: 10, most: 500 } as const;
