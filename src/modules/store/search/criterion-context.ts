import type { SearchCriterion, SearchValue } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { rowNames } from '../index-rows.ts';
import type { Statement } from '../statement.ts';

export type ValueOf<Kind extends SearchValue['kind']> = Extract<SearchValue, { kind: Kind }>;

/** A criterion that is to become a condition. */
export interface Context {
  readonly statement: Statement;
  /** The types that are searched; keys are made for each. */
  readonly types: readonly string[];
  readonly criterion: SearchCriterion;
  /**
   * The few compartments that the search stays in, where the rows beside the resource are the quicker way; undefined
   * where it goes over many.
   */
  readonly near: readonly string[] | undefined;
}

export function unsupportedModifier({ parameter, modifier }: SearchCriterion): Outcome<never> {
  return fail('search.unsupported-modifier', `The modifier :${modifier} of ${parameter.code} is not built.`);
}

export function misfit({ parameter }: SearchCriterion): Outcome<never> {
  return fail('search.bad-value', `A value of ${parameter.code} does not have the form of its type.`);
}

/** One of the values must hold. */
export function eachValue<Kind extends SearchValue['kind']>(
  { criterion }: Context,
  kind: Kind,
  condition: (value: ValueOf<Kind>) => string,
): Outcome<string> {
  const conditions: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== kind) return misfit(criterion);
    conditions.push(condition(value as ValueOf<Kind>));
  }
  return ok(conditions.length === 1 ? (conditions[0] ?? 'false') : `(${conditions.join(' or ')})`);
}

/** One of the values must hold for a row that stands beside the resource in `table`. */
export function besideRow<Kind extends SearchValue['kind']>(
  context: Context,
  table: string,
  kind: Kind,
  condition: (value: ValueOf<Kind>) => string,
): Outcome<string> {
  const named = ofParameter(context.statement, context.criterion.parameter.code);
  const any = eachValue(context, kind, condition);
  if (!any.ok) return any;
  return ok(`exists (select 1 from ${table} x
      where ${sameResource(context)} and ${named}
        and ${any.value})`);
}

/** That a row `x` stands beside the resource. */
export function sameResource({ statement, types }: Context): string {
  const [only, ...others] = types;
  const type = only === undefined || others.length > 0 ? 'r.type' : `${statement.bind(only)}::text`;
  return `x.compartment = r.compartment and x.type = ${type} and x.id = r.id`;
}

/** That a row `x` is one of the parameter's. */
export function ofParameter(statement: Statement, code: string): string {
  const names = rowNames(code);
  const [only, ...others] = names;
  return only === undefined || others.length > 0
    ? `x.param = any (${statement.bind(names)}::text[])`
    : `x.param = ${statement.bind(only)}::text`;
}
