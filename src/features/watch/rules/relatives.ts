import { accountOf, dayOf, isReading, type Watch } from './rule.ts';

/** A professional reads the record of somebody who lives with him, or bears his name. */
export function relatives(thresholds: { readonly sameName: number }): Watch {
  return (entry) => {
    const kin = entry.facts?.kin;
    if (kin === undefined || !isReading(entry) || (kin === 'name' && thresholds.sameName === 0)) return undefined;
    return {
      rule: 'relatives',
      key: `${entry.agent.subject} ${entry.patient} ${dayOf(entry.at)}`,
      account: accountOf(entry),
      from: entry.at,
      to: entry.at,
      count: 1,
      persons: [entry.patient],
      readers: 1,
    };
  };
}
