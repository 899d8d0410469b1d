import { accountOf, dayOf, isByProfessional, isReading, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** The record of somebody well known is read, or that of anybody by many within a day. */
export function wellKnown(thresholds: { readonly readers: number; readonly hours: number }): Watch {
  const window = openWindow<string>(thresholds.hours * 3_600_000);
  return (entry) => {
    if (!isByProfessional(entry) || !isReading(entry)) return undefined;
    const { patient, at } = entry;
    const { different: readers, count, from } = window.take(patient, at, entry.agent.subject);
    if (entry.facts?.isWellKnown === true) {
      const key = `${entry.agent.subject} ${patient} ${dayOf(at)}`;
      const account = accountOf(entry);
      return { rule: 'well-known', key, account, from: at, to: at, count: 1, persons: [patient], readers: 1 };
    }
    if (readers < thresholds.readers) return undefined;
    const key = `${patient} ${dayOf(at)}`;
    return { rule: 'well-known', key, from, to: at, count, persons: [patient], readers };
  };
}
