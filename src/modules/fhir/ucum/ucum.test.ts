import { existsSync, readFileSync } from 'node:fs';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { readDefinition } from '../definitions.ts';
import { baseUnitOf, convertAmount, meaningOfUnit } from '../units.ts';
import { unitTable } from './unit-table.ts';

const essence = new URL('../../../../../shared/data/ucum/ucum-essence.xml', import.meta.url);

interface PublishedUnit {
  readonly code: string;
  readonly isMetric: boolean;
  readonly isSpecial: boolean;
  readonly isArbitrary: boolean;
  readonly isBase: boolean;
  readonly amount: number;
  readonly unit: string;
}

/** The published table, read by itself so that it is independent of the one that the code reads. */
function publishedTable() {
  const units: PublishedUnit[] = [];
  const prefixes: { code: string; factor: number }[] = [];
  let open: { tag: string; attributes: Record<string, string> } | undefined;
  const parser = new SaxesParser();
  parser.on('opentag', ({ name: tag, attributes }) => {
    if (tag === 'prefix' || tag === 'unit' || tag === 'base-unit') open = { tag, attributes };
    const { Code: code = '', isMetric, isSpecial, isArbitrary } = open?.attributes ?? {};
    if (tag === 'base-unit') {
      units.push({ code, isMetric: true, isSpecial: false, isArbitrary: false, isBase: true, amount: 1, unit: code });
    } else if (tag === 'value' && open?.tag === 'prefix') {
      prefixes.push({ code, factor: Number(attributes.value) });
    } else if (tag === 'value' && open?.tag === 'unit') {
      units.push({
        code,
        isMetric: isMetric === 'yes',
        isSpecial: isSpecial === 'yes',
        isArbitrary: isArbitrary === 'yes',
        isBase: false,
        amount: Number(attributes.value ?? 1),
        unit: attributes.Unit ?? '',
      });
    }
  });
  parser.write(readFileSync(essence, 'latin1')).close();
  return { units, prefixes };
}

const isSame = (one: number, other: number) =>
  Math.abs(one - other) <= 1e-12 * Math.max(Math.abs(one), Math.abs(other));

/** After a logarithm and back fewer digits are left. */
const isNear = (found: number | undefined, expected: number) =>
  found !== undefined && Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected));

/** Fails with the names of the cases that do not hold, and prints how many do. */
function holdAll(what: string, cases: readonly { readonly name: string; readonly holds: boolean }[]) {
  const failed = cases.filter(({ holds }) => !holds).map(({ name }) => name);
  console.log(`ucum, ${what}: ${cases.length - failed.length} of ${cases.length} hold`);
  expect(failed).toEqual([]);
}

describe.skipIf(!existsSync(essence))('the table of UCUM (needs ../shared/data/ucum)', () => {
  const { units, prefixes } = publishedTable();

  it('has every unit and prefix', () => {
    expect(prefixes).toHaveLength(24);
    expect(units.filter(({ isBase }) => !isBase)).toHaveLength(303);
    holdAll(
      'units of the table',
      units.map(({ code, isMetric, isArbitrary }) => {
        const known = unitTable().units.get(code);
        return { name: code, holds: known?.isMetric === isMetric && known.isArbitrary === isArbitrary };
      }),
    );
    holdAll(
      'prefixes',
      prefixes.map(({ code, factor }) => ({ name: code, holds: unitTable().prefixes.get(code)?.factor === factor })),
    );
  });

  it('is what its definitions say', () => {
    holdAll(
      'units by their definition',
      units.map(({ code, amount, unit, isSpecial, isArbitrary }) => {
        const meaning = meaningOfUnit(code);
        const own = baseUnitOf(code);
        if (isArbitrary) return { name: code, holds: meaning?.isArbitrary === true && own === undefined };
        // What a special unit is, its procedure tells; those are converted below.
        if (isSpecial) return { name: code, holds: meaning !== undefined };
        const definition = baseUnitOf(unit);
        const holds =
          own !== undefined &&
          definition !== undefined &&
          own.base === definition.base &&
          own.offset === 0 &&
          isSame(own.factor, definition.factor * amount);
        return { name: code, holds };
      }),
    );
  });

  it('takes each prefix with each metric unit, and with no other', () => {
    const exact = new Set(units.map(({ code }) => code));
    const cases = units.flatMap(({ code, isMetric, isSpecial, isArbitrary }) =>
      prefixes.map((prefix) => {
        const name = prefix.code + code;
        if (exact.has(name) && name !== code) return { name, holds: meaningOfUnit(name) !== undefined };
        if (!isMetric) return { name, holds: !isReadable(name, exact) };
        const own = baseUnitOf(name);
        const plain = baseUnitOf(code);
        if (isArbitrary) return { name, holds: meaningOfUnit(name)?.isArbitrary === true };
        if (isSpecial) return { name, holds: isNear(convertAmount(1 / prefix.factor, name, code), 1) };
        return {
          name,
          holds: own?.base === plain?.base && isSame(own?.factor ?? 0, (plain?.factor ?? 0) * prefix.factor),
        };
      }),
    );
    holdAll('units with prefixes', cases);
  });

  /** A prefix before what takes none may still spell something else: `c` and `[car_Au]` do not, `d` and `ar` do. */
  function isReadable(name: string, exact: ReadonlySet<string>): boolean {
    if (meaningOfUnit(name) === undefined) return false;
    return (
      ![2, 1].some((length) => {
        const rest = units.find(({ code }) => code === name.slice(length));
        return rest?.isMetric === true && prefixes.some(({ code }) => code === name.slice(0, length));
      }) && !exact.has(name)
    );
  }

  it('compares units of one kind, and no others', () => {
    const comparable = units.filter(({ isArbitrary }) => !isArbitrary);
    holdAll(
      'pairs of units',
      comparable.flatMap((one) =>
        comparable.map((other) => {
          const [left, right] = [meaningOfUnit(one.code), meaningOfUnit(other.code)];
          const converted = convertAmount(1, one.code, other.code);
          return {
            name: `${one.code} in ${other.code}`,
            holds: (left?.canonical === right?.canonical) === (converted !== undefined),
          };
        }),
      ),
    );
  });
});

