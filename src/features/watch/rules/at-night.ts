import { accountOf, dayOf, isByProfessional, isReading, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

const night = 12 * 3_600_000;

/** An account that has worked by day for a while reads records at night. */
export function atNight(thresholds: {
  /** Hours of the day between which it is night. */
  readonly from: number;
  readonly to: number;
  readonly reads: number;
  /** Days of which its habit is known at least, and on which it worked at such an hour at most. */
  readonly days: number;
  readonly nights: number;
}): Watch {
  const window = openWindow<string>(night);
  return (entry) => {
    const { hour, habit, at } = entry;
    if (!isByProfessional(entry) || !isReading(entry)) return undefined;
    if (hour < thresholds.from && hour >= thresholds.to) return undefined;
    if (habit.days < thresholds.days || habit.atThisHour > thresholds.nights) return undefined;
    const within = window.take(entry.agent.subject, at, entry.patient);
    if (within.count < thresholds.reads) return undefined;
    const key = `${entry.agent.subject} ${dayOf(at)}`;
    return {
      rule: 'at-night',
      key,
      account: accountOf(entry),
      from: within.from,
      to: at,
      count: within.count,
      persons: within.tell(key),
      readers: 1,
    };
  };
}
