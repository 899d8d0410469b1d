import { luhnHolds, weightedSum } from '../check-digits.ts';
import { type IdentifierKind, ownSystem } from '../identifier-kind.ts';

/** 11 - (sum mod 11), where 11 is 0; 10 is given to nobody. */
function elevenLess(sum: number): number {
  return (11 - (sum % 11)) % 11;
}

/** Two check digits, mod 11 each. */
function norwegianDigitsFit(value: string): boolean {
  return (
    elevenLess(weightedSum(value, [3, 7, 6, 1, 8, 9, 4, 5, 2])) === Number(value[9]) &&
    elevenLess(weightedSum(value, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2])) === Number(value[10])
  );
}

const finnishSigns = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** The nine digits mod 31. */
function finnishSignFits(value: string): boolean {
  return finnishSigns[Number(value.slice(0, 6) + value.slice(7, 10)) % 31] === value[10];
}

/** Estonia and Lithuania: mod 11 by one row of weights, by a second where the first gives 10, and 0 where that does too. */
function balticDigitFits(value: string): boolean {
  const [first, second] = [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 1],
    [3, 4, 5, 6, 7, 8, 9, 1, 2, 3],
  ].map((weights) => weightedSum(value, weights) % 11);
  const digit = first === 10 ? second : first;
  return (digit === 10 ? 0 : digit) === Number(value[10]);
}

/** (1101 - weighted sum) mod 11, for codes that begin with a date; how the newer ones are checked is not published. */
function latvianDigitFits(value: string): boolean {
  if (value.startsWith('3') && value[1] !== '0' && value[1] !== '1') return true;
  return ((1101 - weightedSum(value, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11) % 10 === Number(value[10]);
}

export const northernKinds: readonly IdentifierKind[] = [
  {
    country: 'SE',
    name: 'personnummer',
    systems: ['http://electronichealth.se/identifier/personnummer', 'urn:oid:1.2.752.129.2.1.3.1'],
    registered: true,
    // A plus says that the person is over a hundred; a samordningsnummer counts 60 to the day.
    separators: /[\s.-]/gu,
    form: /^(?:18|19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\+?\d{4}$/,
    formInWords: 'A personnummer has ten or twelve digits, of which the first are the date of birth.',
    holds: (value) => luhnHolds(value.replace('+', '').slice(-10)),
    example: '880320-0016',
  },
  {
    country: 'DK',
    name: 'CPR-nummer',
    systems: ['urn:oid:1.2.208.176.1.2'],
    registered: true,
    form: /^(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{6}$/,
    formInWords: 'A CPR-nummer has ten digits, of which the first six are the date of birth.',
    // Since October 2007 numbers are given out that fail the mod 11 check of the older ones.
    example: '211062-5629',
  },
  {
    country: 'NO',
    name: 'fødselsnummer or D-nummer',
    systems: ['urn:oid:2.16.578.1.12.4.1.4.1', 'urn:oid:2.16.578.1.12.4.1.4.2'],
    registered: true,
    form: /^\d{11}$/,
    formInWords: 'A fødselsnummer has eleven digits.',
    holds: norwegianDigitsFit,
    example: '151086 95088',
  },
  {
    country: 'FI',
    name: 'henkilötunnus',
    systems: ['urn:oid:1.2.246.21'],
    registered: true,
    // The sign in the middle is the century.
    separators: /\s/gu,
    form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[+\-A-FU-Y]\d{3}[\dA-FHJ-NPR-Y]$/,
    formInWords:
      'A henkilötunnus has a date of six digits, a sign for the century, three digits and a check character.',
    holds: finnishSignFits,
    example: '131052-308T',
  },
  {
    country: 'EE',
    name: 'isikukood',
    systems: ['https://fhir.ee/sid/pid/est/ni'],
    registered: true,
    form: /^[1-8]\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}$/,
    formInWords: 'An isikukood has eleven digits: sex and century, date of birth, number and check digit.',
    holds: balticDigitFits,
    example: '36805280109',
  },
  {
    country: 'LT',
    name: 'asmens kodas',
    systems: [ownSystem('LT', 'asmens-kodas')],
    registered: false,
    form: /^[1-9]\d{10}$/,
    formInWords: 'An asmens kodas has eleven digits.',
    holds: balticDigitFits,
    example: '33309240064',
  },
  {
    country: 'LV',
    name: 'personas kods',
    systems: ['urn:oid:1.3.6.1.4.1.38760.3.1.1'],
    registered: true,
    form: /^(?:(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[012]|3[2-9]\d{5})\d{4}$/,
    formInWords: 'A personas kods has eleven digits, which begin with the date of birth or with 32.',
    holds: latvianDigitFits,
    example: '161175-19997',
  },
  {
    country: 'IS',
    name: 'kennitala',
    systems: [ownSystem('IS', 'kennitala')],
    registered: false,
    form: /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{5}[089]$/,
    formInWords: 'A kennitala has ten digits, of which the first six are the date of birth.',
    holds: (value) => elevenLess(weightedSum(value, [3, 2, 7, 6, 5, 4, 3, 2])) === Number(value[8]),
    example: '120174-3399',
  },
];
