import type { MessageKey } from '#ui';
import type { Visit } from '../contract.ts';

/** The part of the standards' words for interactions that people see; the rest follows from the action. */
const byInteraction: Readonly<Record<string, MessageKey>> = {
  'access-log': 'access.action.log',
  sharing: 'access.action.sharing',
  'declare-relation': 'access.action.change-rights',
  $summary: 'access.action.summary',
  timeline: 'access.action.record',
  $everything: 'access.action.record',
  'ITI-78': 'access.action.discover',
  $match: 'access.action.discover',
  import: 'access.action.import',
};

/** What somebody did, in words. */
export function actionKey(visit: Pick<Visit, 'action' | 'interaction'>): MessageKey {
  if (visit.action === 'read' || visit.action === 'search' || visit.action === 'disclose') {
    const known = byInteraction[visit.interaction];
    // What leaves the country is the summary, whichever step of the exchange asked for it.
    if (known && !(visit.action === 'disclose' && known === 'access.action.summary')) return known;
  }
  if (visit.action === 'change-rights') return 'access.action.change-rights';
  return `access.action.${visit.action}`;
}

const purposes = ['TREAT', 'ETREAT', 'PATRQT', 'HOPERAT', 'SYSADMIN'] as const;

export function purposeKey(code: string): MessageKey {
  const known = purposes.find((purpose) => purpose === code);
  return known ? `access.purpose.${known}` : 'access.purpose.other';
}

const roles = ['citizen', 'professional', 'administrator', 'backend', 'foreign-professional'] as const;

/** The key of a role of Carnet; undefined for the words that a professional register uses, which stand for themselves. */
export function roleKey(role: string): MessageKey | undefined {
  const known = roles.find((one) => one === role);
  return known ? `role.${known}` : undefined;
}

/** Visits by day of the reader's clock, in the order in which they come. */
export function groupByDay(
  visits: readonly Visit[],
): readonly { readonly day: string; readonly visits: readonly Visit[] }[] {
  const days = new Map<string, Visit[]>();
  for (const visit of visits) {
    const at = new Date(visit.at);
    const day = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
    const of = days.get(day);
    if (of) of.push(visit);
    else days.set(day, [visit]);
  }
  return [...days.values()].map((of) => ({ day: of[0]?.at ?? '', visits: of }));
}
