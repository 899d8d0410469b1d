import { accountOf, dayOf, isByProfessional, isReading, type Watch, type WatchedEntry } from './rule.ts';
import { openWindow } from './window.ts';

const day = 24 * 3_600_000;

/** Rules of access that stand for a treatment relation, or for an emergency, which has a rule of its own here. */
const byRelation = /relation|emergency|team|treatment|declared/;

/**
 * A professional reads without a treatment relation, or declares many of them by himself within a day: a relation that
 * one makes oneself is a key that one cuts oneself.
 */
export function withoutRelation(thresholds: { readonly reads: number; readonly declared: number }): Watch {
  const reads = openWindow<string>(day);
  const declared = openWindow<string>(day);
  const judge = (entry: WatchedEntry, patient: string, window: typeof reads, most: number) => {
    const within = window.take(entry.agent.subject, entry.at, patient);
    if (within.count < most) return undefined;
    const key = `${entry.agent.subject} ${dayOf(entry.at)}`;
    return {
      rule: 'without-relation' as const,
      key,
      account: accountOf(entry),
      from: within.from,
      to: entry.at,
      count: within.count,
      persons: within.tell(key),
      readers: 1,
    };
  };
  return (entry) => {
    if (!isByProfessional(entry) || entry.outcome !== 'success' || entry.patient === undefined) return undefined;
    if (entry.interaction === 'declare-relation') return judge(entry, entry.patient, declared, thresholds.declared);
    if (!isReading(entry) || byRelation.test(entry.rule)) return undefined;
    return judge(entry, entry.patient, reads, thresholds.reads);
  };
}
