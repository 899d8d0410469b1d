import type { CareCategory, Visibility, VisiblePerson } from '#fhir';
import type { Caller } from '#identity';
import type { AccessRequest, Decision, SharingChoices } from './contract.ts';
import { beyondRole, closeRestrictions, hidesEverything, restrictedFor } from './restrictions.ts';

/** What the database knows about the persons in question at the moment of the decision. */
export interface Facts {
  /** Persons with whom a professional at this node has a care relation today. */
  readonly related: readonly string[];
  /** Choices of those persons who made any; who made none shares everything. */
  readonly sharing: ReadonlyMap<string, SharingChoices>;
}

export interface Question extends AccessRequest {
  readonly facts: Facts;
  readonly now: Date;
}

/** One sentence of the law: for whom and for what it speaks, and what it then says. A rule that has no say returns undefined. */
export interface Rule {
  readonly id: string;
  readonly law: string;
  readonly says: string;
  readonly role: Caller['role'];
  readonly acts: readonly AccessRequest['act'][];
  readonly judge: (question: Question) => Visibility | 'deny' | undefined;
}

const treatment: readonly string[] = ['TREAT', 'ETREAT'];

/**
 * Read from top to bottom; the first rule that speaks decides. What no rule permits is denied by `default-deny`.
 * Articles are those of Regulation (EU) 2025/327 (EHDS).
 */
export const rules: readonly Rule[] = [
  {
    id: 'admin-no-clinical',
    law: 'GDPR article 5(1)(c); EHDS article 11',
    says: 'Who runs a node sees its directory and nobody’s record.',
    role: 'administrator',
    acts: ['read', 'administer'],
    judge: () => ({ common: 'directory', persons: [] }),
  },
  {
    id: 'backend-system',
    law: 'GDPR article 28',
    says: 'A backend service of the operator may read and write every record; the log of accesses is not its business.',
    role: 'backend',
    acts: ['read', 'write'],
    judge: () => ({ common: 'all', persons: 'all' }),
  },
  {
    id: 'ehds-3-own-record',
    law: 'EHDS articles 3, 8, 9 and 10',
    says: 'A person reads her whole record, sees who looked, and decides what is shared.',
    role: 'citizen',
    acts: ['read', 'read-log', 'change-sharing'],
    judge: ({ caller, patient, now }) => {
      if (patient !== undefined && patient !== caller.patient) return undefined;
      const persons = patient === undefined ? ownAndEntrusted(caller, now) : [patient];
      return { common: 'directory', persons: persons.map(whole) };
    },
  },
  {
    id: 'ehds-4-proxy',
    law: 'EHDS article 4(2)',
    says: 'Who may act for another person does so as that person would, from the first to the last day of the proxy.',
    role: 'citizen',
    acts: ['read', 'read-log', 'change-sharing'],
    judge: ({ caller, patient, now }) =>
      patient !== undefined && ownAndEntrusted(caller, now).includes(patient)
        ? { common: 'directory', persons: [whole(patient)] }
        : undefined,
  },
  {
    id: 'care-relation',
    law: 'EHDS articles 8 and 11',
    says: 'A professional reads the records of those whom he or his organisation treats, less what they restrict and what his role does not need.',
    role: 'professional',
    acts: ['read'],
    judge: (question) => ofTreated(question, treatment, 'directory', (patient) => hiddenAtHome(question, patient)),
  },
  {
    id: 'care-relation-write',
    law: 'EHDS article 13',
    says: 'A professional documents the treatment of those whom he or his organisation treats; the directory is not his to write.',
    role: 'professional',
    acts: ['write'],
    judge: (question) => ofTreated(question, ['TREAT'], 'none', (patient) => hiddenAtHome(question, patient)),
  },
  {
    id: 'ehds-10-opt-out',
    law: 'EHDS article 10',
    says: 'Who opted out is not to be found from abroad.',
    role: 'foreign-professional',
    acts: ['read'],
    judge: ({ patient, facts }) =>
      patient !== undefined && facts.sharing.get(patient)?.crossBorder === false ? 'deny' : undefined,
  },
  {
    id: 'ehds-8-restriction',
    law: 'EHDS article 8',
    says: 'Who restricts everything from abroad is answered for as one who is not known.',
    role: 'foreign-professional',
    acts: ['read'],
    judge: ({ caller, patient, facts }) =>
      patient !== undefined && hidesEverything(hidden(caller, facts.sharing.get(patient), 'abroad'))
        ? 'deny'
        : undefined,
  },
  {
    id: 'cross-border-treatment',
    law: 'EHDS articles 11 and 23',
    says: 'A professional abroad reads for treatment the record of the one person whom he names, less what she restricts.',
    role: 'foreign-professional',
    acts: ['read'],
    judge: ({ caller, patient, facts }) => {
      if (patient === undefined || !treatment.includes(caller.purpose)) return undefined;
      return {
        common: 'directory',
        persons: [{ patient, hidden: hidden(caller, facts.sharing.get(patient), 'abroad') }],
      };
    },
  },
];

/** The decision of the first rule that speaks. Pure: the same question has the same answer. */
export function decideByRules(question: Question): Decision {
  for (const rule of rules) {
    if (rule.role !== question.caller.role || !rule.acts.includes(question.act)) continue;
    const verdict = rule.judge(question);
    if (verdict === 'deny') return { permit: false, rule: rule.id };
    if (verdict === undefined) continue;
    const beyond = question.act === 'write' ? beyondRole(question.caller) : [];
    const limits = beyond.length > 0 ? { beyondRole: beyond } : {};
    return { permit: true, rule: rule.id, visibility: verdict, ...limits };
  }
  return { permit: false, rule: 'default-deny' };
}

function whole(patient: string): VisiblePerson {
  return { patient, hidden: [] };
}

function ownAndEntrusted(caller: Caller, now: Date): readonly string[] {
  const entrusted = caller.proxyFor
    .filter((grant) => grant.from <= now && (grant.to === undefined || grant.to > now))
    .map((grant) => grant.patient);
  return [...new Set(caller.patient === undefined ? entrusted : [caller.patient, ...entrusted])];
}

function ofTreated(
  question: Question,
  purposes: readonly string[],
  common: Visibility['common'],
  hiddenOf: (patient: string) => readonly CareCategory[],
): Visibility | undefined {
  const { caller, patient, facts } = question;
  if (!purposes.includes(caller.purpose)) return undefined;
  if (patient !== undefined && !facts.related.includes(patient)) return undefined;
  const persons = patient === undefined ? facts.related : [patient];
  return { common, persons: persons.map((each) => ({ patient: each, hidden: hiddenOf(each) })) };
}

function hiddenAtHome(question: Question, patient: string): readonly CareCategory[] {
  return hidden(question.caller, question.facts.sharing.get(patient), 'at-home');
}

function hidden(
  caller: Caller,
  choices: SharingChoices | undefined,
  reader: 'at-home' | 'abroad',
): readonly CareCategory[] {
  const restricted = choices === undefined ? [] : restrictedFor(choices, reader);
  return [...new Set([...closeRestrictions(restricted), ...beyondRole(caller)])];
}
