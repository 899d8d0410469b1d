import { fail, type Outcome, ok } from '#kernel';
import type { Resource } from '../resource.ts';
import { compile } from './compile.ts';
import type { Environment, Evaluate, Frame } from './frame.ts';
import { holdTo, type LanguagePart } from './language-part.ts';
import { parseFhirPath } from './parse.ts';
import { FhirPathError } from './syntax.ts';
import { type Collection, FhirNode, nothing, singleTruth } from './values.ts';

/** What an expression may ask for besides the resource; all of it may be left out. */
export interface FhirPathOptions {
  /** `%resource`; the context itself unless said. */
  readonly resource?: FhirNode;
  /** `%rootResource`; `%resource` unless said. */
  readonly rootResource?: FhirNode;
  /** Further variables by their name without the `%`. */
  readonly variables?: ReadonlyMap<string, Collection>;
  readonly now?: Date;
  readonly resolve?: Environment['resolve'];
  readonly memberOf?: Environment['memberOf'];
  readonly conformsTo?: Environment['conformsTo'];
  readonly trace?: Environment['trace'];
  /** Items that may be looked at, counted down, so that evaluations can share it; five million for each unless said. */
  readonly budget?: { left: number };
}

/** An expression of FHIRPath, compiled once and evaluated as often as wanted. */
export interface CompiledFhirPath {
  readonly text: string;
  /** What it answers for an element or a resource; a fault where the expression and the data do not go together. */
  evaluate(context: FhirNode | Resource, options?: FhirPathOptions): Outcome<Collection>;
  /** Its answer as a Boolean: undefined for nothing, true for one item that is no Boolean. */
  test(context: FhirNode | Resource, options?: FhirPathOptions): Outcome<boolean | undefined>;
}

const standardBudget = 5_000_000;

/**
 * Compiles an expression of FHIRPath (http://hl7.org/fhirpath/N1, and of what is on trial: sort, defineVariable,
 * boundaries, precision, encode, repeatAll, coalesce), with the functions that FHIR R4 adds. Expressions never name a
 * machine's time zone: `now()` is in UTC. Fault `fhirpath.syntax` with the offset where it cannot be read, and where it
 * uses more than `part` of the language, as expressions from anyone should not.
 */
export function compileFhirPath(text: string, part?: LanguagePart): Outcome<CompiledFhirPath> {
  let run: Evaluate;
  try {
    const expression = parseFhirPath(text);
    if (part !== undefined) holdTo(part, expression);
    run = compile(expression);
  } catch (thrown) {
    if (!(thrown instanceof FhirPathError)) throw thrown;
    const where = thrown.at === undefined ? '' : ` (at character ${thrown.at + 1} of the expression)`;
    return fail('fhirpath.syntax', `${thrown.message}${where}`);
  }
  const evaluate: CompiledFhirPath['evaluate'] = (context, options = noOptions) => {
    try {
      const here: Collection = [nodeOf(context)];
      return ok(run(frameOf(here, options), here));
    } catch (thrown) {
      return faultOf(thrown);
    }
  };
  return ok({
    text,
    evaluate,
    test(context, options = noOptions) {
      try {
        const here: Collection = [nodeOf(context)];
        const answer = singleTruth(run(frameOf(here, options), here), 'The expression');
        return answer === undefined ? toldNothing : answer ? toldYes : toldNo;
      } catch (thrown) {
        return faultOf(thrown);
      }
    },
  });
}

const noOptions: FhirPathOptions = {};
const toldYes = ok(true);
const toldNo = ok(false);
const toldNothing = ok(undefined);

function faultOf(thrown: unknown): Outcome<never> {
  if (thrown instanceof FhirPathError) return fail('fhirpath.evaluation', thrown.message);
  // A pattern or a tree that recurses deeper than the machine's stack.
  if (thrown instanceof RangeError) return fail('fhirpath.evaluation', 'The data nests deeper than the node accepts.');
  throw thrown;
}

function nodeOf(context: FhirNode | Resource): FhirNode {
  return context instanceof FhirNode ? context : new FhirNode(context, context.resourceType);
}

function frameOf(here: Collection, options: FhirPathOptions): Frame {
  const resource: Collection = options.resource === undefined ? here : [options.resource];
  const env: Environment = {
    context: here,
    resource,
    rootResource: options.rootResource === undefined ? resource : [options.rootResource],
    variables: options.variables,
    now: options.now ?? new Date(),
    resolve: options.resolve,
    memberOf: options.memberOf,
    conformsTo: options.conformsTo,
    trace: options.trace,
    budget: options.budget ?? { left: standardBudget },
  };
  return { env, that: here, index: -1, total: nothing, variables: undefined };
}
