import { type Fault, fail, faultOf, type Outcome, ok } from '#kernel';
import { findJsonHazard } from '../json-guard.ts';
import { findSyntaxError } from '../json-syntax.ts';
import { whereIs } from '../json-text.ts';
import { isObject } from '../json-value.ts';
import { NumberText, parseKeepingNumbers } from '../number-literal.ts';
import { mostOperations, type Patch } from './apply-patch.ts';
import { indexOf, isMembers, pointerSteps, valueAt } from './json-pointer.ts';

/** Values within each other that a patch brings or makes; what is kept nests no deeper. */
const mostDepth = 64;
/** Values that all operations of a patch may copy, compare or place: a few copies of copies would fill the memory. */
const mostValues = 1_000_000;

type Steps = readonly string[];

type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: Steps; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: Steps }
  | { readonly op: 'move' | 'copy'; readonly path: Steps; readonly from: Steps };

/**
 * Reads a JSON Patch (RFC 6902), every operation of it, before anything is applied. Refuses with `body.malformed`,
 * `body.too-deep`, `patch.malformed` and `patch.too-costly`; what it gives refuses with `patch.not-applicable` and
 * `patch.test-failed`.
 */
export function readJsonPatch(text: string): Outcome<Patch> {
  const hazard = findJsonHazard(text, mostDepth);
  if (hazard !== undefined) {
    const code = hazard.kind === 'too-deep' ? 'body.too-deep' : 'body.malformed';
    return fail(
      code,
      `The patch nests too deep, repeats a member or names a prototype (${whereIs(text, hazard.position)}).`,
    );
  }
  let listed: unknown;
  try {
    listed = parseKeepingNumbers(text);
  } catch {
    return fail('body.malformed', `The text is not well-formed JSON (${whereIs(text, findSyntaxError(text))}).`);
  }
  if (!Array.isArray(listed)) return fail('patch.malformed', 'A JSON Patch is an array of operations.');
  if (listed.length > mostOperations) {
    return fail('patch.too-costly', `A patch may have at most ${mostOperations} operations.`);
  }
  const operations: Operation[] = [];
  for (const [index, one] of listed.entries()) {
    const operation = readOperation(one);
    if (typeof operation === 'string') return fail('patch.malformed', `Operation ${index + 1}: ${operation}`);
    operations.push(operation);
  }
  return ok((document) => applyAll(document, operations));
}

/** An operation, or what is wrong with it. */
function readOperation(value: unknown): Operation | string {
  if (!isObject(value)) return 'it must be an object.';
  const { op } = value;
  const path = stepsOf(value.path);
  if (path === undefined) return 'path must be a JSON pointer, such as /name/0/family.';
  if (op === 'remove') return path.length === 0 ? 'a resource is not removed by a patch.' : { op, path };
  if (op === 'move' || op === 'copy') {
    const from = stepsOf(value.from);
    if (from === undefined) return 'from must be a JSON pointer, such as /name/0/family.';
    const intoItself = from.length < path.length && from.every((step, index) => step === path[index]);
    if (op === 'move' && intoItself) return 'nothing can be moved into itself.';
    return { op, path, from };
  }
  if (op !== 'add' && op !== 'replace' && op !== 'test') return 'op must be add, remove, replace, move, copy or test.';
  return Object.hasOwn(value, 'value') ? { op, path, value: value.value } : 'it needs a value.';
}

function stepsOf(pointer: unknown): Steps | undefined {
  return typeof pointer === 'string' ? pointerSteps(pointer) : undefined;
}

/** The document stands below a name of its own, so that the whole of it is replaced like any part. */
interface Run {
  readonly holder: { document: unknown };
  valuesLeft: number;
}

const tooCostly = new Error('A patch handles more values than it may');

