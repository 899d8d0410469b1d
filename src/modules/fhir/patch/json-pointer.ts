import { isObject } from '../json-value.ts';
import { NumberText } from '../number-literal.ts';

/** Steps of a pointer; no resource nests deeper. */
const mostSteps = 64;

const pointerForm = /^(?:\/(?:[^~/]|~[01])*)*$/;
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The steps of a JSON pointer (RFC 6901); none for the whole document. Undefined where it is not well formed, is longer
 * than any resource is deep, or names what reaches a prototype.
 */
export function pointerSteps(pointer: string): readonly string[] | undefined {
  if (!pointerForm.test(pointer)) return undefined;
  // `~1` before `~0`, so that `~01` is a tilde and a one (RFC 6901, section 4).
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  return steps.length > mostSteps || steps.some((step) => forbidden.has(step)) ? undefined : steps;
}

const indexForm = /^(?:0|[1-9][0-9]{0,8})$/;

/** The place in an array that a step names; undefined where it names none up to `last`. */
export function indexOf(step: string, last: number): number | undefined {
  if (!indexForm.test(step)) return undefined;
  const index = Number(step);
  return index <= last ? index : undefined;
}

/** An object of the document; numbers are kept as objects of their own kind and are none. */
export function isMembers(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !(value instanceof NumberText);
}

/** What stands at the end of the steps, wrapped, since it may be null; undefined where nothing does. */
export function valueAt(document: unknown, steps: readonly string[]): { readonly value: unknown } | undefined {
  let value = document;
  for (const step of steps) {
    if (Array.isArray(value)) {
      const index = indexOf(step, value.length - 1);
      if (index === undefined) return undefined;
      value = value[index];
    } else if (isMembers(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return { value };
}
