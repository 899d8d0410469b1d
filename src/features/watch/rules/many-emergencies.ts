import { accountOf, dayOf, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** One account declares many emergencies. */
export function manyEmergencies(thresholds: { readonly emergencies: number; readonly hours: number }): Watch {
  const window = openWindow<string>(thresholds.hours * 3_600_000);
  return (entry) => {
    const { interaction, outcome, patient, agent, at } = entry;
    if (interaction !== 'emergency-access' || outcome !== 'success' || patient === undefined) return undefined;
    const moments = window.take(agent.subject, at, patient);
    if (moments.length < thresholds.emergencies) return undefined;
    return {
      rule: 'many-emergencies',
      key: `${agent.subject} ${dayOf(at)}`,
      account: accountOf(entry),
      from: new Date(moments[0]?.at ?? at),
      to: at,
      count: moments.length,
      persons: [...new Set(moments.map(({ item }) => item))],
      readers: 1,
    };
  };
}
