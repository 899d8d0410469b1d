import { createRequire } from 'node:module';

/** How a unit is expressed in base units: `base amount = given amount * factor + offset`. */
export interface BaseUnit {
  /** The base units that it comes down to, as UCUM writes them (`g.m-3`); `1` where there are none. */
  readonly base: string;
  readonly factor: number;
  /** Other than 0 for degrees alone. */
  readonly offset: number;
}

/** The code system of UCUM (R4 terminologies-systems.html). */
export const ucum = 'http://unitsofmeasure.org';

interface Library {
  readonly UcumLhcUtils: {
    getInstance(): {
      convertToBaseUnits(
        unit: string,
        amount: number,
      ): {
        readonly status: string;
        readonly magnitude?: number;
        readonly unitToExp?: Readonly<Record<string, number>>;
        readonly fromUnitIsSpecial?: boolean;
      };
    };
  };
}

// An import would load the tables with the module; they take 20 ms and 8 MB.
const require = createRequire(import.meta.url);
let tables: ReturnType<Library['UcumLhcUtils']['getInstance']> | undefined;

const form = /^[!-~]{1,100}$/;
const mostRemembered = 5_000;
const remembered = new Map<string, BaseUnit | undefined>();

/**
 * The base unit of a case-sensitive UCUM code, so that amounts in units of one kind can be compared (5 mg/dL is
 * 0.05 g/L). Undefined for what is no UCUM code, for arbitrary units (`[iU]`), which compare with themselves alone, and
 * for scales that are no straight line (`[pH]`, decibels). The tables are loaded by the first question; answers are kept.
 */
export function baseUnitOf(code: string): BaseUnit | undefined {
  if (!form.test(code)) return undefined;
  const known = remembered.get(code);
  if (known !== undefined || remembered.has(code)) return known;
  const found = quietly(() => lookUp(code));
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(code, found);
  return found;
}

/** An amount in base units; the ends of what a double holds stay ends. */
export function inBaseUnit(amount: number, { factor, offset }: BaseUnit): number {
  return Math.min(Math.max(amount * factor + offset, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** The library prints a unit that it fails on, and what stands in a record has no place in a log. */
function quietly<T>(work: () => T): T {
  const { log } = console;
  console.log = () => {};
  try {
    return work();
  } finally {
    console.log = log;
  }
}

/** Far enough for the difference of two amounts to lose no digits to the offset between them. */
const far = 1e6;

function lookUp(code: string): BaseUnit | undefined {
  tables ??= (require('@lhncbc/ucum-lhc') as Library).UcumLhcUtils.getInstance();
  const one = tables.convertToBaseUnits(code, 1);
  if (one.status !== 'succeeded' || one.magnitude === undefined || one.unitToExp === undefined) return undefined;
  const base = baseText(one.unitToExp);
  if (one.fromUnitIsSpecial !== true) return straight({ base, factor: one.magnitude, offset: 0 });
  const { magnitude: zero = Number.NaN } = tables.convertToBaseUnits(code, 0);
  const { magnitude: distant = Number.NaN } = tables.convertToBaseUnits(code, far);
  const factor = (distant - zero) / far;
  const isLine = Math.abs(zero + factor - one.magnitude) <= 1e-9 * Math.abs(one.magnitude);
  return isLine ? straight({ base, factor, offset: zero }) : undefined;
}

function straight(unit: BaseUnit): BaseUnit | undefined {
  return Number.isFinite(unit.factor) && Number.isFinite(unit.offset) && unit.factor > 0 ? unit : undefined;
}

function baseText(exponents: Readonly<Record<string, number>>): string {
  const parts = Object.entries(exponents).filter(([, exponent]) => exponent !== 0);
  if (parts.length === 0) return '1';
  return parts
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([unit, exponent]) => (exponent === 1 ? unit : unit + exponent))
    .join('.');
}
