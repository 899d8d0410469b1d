import { digitsOf, luhnHolds, weightedSum } from '../check-digits.ts';
import { type IdentifierKind, ownSystem } from '../identifier-kind.ts';

/** The número de utente of the Portuguese national health service. */
export const portugueseUserNumberSystem = 'http://spms.min-saude.pt/rnu/sns';

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';

/** DNI and NIE: the letter stands for the number mod 23, where X, Y and Z count as 0, 1 and 2. */
function spanishLetterFits(value: string): boolean {
  const number = value.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return spanishLetters[Number(number) % 23] === value.at(-1);
}

/** Values of the characters at odd places of a codice fiscale, A to Z; digits count as A to J. */
const italianOddValues = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/** D.M. 23 December 1976, article 5. A code of eleven digits is a provisional one. */
function italianCheckFits(value: string): boolean {
  if (value.length === 11) return luhnHolds(value);
  const rank = (sign: string) => (/\d/.test(sign) ? Number(sign) : sign.charCodeAt(0) - 65);
  const sum = Array.from(value.slice(0, 15)).reduce(
    (total, sign, place) => total + (place % 2 === 0 ? (italianOddValues[rank(sign)] ?? 0) : rank(sign)),
    0,
  );
  return sum % 26 === rank(value.at(-1) ?? '');
}

/** NIF: 11 - (weighted sum mod 11), where 10 and 11 are 0. */
function portugueseTaxDigitFits(value: string): boolean {
  const digit = 11 - (weightedSum(value, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (digit > 9 ? 0 : digit) === digitsOf(value).at(-1);
}

export const southernKinds: readonly IdentifierKind[] = [
  {
    country: 'PT',
    name: 'número de utente',
    systems: [portugueseUserNumberSystem],
    registered: true,
    form: /^\d{9}$/,
    formInWords: 'A número de utente has nine digits.',
    // No check digit is published for it: its form is all that can be checked.
    example: '123 456 789',
  },
  {
    country: 'PT',
    name: 'NIF',
    systems: [ownSystem('PT', 'nif')],
    registered: false,
    form: /^[1-35]\d{8}$|^45\d{7}$/,
    formInWords: 'A NIF of a person has nine digits, of which the first is 1, 2 or 3, or the first two are 45.',
    holds: portugueseTaxDigitFits,
    example: '123 456 789',
  },
  {
    country: 'ES',
    name: 'DNI or NIE',
    systems: ['urn:oid:1.3.6.1.4.1.19126.3'],
    registered: true,
    form: /^(?:\d{8}|[XYZ]\d{7})[A-HJ-NP-TV-Z]$/,
    formInWords: 'A DNI has eight digits and a letter; a NIE has X, Y or Z, seven digits and a letter.',
    holds: spanishLetterFits,
    example: '12345678-Z',
  },
  {
    country: 'IT',
    name: 'codice fiscale',
    systems: ['http://hl7.it/sid/codiceFiscale', 'urn:oid:2.16.840.1.113883.2.9.4.3.2'],
    registered: true,
    // Where two people would have the same code, digits are replaced by letters from the right (omocodia).
    form: /^(?:[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPR-T][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]|\d{11})$/,
    formInWords: 'A codice fiscale has 16 letters and digits; a provisional one has eleven digits.',
    holds: italianCheckFits,
    example: 'RSSMRA85T10A562S',
  },
  {
    country: 'GR',
    name: 'AMKA',
    systems: [ownSystem('GR', 'amka')],
    registered: false,
    form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{7}$/,
    formInWords: 'An AMKA has eleven digits, of which the first six are the date of birth.',
    holds: luhnHolds,
    example: '01013099997',
  },
  {
    country: 'MT',
    name: 'identity card number',
    systems: ['urn:oid:2.16.470.1.100.1.1.1000.990.1'],
    registered: true,
    form: /^\d{1,7}[ABGHLMPZ]$/,
    formInWords: 'A Maltese identity card number has up to seven digits and a letter.',
    example: '1234567M',
  },
  {
    country: 'CY',
    name: 'identity card number',
    systems: [ownSystem('CY', 'identity-card')],
    registered: false,
    form: /^\d{1,10}$/,
    formInWords: 'A Cypriot identity card number has up to ten digits.',
    example: '123456',
  },
];
