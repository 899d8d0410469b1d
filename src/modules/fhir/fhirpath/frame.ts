import { type Expression, FhirPathError } from './syntax.ts';
import type { Collection, FhirNode, Item } from './values.ts';

/** What an expression may know besides its input. */
export interface Environment {
  /** `%context`: what the whole expression is asked of. */
  readonly context: Collection;
  /** `%resource`: the resource that holds the context; `%rootResource`: the one that holds that one, if it is contained. */
  readonly resource: Collection;
  readonly rootResource: Collection;
  readonly variables: ReadonlyMap<string, Collection> | undefined;
  /** The time at which all of the expression is evaluated. */
  readonly now: Date;
  /** Finds what a reference means; undefined where it cannot be found. */
  readonly resolve: ((reference: string) => FhirNode | undefined) | undefined;
  /** Is the code in the value set? Undefined where it cannot be told. */
  readonly memberOf: ((valueSet: string, item: Item) => boolean | undefined) | undefined;
  /** Does the element conform to the profile? Undefined where the profile is not known. */
  readonly conformsTo: ((profile: string, node: FhirNode) => boolean | undefined) | undefined;
  readonly trace: ((name: string, items: Collection) => void) | undefined;
  /** Items that may still be looked at. */
  readonly budget: { left: number };
}

/** Where an evaluation stands: `$this`, `$index`, `$total`, and the variables that `defineVariable` made. */
export interface Frame {
  readonly env: Environment;
  that: Collection;
  index: number;
  total: Collection;
  variables: ReadonlyMap<string, Collection> | undefined;
}

/** A frame for the criteria of an iteration. */
export function inner(frame: Frame): Frame {
  const { env, that, index, total, variables } = frame;
  return { env, that, index, total, variables };
}

/** Counts the items that are looked at. Throws where an expression asks for more than it may. */
export function spend(frame: Frame, items: number): void {
  const { budget } = frame.env;
  budget.left -= items;
  if (budget.left < 0) throw new FhirPathError('The expression asks for more work than the node accepts.');
}

/** A compiled expression: what it answers for `input`, the focus, in a frame. */
export type Evaluate = (frame: Frame, input: Collection) => Collection;

/** A function of the language: how many arguments it takes, and how a call of it is compiled. */
export interface FunctionEntry {
  readonly arguments: readonly [least: number, most: number];
  readonly compile: (args: readonly Expression[], tools: CompileTools) => Evaluate;
}

export interface CompileTools {
  readonly compile: (expression: Expression) => Evaluate;
  /** The name of a type that an argument writes. */
  readonly nameOf: (expression: Expression | undefined) => string | undefined;
}

export type Functions = Readonly<Record<string, FunctionEntry>>;

/** A function of the focus alone. */
export function ofInput(apply: (input: Collection, frame: Frame) => Collection): FunctionEntry {
  return { arguments: [0, 0], compile: () => (frame, input) => apply(input, frame) };
}

/** A function whose arguments are evaluated once, where the call stands, before it. */
export function ofValues(
  least: number,
  most: number,
  apply: (input: Collection, values: readonly Collection[], frame: Frame) => Collection,
): FunctionEntry {
  return {
    arguments: [least, most],
    compile: (args, { compile }) => {
      const compiled = args.map(compile);
      return (frame, input) =>
        apply(
          input,
          compiled.map((one) => one(frame, frame.that)),
          frame,
        );
    },
  };
}

/** Answers false where nothing more need be looked at. */
type Visit = (item: Item, frame: Frame) => boolean | undefined;

/** Goes through the input with `$this` and `$index`; ends where `visit` answers false. */
export function each(outer: Frame, input: Collection, visit: Visit): void {
  const frame = inner(outer);
  spend(frame, input.length);
  for (let n = 0; n < input.length; n++) {
    const item = input[n] as Item;
    frame.that = [item];
    frame.index = n;
    if (visit(item, frame) === false) return;
  }
}
