/** Sums by which identifiers find typing errors. Each takes text that has the form of its identifier. */

export function digitsOf(text: string): readonly number[] {
  return Array.from(text, Number);
}

/** The digits, each times its weight, added up; digits beyond the weights count nothing. */
export function weightedSum(text: string, weights: readonly number[]): number {
  const digits = digitsOf(text);
  return weights.reduce((sum, weight, place) => sum + weight * (digits[place] ?? 0), 0);
}

/** The number modulo `divisor`, however many digits it has. */
export function remainderOf(text: string, divisor: number): number {
  return digitsOf(text).reduce((rest, digit) => (rest * 10 + digit) % divisor, 0);
}

/** Digits of which every second is doubled (the last digit once, the one before it twice, ...), as sums of their digits. */
function luhnSum(text: string): number {
  return digitsOf(text)
    .toReversed()
    .reduce(
      (sum, digit, place) => sum + (place % 2 === 0 ? digit : Math.floor((digit * 2) / 10) + ((digit * 2) % 10)),
      0,
    );
}

/** Luhn (ISO/IEC 7812-1, annex B), the check digit last: finds every single wrong digit. */
export function luhnHolds(text: string): boolean {
  return luhnSum(text) % 10 === 0;
}

/** ISO 7064, MOD 11,10, the check digit last: finds every single wrong digit. */
export function iso7064Mod1110Holds(text: string): boolean {
  const rest = digitsOf(text)
    .slice(0, -1)
    .reduce((product, digit) => (((product + digit) % 10 || 10) * 2) % 11, 10);
  return (rest + Number(text.at(-1))) % 10 === 1;
}

/** Multiplication in the dihedral group of order 10, in which 0 to 4 turn and 5 to 9 turn a mirror image. */
function dihedral(one: number, other: number): number {
  if (one < 5) return other < 5 ? (one + other) % 5 : 5 + ((one + other) % 5);
  return other < 5 ? 5 + ((one - other) % 5) : (one - other + 5) % 5;
}

const verhoeffPermutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/** Verhoeff, the check digit last: finds every single wrong digit and every swap of neighbours. */
export function verhoeffHolds(text: string): boolean {
  const permuted = (digit: number, times: number) => {
    let result = digit;
    for (let time = 0; time < times % 8; time++) result = verhoeffPermutation[result] ?? 0;
    return result;
  };
  return (
    digitsOf(text)
      .toReversed()
      .reduce((rest, digit, place) => dihedral(rest, permuted(digit, place)), 0) === 0
  );
}
