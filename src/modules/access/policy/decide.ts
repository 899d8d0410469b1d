import { type CareCategory, careCategories, partsOf, type Visibility, type VisiblePerson } from '#fhir';
import type { Caller } from '#identity';
import type { AccessRequest, Decision, SharingChoices } from '../contract.ts';
import { closeRestrictions, hidesEverything, restrictableCategories, restrictedFor } from '../restrictions.ts';
import type { PersonsMeant, Policy, PolicyRule, Profession } from './parse-policy.ts';

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
  const beyondRole = hiddenFromProfessions(policy.professions);
  const byQuestion = new Map<string, CompiledRule[]>();
  for (const rule of policy.rules) {
    for (const act of rule.acts) {
      const key = `${rule.role} ${act}`;
      byQuestion.set(key, [...(byQuestion.get(key) ?? []), { rule, judge: judgeOf(rule, beyondRole) }]);
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

function judgeOf(
  rule: PolicyRule,
  beyondRole: (caller: Caller) => readonly CareCategory[],
): (question: Question) => Visibility | 'deny' | undefined {
  const meant = rule.persons === undefined ? undefined : personsBy[rule.persons];
  const common = rule.sees.includes('everything') ? 'all' : rule.sees.includes('the directory') ? 'directory' : 'none';
  const [restricted, beyond] = [
    rule.less.includes('what is restricted'),
    rule.less.includes('what his role does not need'),
  ];
  const visible = (question: Question, patient: string): VisiblePerson => {
    const hidden = [
      ...(restricted ? restrictedIn(question, patient) : []),
      ...(beyond ? beyondRole(question.caller) : []),
    ];
    return { patient, hidden: [...new Set(hidden)] };
  };
  return (question) => {
    if (rule.purposes?.includes(question.caller.purpose) === false) return undefined;
    const persons = meant === undefined ? [] : meant(question, beyondRole);
    if (persons === undefined) return undefined;
    if (!rule.permits) return 'deny';
    if (common === 'all') return { common, persons: 'all' };
    return { common, persons: persons.map((patient) => visible(question, patient)) };
  };
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
  herself({ caller, patient, now }) {
    if (patient !== undefined) return patient === caller.patient ? [patient] : undefined;
    // Without a name she means everybody whose record is hers to read.
    return [...new Set([...(caller.patient === undefined ? [] : [caller.patient]), ...entrusted(caller, now)])];
  },
  'whom she acts for': ({ caller, patient, now }) =>
    patient !== undefined && entrusted(caller, now).includes(patient) ? [patient] : undefined,
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
    const hidden = [...new Set([...restrictedIn(question, patient), ...beyondRole(caller)])];
    return hidesEverything(hidden) ? [patient] : undefined;
  },
  'who shares abroad': ({ patient, facts }) =>
    patient !== undefined && facts.sharing.get(patient)?.crossBorder === true ? [patient] : undefined,
};

function emergenciesIn({ persons: seen }: Visibility, { emergency }: Facts): readonly string[] | undefined {
  if (seen === 'all' || emergency.length === 0) return undefined;
  const found = seen.map(({ patient }) => patient).filter((patient) => emergency.includes(patient));
  return found.length === 0 ? undefined : found;
}

function among(treated: readonly string[], patient: string | undefined): readonly string[] | undefined {
  if (patient === undefined) return treated;
  return treated.includes(patient) ? [patient] : undefined;
}

function entrusted(caller: Caller, now: Date): readonly string[] {
  return caller.proxyFor
    .filter((grant) => grant.from <= now && (grant.to === undefined || grant.to > now))
    .map((grant) => grant.patient);
}

/** What a person hides from this reader, and what would repeat it. */
function restrictedIn({ caller, facts }: Question, patient: string): readonly CareCategory[] {
  const choices = facts.sharing.get(patient);
  if (choices === undefined || facts.emergency.includes(patient)) return [];
  return closeRestrictions(restrictedFor(choices, caller.role === 'foreign-professional' ? 'abroad' : 'at-home'));
}

/** What a professional's role does not need and therefore does not see (EHDS article 11: what is relevant to the care). */
function hiddenFromProfessions(professions: readonly Profession[]): (caller: Caller) => readonly CareCategory[] {
  const byWord = new Map<string, readonly CareCategory[]>();
  for (const { words, sees } of professions) {
    // Nobody knows of which part `unassigned` is, so nobody can say that his role needs it.
    const personal = (category: CareCategory) =>
      category === 'unassigned' || partsOf(category).some((part) => restrictableCategories.has(part));
    const hidden = careCategories.filter((category) => personal(category) && !sees.includes(category));
    for (const word of words) byWord.set(word, hidden);
  }
  return (caller) => {
    const role = (caller.professional?.hp_professional_role ?? '').toLowerCase();
    // A role may come with its system in front (`system|code`, `system#code`).
    const code = role.slice(Math.max(role.lastIndexOf('|'), role.lastIndexOf('#')) + 1).trim();
    return byWord.get(code) ?? [];
  };
}
