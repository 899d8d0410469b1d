import { fail, type Issue, issueOf, type Outcome, ok } from '#kernel';

/** INS, the French identity for health care, by the object identifiers that the ANS registered. */
export const insSystems = {
  nir: 'urn:oid:1.2.250.1.213.1.4.8',
  nia: 'urn:oid:1.2.250.1.213.1.4.9',
  test: 'urn:oid:1.2.250.1.213.1.4.10',
  demonstration: 'urn:oid:1.2.250.1.213.1.4.11',
} as const;

export const insDemonstrationSystem = insSystems.demonstration;

/** The número de utente of the Portuguese national health service. */
export const portugueseUserNumberSystem = 'http://spms.min-saude.pt/rnu/sns';

export interface PersonIdentifier {
  readonly system: string;
  /** Without the spaces that people write into it, letters in upper case. */
  readonly value: string;
  /** ISO 3166-1 alpha-2 of the country that gives it out. */
  readonly country: string;
  /** What is doubtful but let through, with severity `warning`; on entry always empty. */
  readonly warnings: readonly Issue[];
}

interface IdentifierKind {
  readonly system: string;
  readonly country: string;
  readonly form: RegExp;
  /** Says in words what the form is; never the value. */
  readonly formInWords: string;
  readonly keyHolds: (value: string) => boolean;
}

const insForm = /^[1-478]\d{4}(?:\d{2}|2[AB])\d{8}$/;

const kinds: readonly IdentifierKind[] = [
  ...Object.values(insSystems).map((system) => ({
    system,
    country: 'FR',
    form: insForm,
    formInWords: 'An INS has 13 characters and a key of two digits.',
    keyHolds: (value: string) => value.slice(13) === insKey(value.slice(0, 13)),
  })),
  {
    system: portugueseUserNumberSystem,
    country: 'PT',
    form: /^\d{9}$/,
    formInWords: 'A número de utente has nine digits.',
    // No check digit is published for it: its form is all that can be checked.
    keyHolds: () => true,
  },
];

/** What is asked for to find a person, as the pages show it: `label` is a key of their messages. */
export interface AskedTrait {
  readonly name: 'identifier' | 'birthDate';
  readonly system?: string;
  readonly label: string;
  readonly pattern?: string;
  readonly example?: string;
}

const birthDate: AskedTrait = { name: 'birthDate', label: 'trait.birth-date' };

/**
 * By what a person of a country is found: her national identifier and her whole date of birth. Empty where the node does
 * not know how the country names its people. In the demonstration INS are those that the ANS keeps for it.
 */
export function traitsOfCountry(country: string, demonstration: boolean): readonly AskedTrait[] {
  switch (country) {
    case 'FR':
      return [
        {
          name: 'identifier',
          system: demonstration ? insSystems.demonstration : insSystems.nir,
          label: 'trait.ins',
          pattern: '^[12][0-9]{4}(?:[0-9]{2}|2[AB])[0-9]{8}$',
          example: '2 84 03 99 999 999 00',
        },
        birthDate,
      ];
    case 'PT':
      return [
        {
          name: 'identifier',
          system: portugueseUserNumberSystem,
          label: 'trait.sns',
          pattern: '^[0-9]{9}$',
          example: '123456789',
        },
        birthDate,
      ];
    default:
      return [];
  }
}

/**
 * The key of an INS: 97 - (the 13 digits mod 97) as two digits, where the departments of Corsica count as 2A -> 19 and
 * 2B -> 18 (ANS, Référentiel INS). The body is 13 characters; anything else gives undefined.
 */
export function insKey(body13: string): string | undefined {
  if (!/^\d{5}(?:\d{2}|2[AB])\d{6}$/.test(body13)) return undefined;
  const digits = body13.replace('2A', '19').replace('2B', '18');
  return String(97 - (Number(digits) % 97)).padStart(2, '0');
}

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
  const kind = kinds.find((each) => each.system === system);
  const plain = value
    .slice(0, 64)
    .replace(/[\s\u00a0\u202f]/g, '')
    .toUpperCase();
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
  if (!kind.keyHolds(value)) {
    return issueOf('identifier.bad-key', 'The key does not fit the number: a digit is mistyped.', 'identifier');
  }
  return undefined;
}
