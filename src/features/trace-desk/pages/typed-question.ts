import { traceForm } from '../contract.ts';

/** What somebody typed: times are `08:30`, or nothing. */
export interface Typed {
  readonly trace: string;
  /** `YYYY-MM-DD` in her own time zone. */
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

/** The number and two instants; the second is where the time ends. */
export interface Asked {
  readonly trace: string;
  readonly from: string;
  readonly to: string;
}

export type Mistake = 'traces.number.wrong' | 'traces.day.missing' | 'traces.time.wrong' | 'traces.time.order';

/** What is asked for: the whole day, or from a minute to a minute of it, both included. `wrong` has what is not, by field. */
export function readTyped(typed: Typed): {
  readonly asked?: Asked;
  readonly wrong: readonly (readonly [keyof Typed, Mistake])[];
} {
  const trace = traceOf(typed.trace);
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(typed.day);
  const from = typed.from.trim() === '' ? 0 : minuteOf(typed.from);
  const to = typed.to.trim() === '' ? 24 * 60 - 1 : minuteOf(typed.to);
  const wrong = [
    ...(trace === undefined ? [['trace', 'traces.number.wrong'] as const] : []),
    ...(day === null ? [['day', 'traces.day.missing'] as const] : []),
    ...(from === undefined ? [['from', 'traces.time.wrong'] as const] : []),
    ...(to === undefined ? [['to', 'traces.time.wrong'] as const] : []),
    ...(from !== undefined && to !== undefined && to < from ? [['to', 'traces.time.order'] as const] : []),
  ];
  if (trace === undefined || day === null || from === undefined || to === undefined || to < from) return { wrong };
  const at = (minute: number) => new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]), 0, minute).toISOString();
  return { asked: { trace, from: at(from), to: at(to + 1) }, wrong };
}

/** The number alone, or within a `traceparent`, in any case and with spaces about it. */
function traceOf(typed: string): string | undefined {
  const text = typed.trim().toLowerCase();
  const trace = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(text)?.[1] ?? text;
  return traceForm.test(trace) ? trace : undefined;
}

function minuteOf(typed: string): number | undefined {
  const [, hour, minute] = /^(\d{1,2})[:h](\d{2})$/.exec(typed.trim()) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined;
  return Number(hour) * 60 + Number(minute);
}
