import { fold, type Resource } from '#fhir';

/** What tells one person from another, out of a Patient resource, in the form in which it is compared. */
export interface MatchTraits {
  readonly identifiers: readonly { readonly system: string; readonly value: string }[];
  readonly names: readonly { readonly family: string; readonly given: readonly string[] }[];
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly birthDate?: string;
  readonly gender?: string;
  /** The last nine digits, which leave out the prefix of the country. */
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly addresses: readonly { readonly line: string; readonly city: string; readonly postalCode: string }[];
  readonly multipleBirth: boolean;
}

/** Elements of one list that are looked at; a person has a few. */
const mostOfEach = 10;
/** Characters of a name or an address that are compared: how alike two texts are takes the product of their lengths. */
const longestText = 100;
const digitsOfPhone = 9;

interface PatientElements {
  readonly identifier?: readonly { readonly use?: string; readonly system?: string; readonly value?: string }[];
  readonly name?: readonly {
    readonly family?: string;
    readonly given?: readonly (string | null)[];
    readonly text?: string;
  }[];
  readonly birthDate?: string;
  readonly gender?: string;
  readonly telecom?: readonly { readonly use?: string; readonly system?: string; readonly value?: string }[];
  readonly address?: readonly {
    readonly use?: string;
    readonly line?: readonly (string | null)[];
    readonly city?: string;
    readonly postalCode?: string;
  }[];
  readonly multipleBirthBoolean?: boolean;
  readonly multipleBirthInteger?: number;
}

/** The traits of a Patient that passed `checkStructure`. What is marked as old counts for names alone. */
export function personTraits(patient: Resource): MatchTraits {
  const {
    identifier = [],
    name = [],
    birthDate,
    gender,
    telecom = [],
    address = [],
    ...more
  } = patient as unknown as PatientElements;
  const current = <T extends { readonly use?: string }>(list: readonly T[]) =>
    list.slice(0, mostOfEach).filter(({ use }) => use !== 'old');
  const reached = (kind: string) =>
    current(telecom).flatMap(({ system, value }) => (system === kind && value !== undefined ? [value] : []));
  return {
    identifiers: current(identifier).flatMap(({ system, value }) =>
      system === undefined || value === undefined ? [] : [{ system, value: plain(value) }],
    ),
    names: name.slice(0, mostOfEach).flatMap((one) => nameOf(one)),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(gender === undefined || gender === 'unknown' ? {} : { gender }),
    phones: reached('phone').flatMap((value) => {
      const digits = value.replaceAll(/\D/g, '');
      return digits.length < digitsOfPhone ? [] : [digits.slice(-digitsOfPhone)];
    }),
    emails: reached('email').map((value) => value.trim().toLowerCase()),
    addresses: current(address).map(({ line = [], city = '', postalCode = '' }) => ({
      line: folded(
        line
          .slice(0, mostOfEach)
          .filter((one) => one !== null)
          .join(' '),
      ),
      city: folded(city),
      postalCode: plain(postalCode),
    })),
    multipleBirth: more.multipleBirthBoolean === true || more.multipleBirthInteger !== undefined,
  };
}

/** A name that is words alone is read as given names and one family name behind them. */
function nameOf({ family, given = [], text }: NonNullable<PatientElements['name']>[number]): MatchTraits['names'] {
  if (family === undefined && given.length === 0) {
    const words = folded(text ?? '')
      .split(' ')
      .filter((word) => word !== '');
    return words.length === 0 ? [] : [{ family: words.at(-1) ?? '', given: words.slice(0, -1) }];
  }
  const first = given.slice(0, mostOfEach).flatMap((one) => (one === null ? [] : [folded(one)]));
  return [{ family: folded(family ?? ''), given: first.filter((one) => one !== '') }];
}

function folded(text: string): string {
  return fold(text.slice(0, longestText));
}

function plain(value: string): string {
  return value.replaceAll(/[^0-9A-Za-z]/g, '').toUpperCase();
}
