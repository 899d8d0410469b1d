import { accountOf, dayOf, isByProfessional, isReading, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** One account reads the records of many persons within a short time. */
export function manyRecords(thresholds: { readonly persons: number; readonly minutes: number }): Watch {
  const window = openWindow<string>(thresholds.minutes * 60_000);
  return (entry) => {
    if (!isByProfessional(entry) || !isReading(entry)) return undefined;
    const moments = window.take(entry.agent.subject, entry.at, entry.patient);
    const persons = [...new Set(moments.map(({ item }) => item))];
    if (persons.length < thresholds.persons) return undefined;
    return {
      rule: 'many-records',
      key: `${entry.agent.subject} ${dayOf(entry.at)}`,
      account: accountOf(entry),
      from: new Date(moments[0]?.at ?? entry.at),
      to: entry.at,
      count: moments.length,
      persons,
      readers: 1,
    };
  };
}
