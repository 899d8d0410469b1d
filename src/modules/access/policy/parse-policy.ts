import { type CareCategory, careCategories } from '#fhir';
import type { PurposeOfUse, Role } from '#identity';
import type { AccessRequest } from '../contract.ts';

/** Whom a rule is about, in the words of the language. */
export const persons = [
  'herself',
  'whom she acts for',
  'whom he or his organisation treats',
  'whom he treats himself',
  'whom he reaches in an emergency',
  'the person named',
  'who has opted out',
  'who restricts everything',
  'who shares abroad',
] as const;
export type PersonsMeant = (typeof persons)[number];

const sights = ['the directory', 'the record', 'everything'] as const;
const exceptions = [
  'what is restricted',
  'what is withheld',
  'what she has not been told yet',
  'what his role does not need',
  'what others wrote',
  'what the person wrote herself',
] as const;
export type Sight = (typeof sights)[number];
export type Exception = (typeof exceptions)[number];
const acts = ['read', 'write', 'read-log', 'change-sharing', 'administer'] as const;
const roles = ['citizen', 'professional', 'administrator', 'backend', 'foreign-professional'] as const;
const purposes = ['TREAT', 'ETREAT', 'PATRQT', 'HOPERAT', 'SYSADMIN'] as const;

/** One sentence of a policy: for whom and for what it speaks, and what it then says. */
export interface PolicyRule {
  readonly id: string;
  /** The articles that it rests on. */
  readonly law: string;
  /** What it means, for people. */
  readonly says: string;
  readonly role: Role;
  readonly permits: boolean;
  readonly acts: readonly AccessRequest['act'][];
  /** Every purpose where it names none. */
  readonly purposes?: readonly PurposeOfUse[];
  /** Nobody in particular where it is left out. */
  readonly persons?: PersonsMeant;
  readonly sees: readonly Sight[];
  readonly less: readonly Exception[];
}

/** What professionals of a kind need to see, whatever else a rule would show them. */
export interface Profession {
  readonly name: string;
  /** Codes and words by which a role names it, lower case. */
  readonly words: readonly string[];
  readonly sees: readonly CareCategory[];
}

/** What carries one of these labels is withheld, whatever a rule would show: `less what is withheld`. */
export interface LabelRule {
  readonly labels: readonly string[];
  readonly law: string;
  readonly says: string;
  /** `everyone`, `abroad`, names of professions; or `the person`, for some days. Never from who wrote it. */
  readonly from: readonly string[];
  readonly days?: number;
}

export interface Policy {
  readonly name: string;
  readonly version: string;
  readonly basedOn?: string;
  readonly professions: readonly Profession[];
  readonly labels: readonly LabelRule[];
  readonly rules: readonly PolicyRule[];
}

/** A policy that cannot be understood: the node must not open with half a policy. */
export class PolicyError extends Error {
  constructor(line: number, text: string) {
    super(`Line ${line} of the policy: ${text}`);
  }
}

type Draft = { -readonly [Key in keyof PolicyRule]?: PolicyRule[Key] };

/**
 * Reads a policy: a heading (`policy`, `version`, `based on`), then professions and rules, each a line at the margin
 * and clauses below it, indented. `#` begins a comment line. Throws PolicyError with the line where it is not understood:
 * an unknown word is never passed over.
 */
export function parsePolicy(text: string): Policy {
  const heading: Record<string, string> = {};
  const professions: Profession[] = [];
  const rules: PolicyRule[] = [];
  const labels: LabelRule[] = [];
  let rule: Draft | undefined;
  let label: LabelDraft | undefined;
  let profession: { name: string; words?: readonly string[]; sees?: readonly CareCategory[] } | undefined;

  const close = (line: number) => {
    if (rule !== undefined) rules.push(whole(rule, line));
    if (profession !== undefined) {
      const { name, words, sees } = profession;
      if (words === undefined || sees === undefined) {
        throw new PolicyError(line, `the profession ${name} needs the clauses "is" and "sees".`);
      }
      professions.push({ name, words, sees });
    }
    if (label !== undefined) labels.push(wholeLabel(label, line));
    rule = undefined;
    profession = undefined;
    label = undefined;
  };

  const lines = text.split(/\r?\n/);
  lines.forEach((content, index) => {
    const line = index + 1;
    const sentence = content.trim();
    if (sentence === '' || sentence.startsWith('#')) return;
    if (/^\s/.test(content)) {
      if (rule !== undefined) readClause(rule, sentence, line);
      else if (profession !== undefined) readTrait(profession, sentence, line);
      else if (label !== undefined) readLabelClause(label, sentence, line);
      else throw new PolicyError(line, 'an indented line belongs to a rule, a profession or a label.');
      return;
    }
    close(line);
    const [, codes] = /^label +(.+)$/.exec(sentence) ?? [];
    if (codes !== undefined) {
      label = { labels: codes.split(',').map((code) => code.trim()) };
      if (!label.labels.every((code) => /^[A-Z][A-Z_]{0,30}$/.test(code)))
        throw new PolicyError(line, `"${codes}" are no codes of labels.`);
      return;
    }
    const [, keyword = '', rest = ''] = /^(policy|version|based on|rule|profession) +(.+)$/.exec(sentence) ?? [];
    if (!/^[a-z0-9][a-z0-9.-]*$/.test(rest)) throw new PolicyError(line, `"${sentence}" is not understood.`);
    if (keyword === 'rule') {
      if (rules.some(({ id }) => id === rest)) throw new PolicyError(line, `the rule ${rest} stands there twice.`);
      rule = { id: rest, sees: [], less: [] };
    } else if (keyword === 'profession') profession = { name: rest };
    else heading[keyword] = rest;
  });
  close(lines.length);
  const { policy: name, version, 'based on': basedOn } = heading;
  if (name === undefined || version === undefined) throw new PolicyError(1, 'a policy has a name and a version.');
  return { name, version, ...(basedOn === undefined ? {} : { basedOn }), professions, labels, rules };
}

