import { accountOf, dayOf, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** One account declares many emergencies. */
export function manyEmergencies(thresholds: { readonly emergencies: number; readonly hours: number }): Watch {
  const window = openWindow<string>(thresholds.hours * 3_600_000);
  return (entry) => {
    const { interaction, outcome, patient, agent, at } = entry;
    if (interaction !== 'emergency-access' || outcome !== 'success' || patient === undefined) return undefined;
    const within = window.take(agent.subject, at, patient);
    if (within.count < thresholds.emergencies) return undefined;
    const key = `${agent.subject} ${dayOf(at)}`;
    return {
      rule: 'many-emergencies',
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
