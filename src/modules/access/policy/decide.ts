import type { CareCategory, Visibility, VisiblePerson } from '#fhir';
import type { Caller } from '#identity';
import { choicesLabel } from '../consent.ts';
import type { AccessRequest, Decision, SharingChoices } from '../contract.ts';
import { type Closed, closedTo, hidesEverything, nothingClosed } from '../restrictions.ts';
import { entrustedPersons, limitsOfProxy } from './entrusted.ts';
import type { PersonsMeant, Policy, PolicyRule } from './parse-policy.ts';
import { beyondProfession } from './professions.ts';
import { createWithheld, type Withheld } from './withheld.ts';

/** What the database knows about the persons in question at the moment of the decision. */
export interface Facts {
  /** Persons with whom a professional at this node, or his organisation, has a care relation today. */
  readonly related: readonly string[];
  /** Those of them with whom the relation is his own. */
  readonly personal: readonly string[];
  /** Those of them whose record he has opened for an emergency: nothing that they hide is hidden from him. */
  readonly emergency: readonly string[];
  /** Choices of those persons who made any; who made none shares everything. */
  readonly sharing: ReadonlyMap<string, SharingChoices>;
}

export interface Question extends AccessRequest {
  readonly facts: Facts;
  readonly now: Date;
}

/** The decision of the first rule that speaks. Pure: the same question has the same answer. */
export type Decide = (question: Question) => Decision;

interface CompiledRule {
  readonly rule: PolicyRule;
  /** Undefined where the rule has no say about the persons in question. */
  readonly judge: (question: Question) => Visibility | 'deny' | undefined;
}

/** Makes a policy into what decides by it. */
export function compilePolicy(policy: Policy): Decide {
  const beyondRole = beyondProfession(policy.professions);
  const withheld = createWithheld(policy);
  const byQuestion = new Map<string, CompiledRule[]>();
  for (const rule of policy.rules) {
    for (const act of rule.acts) {
      const key = `${rule.role} ${act}`;
      byQuestion.set(key, [...(byQuestion.get(key) ?? []), { rule, judge: judgeOf(rule, { beyondRole, withheld }) }]);
    }
  }
  return (question) => {
    const { caller, act } = question;
    for (const { rule, judge } of byQuestion.get(`${caller.role} ${act}`) ?? []) {
      const verdict = judge(question);
      if (verdict === 'deny') return { permit: false, rule: rule.id };
      if (verdict === undefined) continue;
      const beyond = act === 'write' ? beyondRole(caller) : [];
      const limits = { ...(beyond.length > 0 && { beyondRole: beyond }), ...(act === 'write' && entriesOf(rule)) };
      const emergency = emergenciesIn(verdict, question.facts);
      return { permit: true, rule: rule.id, visibility: verdict, ...limits, ...(emergency && { emergency }) };
    }
    return { permit: false, rule: 'default-deny' };
  };
}

/** The same list for all of whom nothing else is hidden by label, so that they are one group in the database's question. */
const choicesAlone: readonly string[] = [choicesLabel];

interface Limits {
  readonly beyondRole: (caller: Caller) => readonly CareCategory[];
  readonly withheld: Withheld;
}

function judgeOf(
  rule: PolicyRule,
  { beyondRole, withheld }: Limits,
): (question: Question) => Visibility | 'deny' | undefined {
  const meant = rule.persons === undefined ? undefined : personsBy[rule.persons];
  const common = rule.sees.includes('everything') ? 'all' : rule.sees.includes('the directory') ? 'directory' : 'none';
  const less = new Set(rule.less);
  /** What of this person is seen; undefined where she is as one who does not exist. */
  const visible = (question: Question, patient: string): VisiblePerson | undefined => {
    const { caller, facts } = question;
    const closed = less.has('what is restricted') ? closedIn(question, patient) : nothingClosed;
    if (closed.everything) return undefined;
    const proxy =
      caller.role === 'citizen' && patient !== caller.patient ? limitsOfProxy(question, patient) : undefined;
    const beyond = less.has('what his role does not need') ? beyondRole(caller) : [];
    const hidden = [...closed.hidden, ...beyond, ...(proxy?.hidden ?? [])];
    const kinds = [...closed.labels, ...(proxy?.labels ?? [])];
    const labels = mayChoose(question, patient) ? kinds : kinds.length === 0 ? choicesAlone : [...kinds, choicesLabel];
    const kept =
      less.has('what is withheld') && !isEmergency(facts, patient)
        ? withheld.from(caller, facts.sharing.get(patient)?.shared)
        : undefined;
    const untold = less.has('what she has not been told yet') ? withheld.untold(question.now) : undefined;
    return {
      patient,
      hidden: [...new Set(hidden)],
      ...(closed.entries.length > 0 && { entries: closed.entries }),
      ...(labels.length > 0 && { labels }),
      ...(kept !== undefined && { withheld: kept }),
      ...(untold !== undefined && { untold }),
    };
  };
  return (question) => {
    if (rule.purposes?.includes(question.caller.purpose) === false) return undefined;
    const persons = meant === undefined ? [] : meant(question, beyondRole);
    if (persons === undefined) return undefined;
    if (!rule.permits) return 'deny';
    if (common === 'all') return { common, persons: 'all' };
    const seen = persons.map((patient) => visible(question, patient)).filter((person) => person !== undefined);
    // Who hides everything from him is to him as who does not exist: the rule has nothing to say of her.
    if (question.patient !== undefined && persons.length > 0 && seen.length === 0) return undefined;
    return { common, persons: seen };
  };
}