/** By the procedures of UCUM section 22 to 24 and well-known readings. */
const conversions: readonly (readonly [number, string, number, string])[] = [
  [37, 'Cel', 310.15, 'K'],
  [0, 'K', -273.15, 'Cel'],
  [37, 'Cel', 98.6, '[degF]'],
  [-40, '[degF]', -40, 'Cel'],
  [80, '[degRe]', 100, 'Cel'],
  [37000, 'mCel', 37, 'Cel'],
  [100, "[p'diop]", 45, 'deg'],
  [100, '%[slope]', 45, 'deg'],
  [7.4, '[pH]', 10 ** -7.4, 'mol/L'],
  [1, 'Np', Math.E, '1'],
  [3, 'B', 1000, '1'],
  [30, 'dB', 1000, '1'],
  [1, 'Np', Math.LOG10E, 'B'],
  [94, 'dB[SPL]', 1.0023744672545447, 'Pa'],
  [2, 'B[V]', 10, 'V'],
  [2, 'B[mV]', 10, 'mV'],
  [2, 'B[uV]', 10, 'uV'],
  [2, 'B[10.nV]', 100, 'nV'],
  [3, 'B[W]', 1, 'kW'],
  [0, 'B[kW]', 3, 'B[W]'],
  [8, 'bit_s', 256, '1'],
  [2, "[hp'_X]", 0.01, '1'],
  [2, "[hp'_C]", 0.0001, '1'],
  [1, "[hp'_M]", 0.001, '1'],
  [1, "[hp'_Q]", 0.00002, '1'],
  [3, '[m/s2/Hz^(1/2)]', 9, 'm2/s4/Hz'],
  [2, '[diop]', 2, '/m'],
  [100, '[mesh_i]', 100, '/[in_i]'],
  [9600, 'Bd', 9600, '/s'],
  [1, '[LPF]', 100, '[HPF]'],
];

describe('UCUM', () => {
  it('converts on special scales, there and back', () => {
    holdAll(
      'conversions',
      conversions.flatMap(([amount, from, other, to]) => {
        const forth = convertAmount(amount, from, to);
        const back = convertAmount(other, to, from);
        return [
          { name: `${amount} ${from} in ${to}`, holds: isNear(forth, other) },
          { name: `${other} ${to} in ${from}`, holds: isNear(back, amount) },
        ];
      }),
    );
  });

  it('reads every common unit that R4 lists', () => {
    const { entry } = readDefinition<{
      entry: { resource: { url?: string; compose?: { include: { concept?: { code: string }[] }[] } } }[];
    }>('valuesets');
    const common = entry.find(({ resource }) => resource.url === 'http://hl7.org/fhir/ValueSet/ucum-common')?.resource;
    const codes = common?.compose?.include.flatMap(({ concept = [] }) => concept.map(({ code }) => code)) ?? [];
    expect(codes.length).toBeGreaterThan(1000);
    holdAll(
      'common units',
      codes.map((name) => ({ name, holds: meaningOfUnit(name) !== undefined })),
    );
  });

  it.each([
    ['mg/dL', '(milligram) / (deciliter)'],
    ['mg/dL{milligram per deciliter}', '(milligram) / (deciliter) * 1'],
    ['10*9/L', '(the number ten for arbitrary powers) ^ 9 / (liter)'],
    ['kg.m/s2', '(kilogram) * (meter) / (second) ^ 2'],
  ])('says %s in words', (code, words) => {
    expect(meaningOfUnit(code)?.words).toBe(words);
  });

  it.each([
    '',
    'kgXX',
    'MG/DL',
    'm//s',
    'm.',
    '(m',
    'm)',
    'm{',
    'm{a}b}',
    '2m3x',
    'mkg',
    'k',
    '[foo]',
    'm^2',
    'm 2',
    '5 mg',
    '('.repeat(60),
  ])('reads nothing in %j', (code) => {
    expect(meaningOfUnit(code)).toBeUndefined();
    expect(convertAmount(1, code, 'm')).toBeUndefined();
  });
});
