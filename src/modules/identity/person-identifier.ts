import { fail, type Issue, issueOf, type Outcome, ok } from '#kernel';
import { type IdentifierKind, plainValue } from './persons/identifier-kind.ts';
import { kindOfCountry, kindOfSystem } from './persons/identifier-kinds.ts';

export interface PersonIdentifier {
  readonly system: string;
  /** Without what people write between its parts, letters in upper case. */
  readonly value: string;
  /** ISO 3166-1 alpha-2 of the country that gives it out. */
  readonly country: string;
  /** What is doubtful but let through, with severity `warning`; on entry always empty. */
  readonly warnings: readonly Issue[];
}

/** What is asked for to find a person, as the pages show it: `label` is a key of their messages. */
export interface AskedTrait {
  readonly name: 'identifier' | 'birthDate';
  readonly system?: string;
  readonly label: string;
  readonly pattern?: string;
  readonly example?: string;
}

const birthDate: AskedTrait = { name: 'birthDate', label: 'trait.birth-date' };

/** Countries whose identifier the pages call by its name; that of others is an identifier. */
const labels: Readonly<Record<string, string>> = { FR: 'trait.ins', PT: 'trait.sns' };

/**
 * By what a person of a country is found: her national identifier and her whole date of birth. Empty where the node does
 * not know how the country names its people. In the demonstration INS are those that the ANS keeps for it.
 */
export function traitsOfCountry(country: string, demonstration: boolean): readonly AskedTrait[] {
  const kind = kindOfCountry(country);
  if (kind === undefined) return [];
  return [
    {
      name: 'identifier',
      system: (demonstration ? kind.demonstrationSystem : undefined) ?? kind.systems[0],
      label: labels[country] ?? 'trait.identifier',
      pattern: kind.form.source,
      example: kind.example,
    },
    birthDate,
  ];
}

/** Left out of identifiers of which nothing is known. */
const spaces = /\s/gu;

/**
 * Is this an identifier that the system can have given out? On `entry` by a person a wrong form or key is refused; on
 * `import` it comes through with a warning, for published and historical data fail the key and must not be lost.
 * Faults: `identifier.bad-key` (form or key), `identifier.unknown-system`.
 */
export function checkPersonIdentifier(
  system: string,
  value: string,
  moment: 'entry' | 'import' = 'entry',
): Outcome<PersonIdentifier> {
  const kind = kindOfSystem(system);
  const plain = plainValue(value, kind === undefined ? spaces : kind.separators);
  const issue = problemOf(kind, plain);
  if (issue !== undefined && moment === 'entry') return fail(issue.code, issue.text, 'identifier');
  return ok({
    system,
    value: plain,
    country: kind?.country ?? '',
    warnings: issue === undefined ? [] : [{ ...issue, severity: 'warning' }],
  });
}

function problemOf(kind: IdentifierKind | undefined, value: string): Issue | undefined {
  if (kind === undefined) {
    return issueOf('identifier.unknown-system', 'This identifier system is not known here.', 'identifier');
  }
  if (!kind.form.test(value)) return issueOf('identifier.bad-key', kind.formInWords, 'identifier');
  if (kind.holds?.(value) === false) {
    return issueOf('identifier.bad-key', 'The key does not fit the number: a digit is mistyped.', 'identifier');
  }
  return undefined;
}
