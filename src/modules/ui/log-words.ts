import type { MessageKey } from './languages/index.ts';

type ActionOf<Key> = Key extends `access.action.${infer Action}` ? Action : never;

/** An entry of the log, as far as its words for what was done go. */
export interface LoggedAct {
  readonly action: ActionOf<MessageKey>;
  readonly interaction: string;
}

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

/** Steps that have words of their own, whatever act they are in the log. */
const byStep: Readonly<Record<string, MessageKey>> = {
  case: 'access.action.case',
  'case-opened': 'access.action.case-opened',
  rectification: 'access.action.rectification',
  'rectification-asked': 'access.action.rectification-asked',
  'case-answered': 'access.action.case-answered',
  'case-closed': 'access.action.case-closed',
  'case-overdue': 'access.action.case-overdue',
  'health-link': 'access.action.health-link',
  'health-link-made': 'access.action.health-link-made',
  'health-link-revoked': 'access.action.health-link-revoked',
  'take-away': 'access.action.take-away',
  notifications: 'access.action.notifications',
  'breach-letter': 'access.action.breach-letter',
  'identity-desk': 'access.action.identity-desk',
  $merge: 'access.action.merge',
  $unmerge: 'access.action.unmerge',
  'link-identity': 'access.action.link-identity',
  'unlink-identity': 'access.action.unlink-identity',
  insi: 'access.action.insi',
  'app-connect': 'access.action.app-connect',
  'app-disconnect': 'access.action.app-disconnect',
};

/** What somebody did, in words. */
export function actionKey(visit: LoggedAct): MessageKey {
  if (visit.interaction === 'emergency-access') return 'access.action.emergency';
  const step =
    visit.action === 'update' && visit.interaction === 'rectification' ? undefined : byStep[visit.interaction];
  if (step !== undefined) return step;
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

const roles = ['citizen', 'professional', 'administrator', 'backend', 'foreign-professional', 'health-link'] as const;
const professions = ['2211', '2212', '2221', '2222', '2261', '2262', '2264'] as const;

/**
 * The key of a role of Carnet or of a profession (ISCO-08); undefined for words that a register uses, which stand for
 * themselves.
 */
export function roleKey(role: string): MessageKey | undefined {
  const known = roles.find((one) => one === role);
  if (known) return `role.${known}`;
  const profession = professions.find((one) => one === role);
  if (profession) return `profession.${profession}`;
  return /^\d+$/.test(role) ? 'profession.other' : undefined;
}
