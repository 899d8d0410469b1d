import { faultOf } from '#kernel';
import { errorOf, type GraphqlError, type Path } from './graphql-fault.ts';

/** How a name of the answer is printed: as a list, as one value, or as one value that may not be several. */
export type Form = 'list' | 'value' | 'singleton';

/** One name of an answer's object with the values found so far; or the content of a flattened field in its place. */
export type Slot =
  | { readonly key: string; readonly form: Form; readonly values: unknown[] }
  | { readonly inline: readonly AnswerObject[] };

const isAnswerObject = Symbol('an object of the answer');

/** An object of the answer while it is made: references and searches fill in their slots later. */
export interface AnswerObject {
  readonly [isAnswerObject]: true;
  readonly path: Path;
  readonly slots: Slot[];
}

export function newAnswerObject(path: Path): AnswerObject {
  return { [isAnswerObject]: true, path, slots: [] };
}

function isUnfinished(value: unknown): value is AnswerObject {
  return typeof value === 'object' && value !== null && isAnswerObject in value;
}

/**
 * The finished object: what flattened fields hold stands in their places, names that several of them bring are merged,
 * and a name without values is left out (R4 graphql.html). Several values where one was asked for are an error.
 */
export function finish(object: AnswerObject, report: (error: GraphqlError) => void): object {
  const merged = new Map<string, { form: Form; values: unknown[] }>();
  gather(object, merged);
  // Without a prototype, so that no name of a query means anything but itself.
  const finished: Record<string, unknown> = Object.create(null);
  for (const [key, { form, values }] of merged) {
    if (values.length === 0) continue;
    if (form === 'singleton' && values.length > 1) {
      const fault = faultOf('graphql.several-values', 'A field that is asked for as one value has several.');
      report(errorOf(fault, { path: [...object.path, key] }));
      finished[key] = null;
      continue;
    }
    const printed = values.map((value) => (isUnfinished(value) ? finish(value, report) : value));
    finished[key] = form === 'list' || printed.length > 1 ? printed : printed[0];
  }
  return finished;
}

function gather(object: AnswerObject, merged: Map<string, { form: Form; values: unknown[] }>): void {
  for (const slot of object.slots) {
    if ('inline' in slot) {
      for (const inner of slot.inline) gather(inner, merged);
      continue;
    }
    const before = merged.get(slot.key);
    if (before === undefined) merged.set(slot.key, { form: slot.form, values: [...slot.values] });
    else before.values.push(...slot.values);
  }
}
