import type { Refusal, RefusalReason } from './format.ts';

/** What was passed over, by reason, with the first places of each. */
export interface RefusalCount {
  readonly reason: RefusalReason;
  readonly count: number;
  readonly first: readonly { readonly file: string; readonly line: number }[];
}

const placesKept = 5;

/** Counts refusals; give `refused` to a format, and read `counts` when it is through. */
export function countRefusals(): {
  readonly refused: (refusal: Refusal) => void;
  counts(): readonly RefusalCount[];
  /** Whether a file could not be read to its end, so that what was read is incomplete. */
  isBroken(): boolean;
} {
  const byReason = new Map<RefusalReason, { count: number; readonly first: { file: string; line: number }[] }>();
  return {
    refused({ reason, file, line }) {
      const known = byReason.get(reason) ?? { count: 0, first: [] };
      known.count += 1;
      if (known.first.length < placesKept) known.first.push({ file, line });
      byReason.set(reason, known);
    },
    counts: () => [...byReason].map(([reason, { count, first }]) => ({ reason, count, first })),
    isBroken: () => byReason.has('broken'),
  };
}
