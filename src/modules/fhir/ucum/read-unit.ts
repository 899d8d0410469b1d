import { type Scale, scales } from './scales.ts';
import { type UnitDefinition, type UnitPrefix, unitTable } from './unit-table.ts';

/** What a unit expression comes down to. */
export interface Unit {
  /** Exponents by base unit, without zeros. */
  readonly dimension: ReadonlyMap<string, number>;
  /** How many of the product of base units it is; of a special unit, what a multiple on its scale is. */
  readonly factor: number;
  /** Of a special unit that stands alone: a reading times `scaleFactor` is a reading on `scale`. */
  readonly scale?: Scale;
  readonly scaleFactor?: number;
  /** A scale that is no straight line takes part in a product, which so has no meaning that could be computed. */
  readonly isUndefined?: boolean;
  /** It holds a unit that compares with itself alone. */
  readonly isArbitrary: boolean;
  /** As people read it: `(milligram) / (deciliter)`. */
  readonly words: string;
}

const symbol = /^(10[*^]|(?:[^[\]./(){}+\-0-9\s]|\[[^[\]\s]*\])+)/;
const exponentForm = /^[+-]?\d{1,3}/;
const digits = /^\d{1,15}(?![\d*^])/;
const annotation = /^\{[\x20-\x7a|~]*\}/;
const none: ReadonlyMap<string, number> = new Map();
const one: Unit = { dimension: none, factor: 1, isArbitrary: false, words: '1' };
const deepest = 20;

class NotAUnit extends Error {}

/**
 * Reads a case-sensitive UCUM expression by the grammar of section 2 (terms, components, exponents, annotations,
 * parentheses). Undefined for what is no expression, or names a unit or prefix that the table has not.
 */
export function readUnit(code: string): Unit | undefined {
  try {
    return readExpression(code);
  } catch (error) {
    if (error instanceof NotAUnit) return undefined;
    throw error;
  }
}

const known = new Map<UnitDefinition, Unit>();

function readExpression(text: string): Unit {
  let at = 0;
  const take = (form: RegExp): string | undefined => {
    const found = form.exec(text.slice(at))?.[0];
    at += found?.length ?? 0;
    return found;
  };
  const is = (character: string) => {
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };

  function term(depth: number): Unit {
    if (depth > deepest) throw new NotAUnit();
    let result: Unit;
    if (is('/')) {
      const below = component(depth);
      result = { ...combined(one, below, -1), words: `1 / ${below.words}` };
    } else result = component(depth);
    for (;;) {
      if (is('.')) result = combined(result, component(depth), 1);
      else if (is('/')) result = combined(result, component(depth), -1);
      else return result;
    }
  }

  function component(depth: number): Unit {
    if (take(annotation) !== undefined) return one;
    const unit = plainComponent(depth);
    // The grammar has annotations after units alone; published codes have them after numbers and parentheses too.
    return take(annotation) === undefined ? unit : { ...unit, words: `${unit.words} * 1` };
  }

  function plainComponent(depth: number): Unit {
    if (is('(')) {
      const inner = term(depth + 1);
      if (!is(')')) throw new NotAUnit();
      return { ...inner, words: `(${inner.words})` };
    }
    const factor = take(digits);
    if (factor !== undefined) return { ...one, factor: Number(factor), words: factor };
    const name = take(symbol);
    if (name === undefined) throw new NotAUnit();
    const simple = simpleUnit(name);
    const exponent = take(exponentForm);
    return exponent === undefined ? simple : raised(simple, Number(exponent));
  }

  const result = term(0);
  if (at !== text.length) throw new NotAUnit();
  return result;
}

function simpleUnit(name: string): Unit {
  const { units, prefixes } = unitTable();
  const exact = units.get(name);
  if (exact !== undefined) return { ...unitOf(exact), words: `(${exact.name})` };
  for (const length of [2, 1]) {
    const prefix = prefixes.get(name.slice(0, length));
    const unit = units.get(name.slice(length));
    if (prefix !== undefined && unit?.isMetric === true) return prefixed(prefix, unit);
  }
  throw new NotAUnit();
}

function prefixed(prefix: UnitPrefix, definition: UnitDefinition): Unit {
  const unit = unitOf(definition);
  const words = `(${prefix.name}${definition.name})`;
  return unit.scale === undefined
    ? { ...unit, factor: unit.factor * prefix.factor, words }
    : { ...unit, scaleFactor: prefix.factor, words };
}

/** What a unit of the table is, by its definition, which is an expression itself. */
function unitOf(definition: UnitDefinition): Unit {
  const before = known.get(definition);
  if (before !== undefined) return before;
  const { code, name, of, isArbitrary } = definition;
  const words = `(${name})`;
  let unit: Unit;
  if (of === undefined) unit = { dimension: new Map([[code, 1]]), factor: 1, isArbitrary, words };
  else {
    const base = readExpression(of.unit);
    const scale = definition.scale === undefined ? undefined : scales[definition.scale];
    unit = {
      dimension: base.dimension,
      factor: base.factor * of.amount,
      isArbitrary: isArbitrary || base.isArbitrary,
      words,
      ...(scale !== undefined && { scale, scaleFactor: 1 }),
    };
  }
  known.set(definition, unit);
  return unit;
}

/** Within a product a temperature is a difference (UCUM section 21 leaves it open); of other scales there is none. */
function asMultiple({ scale, scaleFactor = 1, ...unit }: Unit): Unit {
  if (scale === undefined) return unit;
  return { ...unit, factor: unit.factor * scaleFactor, ...(scale.shift === undefined && { isUndefined: true }) };
}

function combined(left: Unit, right: Unit, sign: 1 | -1): Unit {
  // A number or an annotation beside a special unit leaves it one: `1.Cel`, `{skin}.Cel`.
  if (sign === 1 && left === one) return { ...right, words: `${left.words} * ${right.words}` };
  const [by, of] = [asMultiple(left), asMultiple(right)];
  const dimension = new Map(by.dimension);
  for (const [base, exponent] of of.dimension) addTo(dimension, base, sign * exponent);
  return {
    dimension,
    factor: sign === 1 ? by.factor * of.factor : by.factor / of.factor,
    isArbitrary: by.isArbitrary || of.isArbitrary,
    words: `${by.words} ${sign === 1 ? '*' : '/'} ${of.words}`,
    ...((by.isUndefined === true || of.isUndefined === true) && { isUndefined: true }),
  };
}

function raised(simple: Unit, exponent: number): Unit {
  const unit = exponent === 1 ? simple : asMultiple(simple);
  const dimension = new Map<string, number>();
  for (const [base, own] of unit.dimension) addTo(dimension, base, own * exponent);
  return { ...unit, dimension, factor: unit.factor ** exponent, words: `${unit.words} ^ ${exponent}` };
}

function addTo(dimension: Map<string, number>, base: string, exponent: number): void {
  const sum = (dimension.get(base) ?? 0) + exponent;
  if (sum === 0) dimension.delete(base);
  else dimension.set(base, sum);
}