type LabelDraft = { -readonly [Key in keyof LabelRule]?: LabelRule[Key] } & Pick<LabelRule, 'labels'>;

/** `withheld from pharmacist, abroad`, `withheld from everyone`, `withheld from the person for 30 days`. */
function readLabelClause(label: LabelDraft, sentence: string, line: number): void {
  const [, keyword, rest = ''] = /^(law|says|withheld from) +(.+)$/.exec(sentence) ?? [];
  if (keyword === 'law' || keyword === 'says') label[keyword] = rest;
  else if (keyword === undefined) throw new PolicyError(line, `"${sentence}" is not understood.`);
  else {
    const [, days] = /^the person for (\d{1,3}) days$/.exec(rest) ?? [];
    label.from = days === undefined ? rest.split(',').map((word) => word.trim()) : ['the person'];
    if (days !== undefined) label.days = Number(days);
    else if (label.from.includes('the person'))
      throw new PolicyError(line, 'what is kept from the person needs a bound in days.');
  }
}

function wholeLabel({ labels, law, says, from, days }: LabelDraft, line: number): LabelRule {
  if (law === undefined || says === undefined || from === undefined) {
    throw new PolicyError(line, `the label ${labels.join()} needs the clauses "law", "says" and "withheld from".`);
  }
  return { labels, law, says, from, ...(days === undefined ? {} : { days }) };
}

const mayForm = /^an? (\S+) may (not )?(.+)$/;

function readClause(rule: Draft, sentence: string, line: number): void {
  const once = (key: keyof Draft) => {
    if (rule[key] !== undefined) throw new PolicyError(line, `the rule ${rule.id} says this twice.`);
  };
  const may = mayForm.exec(sentence);
  if (may !== null) {
    once('role');
    rule.role = oneOf(roles, may[1] ?? '', line);
    rule.permits = may[2] === undefined;
    rule.acts = listOf(acts, may[3] ?? '', line);
    return;
  }
  const [, keyword = '', rest = ''] = /^(law|says|for|of|seeing|less) +(.+)$/.exec(sentence) ?? [];
  switch (keyword) {
    case 'law':
    case 'says':
      once(keyword);
      rule[keyword] = rest;
      return;
    case 'for':
      once('purposes');
      rule.purposes = listOf(purposes, rest, line);
      return;
    case 'of':
      once('persons');
      rule.persons = oneOf(persons, rest, line);
      return;
    case 'seeing':
      rule.sees = listOf(sights, rest, line);
      return;
    case 'less':
      rule.less = listOf(exceptions, rest, line);
      return;
    default:
      throw new PolicyError(line, `"${sentence}" is not understood.`);
  }
}

function readTrait(
  profession: { words?: readonly string[]; sees?: readonly CareCategory[] },
  sentence: string,
  line: number,
): void {
  const [, keyword, rest = ''] = /^(is|sees) +(.+)$/.exec(sentence) ?? [];
  if (keyword === 'is') profession.words = rest.split(',').map((word) => word.trim().toLowerCase());
  else if (keyword === 'sees') profession.sees = listOf(careCategories, rest, line);
  else throw new PolicyError(line, `"${sentence}" is not understood.`);
}

function whole(draft: Draft, line: number): PolicyRule {
  const { id, law, says, role, permits, acts: may, sees = [], less = [] } = draft;
  if (id === undefined || law === undefined || says === undefined || may === undefined) {
    throw new PolicyError(line, `the rule ${id} needs the clauses "law", "says" and "a ... may ...".`);
  }
  if (role === undefined || permits === undefined) throw new PolicyError(line, `the rule ${id} names no role.`);
  if (permits !== sees.length > 0) {
    throw new PolicyError(line, `the rule ${id} must say what is seen where it permits, and only there.`);
  }
  const { purposes: named, persons: meant } = draft;
  if (sees.includes('the record') && meant === undefined) {
    throw new PolicyError(line, `the rule ${id} shows a record and does not say whose.`);
  }
  return {
    ...{ id, law, says, role, permits, acts: may, sees, less },
    ...(named === undefined ? {} : { purposes: named }),
    ...(meant === undefined ? {} : { persons: meant }),
  };
}

function listOf<T extends string>(known: readonly T[], text: string, line: number): readonly T[] {
  return text.split(',').map((word) => oneOf(known, word.trim(), line));
}

function oneOf<T extends string>(known: readonly T[], word: string, line: number): T {
  const found = known.find((one) => one === word);
  if (found === undefined) throw new PolicyError(line, `"${word}" is not one of: ${known.join(', ')}.`);
  return found;
}