function applyAll(document: unknown, operations: readonly Operation[]): Outcome<unknown> {
  const run: Run = { holder: { document }, valuesLeft: mostValues };
  try {
    for (const [index, operation] of operations.entries()) {
      const fault = applyOne(run, operation, `Operation ${index + 1}:`);
      if (fault !== undefined) return { ok: false, fault };
    }
  } catch (thrown) {
    if (thrown !== tooCostly) throw thrown;
    return fail('patch.too-costly', 'The patch copies or compares more than the node allows.');
  }
  return ok(run.holder.document);
}

function applyOne(run: Run, operation: Operation, which: string): Fault | undefined {
  const { document } = run.holder;
  const absent = (name: string) => faultOf('patch.not-applicable', `${which} ${name} leads to nothing.`);
  const put = (value: unknown, replace: boolean) =>
    place(run, operation.path, value, replace) ? undefined : absent(replace ? 'path' : 'the place that path names');
  switch (operation.op) {
    case 'add':
      return put(cloned(run, operation.value, operation.path.length), false);
    case 'replace':
      return put(cloned(run, operation.value, operation.path.length), true);
    case 'remove':
      return take(run, operation.path) === undefined ? absent('path') : undefined;
    case 'test': {
      const found = valueAt(document, operation.path);
      if (found !== undefined && isEqual(run, found.value, operation.value)) return undefined;
      return faultOf('patch.test-failed', `${which} the value is not the one that was tested for.`);
    }
    case 'copy': {
      const found = valueAt(document, operation.from);
      return found === undefined ? absent('from') : put(cloned(run, found.value, operation.path.length), false);
    }
    case 'move': {
      const found = valueAt(document, operation.from);
      if (found === undefined) return absent('from');
      if (operation.from.join('/') === operation.path.join('/')) return undefined;
      const value = cloned(run, found.value, operation.path.length);
      if (operation.from.length > 0) take(run, operation.from);
      return put(value, false);
    }
  }
}

/** Puts a value at the end of the steps: into an array it is inserted, unless it replaces. False where that is nowhere. */
function place(run: Run, steps: Steps, value: unknown, replace: boolean): boolean {
  const { parent, last } = parentOf(run, steps);
  if (Array.isArray(parent)) {
    const index = last === '-' && !replace ? parent.length : indexOf(last, parent.length - (replace ? 1 : 0));
    if (index === undefined) return false;
    parent.splice(index, replace ? 1 : 0, value);
    return true;
  }
  if (!isMembers(parent) || (replace && !Object.hasOwn(parent, last))) return false;
  parent[last] = value;
  return true;
}

function take(run: Run, steps: Steps): true | undefined {
  const { parent, last } = parentOf(run, steps);
  if (Array.isArray(parent)) {
    const index = indexOf(last, parent.length - 1);
    if (index === undefined) return undefined;
    parent.splice(index, 1);
    return true;
  }
  if (!isMembers(parent) || !Object.hasOwn(parent, last)) return undefined;
  delete parent[last];
  return true;
}

function parentOf(run: Run, steps: Steps): { readonly parent: unknown; readonly last: string } {
  const whole = ['document', ...steps];
  return { parent: valueAt(run.holder, whole.slice(0, -1))?.value, last: whole.at(-1) as string };
}

/** A copy for a place `depth` steps down: two places never share a value, and the document stays shallow. */
function cloned(run: Run, value: unknown, depth: number): unknown {
  if (--run.valuesLeft < 0 || depth > 2 * mostDepth) throw tooCostly;
  if (Array.isArray(value)) return value.map((one) => cloned(run, one, depth + 1));
  if (!isMembers(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = cloned(run, value[key], depth + 1);
  return copy;
}

/** Equal as RFC 6902, section 4.6, has it: numbers by value, objects without regard to order. */
function isEqual(run: Run, one: unknown, other: unknown): boolean {
  if (--run.valuesLeft < 0) throw tooCostly;
  if (one instanceof NumberText || other instanceof NumberText) {
    return one instanceof NumberText && other instanceof NumberText && Number(one.literal) === Number(other.literal);
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isEqual(run, value, other[index]));
  }
  if (!isMembers(one) || !isMembers(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqual(run, one[name], other[name]))
  );
}
