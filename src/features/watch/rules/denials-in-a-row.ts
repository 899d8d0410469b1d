import { accountOf, dayOf, type Watch } from './rule.ts';
import { openWindow } from './window.ts';

/** One account is denied again and again, with nothing that it may do in between: it tries doors. */
export function denialsInARow(thresholds: { readonly denials: number; readonly minutes: number }): Watch {
  const window = openWindow<string | undefined>(thresholds.minutes * 60_000);
  return (entry) => {
    const { agent, at, outcome, patient } = entry;
    // Nobody is signed in who fails to sign in: then it is an address that tries.
    const who = agent.subject === 'unknown' ? `address ${agent.address ?? ''}` : agent.subject;
    if (outcome === 'success') {
      window.forget(who);
      return undefined;
    }
    if (outcome !== 'denied') return undefined;
    const within = window.take(who, at, patient);
    if (within.count < thresholds.denials) return undefined;
    const key = `${who} ${dayOf(at)}`;
    return {
      rule: 'denials-in-a-row',
      key,
      account: accountOf(entry),
      from: within.from,
      to: at,
      count: within.count,
      persons: within.tell(key).flatMap((person) => person ?? []),
      readers: 1,
    };
  };
}
