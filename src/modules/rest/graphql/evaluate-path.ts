import type { FhirPath } from '#fhir';
import { textOf } from './exact-json.ts';

const functions: ReadonlySet<string> = new Set(['where', 'exists', 'empty', 'not', 'first', 'last', 'hasValue']);
const operators: ReadonlySet<string> = new Set(['|', 'and', '=', '!=']);

/** Is every part of the expression one that `evaluatePath` knows? */
export function isBuilt(path: FhirPath): boolean {
  switch (path.kind) {
    case 'literal':
      return true;
    case 'member':
      return path.of === undefined || isBuilt(path.of);
    case 'index':
      return isBuilt(path.of);
    case 'binary':
      return operators.has(path.operator) && isBuilt(path.left) && isBuilt(path.right);
    case 'call': {
      const { name, args, of } = path;
      const most = name === 'where' || name === 'exists' ? 1 : 0;
      const least = name === 'where' ? 1 : 0;
      const fits = functions.has(name) && args.length >= least && args.length <= most;
      return fits && (of === undefined || isBuilt(of)) && args.every(isBuilt);
    }
  }
}

/** Counts a step of an evaluation; throws where there are too many: a short expression can ask for any number of them. */
export type CountStep = () => void;

/**
 * Evaluates a FHIRPath on one value of a resource's JSON: members (a choice by its short name too), indexes, `=`, `!=`,
 * `and`, `|`, and the functions `where`, `exists`, `empty`, `not`, `first`, `last`, `hasValue`. What `isBuilt` denies is empty.
 */
export function evaluatePath(path: FhirPath, on: unknown, step: CountStep): readonly unknown[] {
  step();
  switch (path.kind) {
    case 'literal':
      return [path.value];
    case 'member':
      return (path.of === undefined ? [on] : evaluatePath(path.of, on, step)).flatMap((one) =>
        membersOf(one, path.name),
      );
    case 'index': {
      const found = evaluatePath(path.of, on, step)[path.at];
      return found === undefined ? [] : [found];
    }
    case 'call':
      return call(path.name, path.of === undefined ? [on] : evaluatePath(path.of, on, step), path.args, step);
    case 'binary':
      return operate(path, on, step);
  }
}

/** What a filter means: a boolean itself, otherwise whether there is anything. */
export function isTrueOf(path: FhirPath, on: unknown, step: CountStep): boolean {
  return truthOf(evaluatePath(path, on, step));
}

function truthOf(found: readonly unknown[]): boolean {
  const [only] = found;
  return found.length === 1 && typeof only === 'boolean' ? only : found.length > 0;
}

function membersOf(value: unknown, name: string): readonly unknown[] {
  if (name === '$this') return [value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const object = value as Readonly<Record<string, unknown>>;
  const isChoice = (key: string) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length));
  const key = Object.hasOwn(object, name) ? name : Object.keys(object).find(isChoice);
  const found = key === undefined ? undefined : object[key];
  return found === undefined ? [] : Array.isArray(found) ? found.filter((one) => one !== null) : [found];
}

function call(name: string, on: readonly unknown[], args: readonly FhirPath[], step: CountStep): readonly unknown[] {
  const [criteria] = args;
  const chosen = criteria === undefined ? on : on.filter((one) => isTrueOf(criteria, one, step));
  switch (name) {
    case 'where':
      return chosen;
    case 'exists':
      return [chosen.length > 0];
    case 'empty':
      return [on.length === 0];
    case 'hasValue':
      return [on.length === 1 && textOf(on[0]) !== undefined];
    case 'not':
      return on.length === 0 ? [] : [!truthOf(on)];
    case 'first':
      return on.slice(0, 1);
    case 'last':
      return on.slice(-1);
    default:
      return [];
  }
}

function operate(path: Extract<FhirPath, { kind: 'binary' }>, on: unknown, step: CountStep): readonly unknown[] {
  const left = evaluatePath(path.left, on, step);
  const right = evaluatePath(path.right, on, step);
  switch (path.operator) {
    case '|':
      return [...left, ...right];
    case 'and':
      return [truthOf(left) && truthOf(right)];
    case '=':
    case '!=': {
      if (left.length === 0 || right.length === 0) return [];
      const same = left.length === right.length && left.every((one, n) => isSame(one, right[n]));
      return [same === (path.operator === '=')];
    }
    default:
      return [];
  }
}

function isSame(one: unknown, other: unknown): boolean {
  const text = textOf(one);
  return text !== undefined && text === textOf(other);
}
