import { iso7064Mod1110Holds, remainderOf, weightedSum } from '../check-digits.ts';
import { type IdentifierKind, ownSystem } from '../identifier-kind.ts';

/** Rodné číslo: divisible by 11, where until 1985 a remainder of 10 was written as 0; before 1954 it had no check digit. */
function birthNumberHolds(value: string): boolean {
  if (value.length === 9) return true;
  const rest = remainderOf(value.slice(0, 9), 11);
  return (rest === 10 ? 0 : rest) === Number(value[9]);
}

/** Women have 50 added to the month; where numbers of a day ran out, 20 more. */
const birthNumberForm =
  /^\d{2}(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|5[1-9]|6[0-2]|7[1-9]|8[0-2])(?:0[1-9]|[12]\d|3[01])\d{3,4}$/;
const birthNumberInWords = 'A rodné číslo has nine or ten digits, of which the first six tell the date of birth.';

/** PESEL: the weighted sum with the check digit is a multiple of ten. */
function polishDigitFits(value: string): boolean {
  return weightedSum(value, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** TAJ: 3 for odd places and 7 for even ones, mod 10. */
function hungarianDigitFits(value: string): boolean {
  return weightedSum(value, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === Number(value[8]);
}

/** CNP: mod 11, where 10 is 1. */
function romanianDigitFits(value: string): boolean {
  const rest = weightedSum(value, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === Number(value[12]);
}

/** EGN: mod 11, where 10 is 0. */
function bulgarianDigitFits(value: string): boolean {
  return (weightedSum(value, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === Number(value[9]);
}

/** EMŠO: 11 - (weighted sum mod 11), where 10 and 11 are 0. */
function slovenianDigitFits(value: string): boolean {
  const digit = 11 - (weightedSum(value, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (digit > 9 ? 0 : digit) === Number(value[12]);
}

export const easternKinds: readonly IdentifierKind[] = [
  {
    country: 'PL',
    name: 'PESEL',
    systems: ['urn:oid:2.16.840.1.113883.3.4424.1.1.616'],
    registered: true,
    form: /^\d{11}$/,
    formInWords: 'A PESEL has eleven digits.',
    holds: polishDigitFits,
    example: '44051401359',
  },
  {
    country: 'CZ',
    name: 'rodné číslo',
    systems: [
      'https://ncez.mzcr.cz/fhir/sid/rcis',
      'https://ncez.mzcr.cz/standards/fhir/sid/rcis',
      'urn:oid:2.16.840.1.113883.2.40.1',
    ],
    registered: true,
    form: birthNumberForm,
    formInWords: birthNumberInWords,
    holds: birthNumberHolds,
    example: '710319/2745',
  },
  {
    country: 'SK',
    name: 'rodné číslo',
    systems: [ownSystem('SK', 'rodne-cislo')],
    registered: false,
    form: birthNumberForm,
    formInWords: birthNumberInWords,
    holds: birthNumberHolds,
    example: '710319/2745',
  },
  {
    country: 'HU',
    name: 'TAJ-szám',
    systems: [ownSystem('HU', 'taj')],
    registered: false,
    form: /^\d{9}$/,
    formInWords: 'A TAJ-szám has nine digits.',
    holds: hungarianDigitFits,
    example: '123 456 788',
  },
  {
    country: 'RO',
    name: 'CNP',
    systems: [ownSystem('RO', 'cnp')],
    registered: false,
    form: /^[1-9]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{6}$/,
    formInWords: 'A CNP has 13 digits: sex and century, date of birth, county, number and check digit.',
    holds: romanianDigitFits,
    example: '1630615123457',
  },
  {
    country: 'BG',
    name: 'EGN',
    systems: [ownSystem('BG', 'egn')],
    registered: false,
    form: /^\d{2}(?:0[1-9]|1[0-2]|2[1-9]|3[0-2]|4[1-9]|5[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$/,
    formInWords: 'An EGN has ten digits, of which the first six tell the date of birth.',
    holds: bulgarianDigitFits,
    example: '7523169263',
  },
  {
    country: 'HR',
    name: 'OIB',
    systems: ['http://fhir.cezih.hr/specifikacije/identifikatori/OIB'],
    registered: true,
    form: /^\d{11}$/,
    formInWords: 'An OIB has eleven digits.',
    holds: iso7064Mod1110Holds,
    example: '33392005961',
  },
  {
    country: 'SI',
    name: 'EMŠO',
    systems: [ownSystem('SI', 'emso')],
    registered: false,
    form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{9}$/,
    formInWords: 'An EMŠO has 13 digits, of which the first seven are the date of birth.',
    holds: slovenianDigitFits,
    example: '0101006500006',
  },
];