/** The choices are there for those alone who may make them: that there are any would tell of them. */
function mayChoose(question: Question, patient: string): boolean {
  const { caller } = question;
  if (caller.role !== 'citizen') return false;
  return patient === caller.patient || entrustedPersons({ ...question, act: 'change-sharing' }).includes(patient);
}

/** Whose entries a rule lets its role write. */
function entriesOf({ less }: PolicyRule): { readonly entries?: 'own' | 'others' } {
  if (less.includes('what others wrote')) return { entries: 'own' };
  return less.includes('what the person wrote herself') ? { entries: 'others' } : {};
}

/** Who is meant in a question; undefined where a rule about such persons has nothing to say of whom it names. */
const personsBy: Readonly<
  Record<
    PersonsMeant,
    (question: Question, beyondRole: (caller: Caller) => readonly CareCategory[]) => readonly string[] | undefined
  >
> = {
  herself(question) {
    const { caller, patient } = question;
    if (patient !== undefined) return patient === caller.patient ? [patient] : undefined;
    // Without a name she means everybody whose record is hers to read.
    return [...new Set([...(caller.patient === undefined ? [] : [caller.patient]), ...entrustedPersons(question)])];
  },
  'whom she acts for': (question) => {
    const { patient } = question;
    return patient !== undefined && entrustedPersons(question).includes(patient) ? [patient] : undefined;
  },
  'whom he or his organisation treats': ({ patient, facts }) => among(facts.related, patient),
  'whom he treats himself': ({ patient, facts }) => among(facts.personal, patient),
  'whom he reaches in an emergency': ({ patient, facts }) =>
    patient !== undefined && facts.emergency.includes(patient) ? [patient] : undefined,
  'the person named': ({ patient }) => (patient === undefined ? undefined : [patient]),
  'who has opted out': ({ patient, facts }) =>
    patient !== undefined && facts.sharing.get(patient)?.crossBorder === false ? [patient] : undefined,
  'who restricts everything'(question, beyondRole) {
    const { patient, caller } = question;
    if (patient === undefined) return undefined;
    const closed = closedIn(question, patient);
    return closed.everything || hidesEverything([...closed.hidden, ...beyondRole(caller)]) ? [patient] : undefined;
  },
  'who shares abroad': ({ patient, facts }) =>
    patient !== undefined && facts.sharing.get(patient)?.crossBorder === true ? [patient] : undefined,
};

function emergenciesIn({ persons: seen }: Visibility, { emergency }: Facts): readonly string[] | undefined {
  if (seen === 'all' || emergency.length === 0) return undefined;
  const shown = new Set(seen.map(({ patient }) => patient));
  const found = emergency.filter((patient) => shown.has(patient));
  return found.length === 0 ? undefined : found;
}

function among(treated: readonly string[], patient: string | undefined): readonly string[] | undefined {
  if (patient === undefined) return treated;
  return treated.includes(patient) ? [patient] : undefined;
}

/** What a person hides from this reader, and what would repeat it; nothing in an emergency that he declared. */
function closedIn({ caller, facts }: Question, patient: string): Closed {
  const choices = facts.sharing.get(patient);
  return choices === undefined || isEmergency(facts, patient) ? nothingClosed : closedTo(choices, caller);
}

/** By the list that they stand in: a question may be about thousands of persons. */
const opened = new WeakMap<readonly string[], ReadonlySet<string>>();

/** Has he opened the record of this person for an emergency? */
function isEmergency({ emergency }: Facts, patient: string): boolean {
  if (emergency.length === 0) return false;
  let known = opened.get(emergency);
  if (known === undefined) {
    known = new Set(emergency);
    opened.set(emergency, known);
  }
  return known.has(patient);
}
