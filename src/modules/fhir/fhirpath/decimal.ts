/** A decimal number of any size, exact, with the digits behind the point that it was given. */
export class Decimal {
  /** The number without its point. */
  readonly digits: bigint;
  /** Digits behind the point. */
  readonly scale: number;
  constructor(digits: bigint, scale: number) {
    this.digits = digits;
    this.scale = scale;
  }
}

/** Digits that a quotient has behind the point. */
const quotientScale = 20;
/** Digits that the result of a computation keeps behind the point. */
export const mostScale = 28;

const form = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Reads a number as JSON and FHIR write it; undefined where the text is none. */
export function decimalOf(text: string): Decimal | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = '0', fraction = '', exponent = '0'] = found;
  const scale = fraction.length - Number(exponent);
  const digits = BigInt(`${sign === '-' ? '-' : ''}${whole}${fraction}`);
  return scale < 0 ? new Decimal(digits * 10n ** BigInt(-scale), 0) : new Decimal(digits, scale);
}

/** The decimal that a number of the machine prints as. */
export function decimalOfNumber(value: number): Decimal {
  return decimalOf(String(value)) ?? new Decimal(0n, 0);
}

export function decimalText({ digits, scale }: Decimal): string {
  if (scale === 0) return digits.toString();
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  return `${negative ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

export function toNumber(value: Decimal): number {
  return Number(decimalText(value));
}

function withScale({ digits, scale }: Decimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

function together(a: Decimal, b: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [withScale(a, scale), withScale(b, scale), scale];
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const [one, other] = together(a, b);
  return one < other ? -1 : one > other ? 1 : 0;
}

export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const [one, other, scale] = together(a, b);
  return new Decimal(one + other, scale);
}

export function subtractDecimals(a: Decimal, b: Decimal): Decimal {
  return addDecimals(a, negated(b));
}

export function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  return shortened(new Decimal(a.digits * b.digits, a.scale + b.scale), mostScale);
}

/** The quotient without trailing zeros; undefined for a division by zero. */
export function divideDecimals(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  const [one, other] = together(a, b);
  const quotient = new Decimal((one * 10n ** BigInt(quotientScale)) / other, quotientScale);
  return trimmed(quotient);
}

/** The whole part of a quotient, towards zero; undefined for a division by zero. */
export function wholeQuotient(a: Decimal, b: Decimal): bigint | undefined {
  if (b.digits === 0n) return undefined;
  const [one, other] = together(a, b);
  return one / other;
}

/** What is left of a division towards zero; undefined for a division by zero. */
export function remainder(a: Decimal, b: Decimal): Decimal | undefined {
  if (b.digits === 0n) return undefined;
  const [one, other, scale] = together(a, b);
  return new Decimal(one % other, scale);
}

export function negated({ digits, scale }: Decimal): Decimal {
  return new Decimal(-digits, scale);
}

/** Without the zeros at the end of what stands behind the point. */
export function trimmed(value: Decimal): Decimal {
  let { digits, scale } = value;
  while (scale > 0 && digits % 10n === 0n) {
    digits /= 10n;
    scale--;
  }
  return scale === value.scale ? value : new Decimal(digits, scale);
}

export type Rounding = 'towards-zero' | 'half-away' | 'down' | 'up';

/** The number with `scale` digits behind the point. */
export function rounded(value: Decimal, scale: number, how: Rounding): Decimal {
  if (value.scale <= scale) return new Decimal(withScale(value, scale), scale);
  const step = 10n ** BigInt(value.scale - scale);
  const whole = value.digits / step;
  const rest = value.digits % step;
  if (rest === 0n || how === 'towards-zero') return new Decimal(whole, scale);
  const away = value.digits < 0n ? -1n : 1n;
  const size = rest < 0n ? -rest : rest;
  const moves = how === 'half-away' ? size * 2n >= step : how === 'down' ? rest < 0n : rest > 0n;
  return new Decimal(moves ? whole + away : whole, scale);
}

function shortened(value: Decimal, scale: number): Decimal {
  return value.scale <= scale ? value : trimmed(rounded(value, scale, 'half-away'));
}
