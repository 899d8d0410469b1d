import { digitsOf, luhnHolds, remainderOf, verhoeffHolds, weightedSum } from '../check-digits.ts';
import { type IdentifierKind, ownSystem } from '../identifier-kind.ts';

/** § 290 SGB V: the letter counts as its place in the alphabet, two digits; each second digit is doubled from the left. */
function germanDigitFits(value: string): boolean {
  const letter = String(value.charCodeAt(0) - 64).padStart(2, '0');
  const sum = digitsOf(letter + value.slice(1, 9))
    .map((digit, place) => digit * (place % 2 === 0 ? 1 : 2))
    .reduce((total, product) => total + Math.floor(product / 10) + (product % 10), 0);
  return sum % 10 === Number(value[9]);
}

/** NISS: 97 - (the first nine digits mod 97), with a 2 in front of them for who is born from 2000 on. */
function belgianNumberFits(value: string): boolean {
  const check = Number(value.slice(9));
  return ['', '2'].some((century) => 97 - remainderOf(century + value.slice(0, 9), 97) === check);
}

/** BSN: the eleven-test; the last digit is counted off. */
function dutchElevenTestHolds(value: string): boolean {
  return Number(value) > 0 && weightedSum(value.padStart(9, '0'), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

const irishLetters = 'WABCDEFGHIJKLMNOPQRSTUV';

/** PPSN: the check letter stands for the sum mod 23; a second letter counts nine times its place, W, T and X nothing. */
function irishLetterFits(value: string): boolean {
  const second = value[8] ?? 'W';
  const place = 'WTX'.includes(second) ? 0 : second.charCodeAt(0) - 64;
  return irishLetters[(weightedSum(value.slice(0, 7), [8, 7, 6, 5, 4, 3, 2]) + 9 * place) % 23] === value[7];
}

/** SVNR: the fourth digit is the weighted sum of the others mod 11; a running number that would give 10 is left out. */
function austrianDigitFits(value: string): boolean {
  return weightedSum(value, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11 === Number(value[3]);
}

export const westernKinds: readonly IdentifierKind[] = [
  {
    country: 'DE',
    name: 'Krankenversichertennummer',
    systems: ['http://fhir.de/sid/gkv/kvid-10', 'urn:oid:1.2.276.0.76.4.8'],
    registered: true,
    form: /^[A-Z]\d{9}$/,
    formInWords: 'A Krankenversichertennummer has a letter and nine digits in the part that stays.',
    holds: germanDigitFits,
    example: 'A123456780',
  },
  {
    country: 'BE',
    name: 'NISS',
    systems: ['https://www.ehealth.fgov.be/standards/fhir/core/NamingSystem/ssin'],
    registered: true,
    form: /^\d{11}$/,
    formInWords: 'A NISS has eleven digits.',
    holds: belgianNumberFits,
    example: '85.07.30-033.28',
  },
  {
    country: 'NL',
    name: 'burgerservicenummer',
    systems: ['http://fhir.nl/fhir/NamingSystem/bsn', 'urn:oid:2.16.840.1.113883.2.4.6.3'],
    registered: true,
    form: /^\d{8,9}$/,
    formInWords: 'A burgerservicenummer has eight or nine digits.',
    holds: dutchElevenTestHolds,
    example: '1112.22.333',
  },
  {
    country: 'LU',
    name: 'matricule',
    systems: ['urn:oid:1.3.182.4.4'],
    registered: true,
    form: /^(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{5}$/,
    formInWords: 'A matricule has 13 digits, of which the first eight are the date of birth.',
    holds: (value) => luhnHolds(value.slice(0, 12)) && verhoeffHolds(value.slice(0, 11) + value.slice(12)),
    example: '1893 1201 057 32',
  },
  {
    country: 'IE',
    name: 'PPSN',
    systems: [ownSystem('IE', 'ppsn')],
    registered: false,
    form: /^\d{7}[A-W][A-IWTX]?$/,
    formInWords: 'A PPSN has seven digits and one or two letters.',
    holds: irishLetterFits,
    example: '6433435F',
  },
  {
    country: 'AT',
    name: 'Sozialversicherungsnummer',
    systems: ['urn:oid:1.2.40.0.10.1.4.3.1'],
    registered: true,
    form: /^[1-9]\d{9}$/,
    formInWords: 'A Sozialversicherungsnummer has ten digits, of which the last six are usually the date of birth.',
    holds: austrianDigitFits,
    example: '1237 010180',
  },
  {
    country: 'LI',
    name: 'PEID',
    systems: [ownSystem('LI', 'peid')],
    registered: false,
    form: /^\d{4,12}$/,
    formInWords: 'A PEID has up to twelve digits.',
    example: '1234567',
  },
];
