import type { TimelineEvent, TimelineKind } from '../contract.ts';

/** A line of the timeline: one event, or all results of one day together. */
export interface TimelineLine {
  readonly key: string;
  readonly kind: TimelineKind;
  readonly date?: string;
  readonly events: readonly TimelineEvent[];
}

export interface TimelineYear {
  /** '' for events without a date. */
  readonly year: string;
  readonly lines: readonly TimelineLine[];
}

/** The kinds that occur, with how often, in the order of `kinds`. */
export function countKinds(
  events: readonly TimelineEvent[],
  kinds: readonly TimelineKind[],
): readonly { readonly kind: TimelineKind; readonly count: number }[] {
  return kinds
    .map((kind) => ({ kind, count: events.filter((event) => event.kind === kind).length }))
    .filter(({ count }) => count > 0);
}

/** By year, in the order in which the events come; results of one day in a row become one line. */
export function groupByYear(
  events: readonly TimelineEvent[],
  shown: ReadonlySet<TimelineKind>,
): readonly TimelineYear[] {
  const years = new Map<string, TimelineLine[]>();
  for (const event of events) {
    if (shown.size > 0 && !shown.has(event.kind)) continue;
    const year = event.date?.slice(0, 4) ?? '';
    const lines = years.get(year) ?? [];
    years.set(year, lines);
    const day = event.date?.slice(0, 10);
    const same =
      event.kind === 'result' && day
        ? lines.findIndex((line) => line.kind === 'result' && line.date?.slice(0, 10) === day)
        : -1;
    const former = lines[same];
    if (former) lines[same] = { ...former, events: [...former.events, event] };
    else lines.push({ key: event.id, kind: event.kind, ...(event.date ? { date: event.date } : {}), events: [event] });
  }
  return [...years].map(([year, lines]) => ({ year, lines }));
}
