import { accountOf, dayOf, isByProfessional, isReading, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** One account reads the records of many persons within a short time. */
export function manyRecords(thresholds: { readonly persons: number; readonly minutes: number }): Watch {
  const window = openWindow<string>(thresholds.minutes * 60_000);
  return (entry) => {
    if (!isByProfessional(entry) || !isReading(entry)) return undefined;
    const within = window.take(entry.agent.subject, entry.at, entry.patient);
    if (within.different < thresholds.persons) return undefined;
    const key = `${entry.agent.subject} ${dayOf(entry.at)}`;
    return {
      rule: 'many-records',
      key,
      account: accountOf(entry),
      from: within.from,
      to: entry.at,
      count: within.count,
      persons: within.tell(key),
      readers: 1,
    };
  };
}
