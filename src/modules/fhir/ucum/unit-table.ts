import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** A unit of the UCUM table, as it is defined there. */
export interface UnitDefinition {
  readonly code: string;
  readonly name: string;
  /** Takes prefixes. */
  readonly isMetric: boolean;
  /** Defined by a procedure, not by a quantity: it compares with itself alone (UCUM section 24). */
  readonly isArbitrary: boolean;
  /** Of a scale that is no multiple of a unit (UCUM section 21). */
  readonly scale?: string;
  /** What it is a multiple of; undefined of base units. */
  readonly of?: { readonly amount: number; readonly unit: string };
}

export interface UnitPrefix {
  readonly code: string;
  readonly name: string;
  readonly factor: number;
}

export interface UnitTable {
  readonly units: ReadonlyMap<string, UnitDefinition>;
  readonly prefixes: ReadonlyMap<string, UnitPrefix>;
}

/** A table in which a row is an array, and `config` names its members. */
interface Packed {
  readonly config: readonly (string | readonly string[])[];
  readonly data: readonly (readonly unknown[])[];
}

/** Of the package's table: its rows from LOINC are expressions, which need no row. */
const ownSource = 'UCUM';
/** Scales that the package has for what UCUM defines as one over a unit. */
const inverse = 'inv';
/** The package gives the prism dioptre degrees to count in; its scale yields an angle in radian (UCUM table 11). */
const inRadian: ReadonlySet<string> = new Set(['tanTimes100', '100tan']);

/** Names by the UCUM table where the package has others, or none. Elsewhere it adds what they measure: `second - time`. */
const names: Readonly<Record<string, string>> = { L: 'liter', '%': 'percent' };

let table: UnitTable | undefined;

/** The table of UCUM 2.2 as the package @lhncbc/ucum-lhc carries it; 230 kB are read by the first question. */
export function unitTable(): UnitTable {
  table ??= readTable();
  return table;
}

function readTable(): UnitTable {
  const require = createRequire(import.meta.url);
  const path = require.resolve('@lhncbc/ucum-lhc/data/ucumDefs.min.json');
  const { units, prefixes } = JSON.parse(readFileSync(path, 'utf8')) as { units: Packed; prefixes: Packed };
  return {
    units: new Map(
      rowsOf(units)
        .filter((row) => row.source_ === ownSource)
        .map((row) => [textOf(row.csCode_), definitionOf(row)]),
    ),
    prefixes: new Map(
      rowsOf(prefixes).map((row) => {
        const code = textOf(row.code_);
        return [code, { code, name: textOf(row.name_), factor: Number(row.value_) }];
      }),
    ),
  };
}

function rowsOf({ config, data }: Packed): Readonly<Record<string, unknown>>[] {
  return data.map((row) => Object.fromEntries(row.map((value, at) => [String(config[at]), value])));
}

function definitionOf(row: Readonly<Record<string, unknown>>): UnitDefinition {
  const code = textOf(row.csCode_);
  const scale = textOf(row.cnv_);
  const unit = inRadian.has(scale) ? 'rad' : textOf(row.csUnitString_);
  const amount = Number(row.baseFactor_ ?? 1);
  return {
    code,
    name: names[code] ?? (textOf(row.name_).split(' - ')[0] || code),
    isMetric: row.isMetric_ === true || row.isBase_ === true,
    isArbitrary: row.isArbitrary_ === true,
    ...(row.isBase_ !== true && { of: { amount, unit: scale === inverse ? `/${unit}` : unit } }),
    ...(scale !== '' && scale !== inverse && { scale }),
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
