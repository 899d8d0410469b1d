import { literalValue, nameOf } from '../fhirpath/parse.ts';
import type { Expression } from '../fhirpath/syntax.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import { type ElementEntry, typeEntry } from '../type-table.ts';

/** One way from a resource to values of one type: an expression without its choices and unions. */
export interface Route {
  readonly steps: readonly Step[];
  /** Type of the values at the end. */
  readonly type: string;
  /** The element at the end; undefined for the resource itself. */
  readonly element: ElementEntry | undefined;
}

export type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'first'; readonly index: number }
  | { readonly kind: 'where'; readonly name: string; readonly value: unknown }
  | { readonly kind: 'refersTo'; readonly type: string };

/** A truth about a resource, as `Patient.deceased.exists() and Patient.deceased != false`. */
export type Test = (resource: Record<string, unknown>) => boolean;

/**
 * The routes that an expression means for a resource type, found out by the types of the definitions: `value` of an
 * Observation becomes a route for each type that it may have. Branches of other resource types have none. Throws with
 * the reason where a function or an element is not built.
 */
export function routesOf(expression: Expression, type: string): readonly Route[] {
  switch (expression.kind) {
    case 'member': {
      if (expression.of === undefined) {
        const { name } = expression;
        if (name === type || name === 'Resource' || name === 'DomainResource') {
          return [{ steps: [], type, element: undefined }];
        }
        if (isResourceType(name)) return [];
        return follow({ steps: [], type, element: undefined }, name);
      }
      return routesOf(expression.of, type).flatMap((route) => follow(route, expression.name));
    }
    case 'indexer': {
      const index = literalValue(expression.index);
      if (typeof index !== 'number') throw new Error('an index must be a number');
      return routesOf(expression.of, type).map((route) => extended(route, { kind: 'first', index }));
    }
    case 'binary':
      if (expression.operator !== '|') throw new Error(`the operator ${expression.operator} gives no elements`);
      return [...routesOf(expression.left, type), ...routesOf(expression.right, type)];
    case 'type':
      if (expression.operator !== 'as') throw new Error('the operator is gives no elements');
      return ofType(routesOf(expression.of, type), expression.type);
    case 'call':
      return routesOfCall(expression, type);
    case 'variable':
      throw new Error(`the variable %${expression.name} is not built`);
    case 'literal':
    case 'empty':
    case 'sign':
      throw new Error('a value is no element');
    default:
      throw new Error(`$${expression.kind} is not built`);
  }
}

/** The type that the argument of `ofType` and `as` names. */
function typeNamed(argument: Expression): string {
  const name = nameOf(argument);
  if (name === undefined) throw new Error('a type name is expected');
  return name;
}

function routesOfCall(call: Extract<Expression, { kind: 'call' }>, type: string): readonly Route[] {
  const [argument] = call.args;
  if (call.of === undefined || argument === undefined) throw new Error(`the function ${call.name}() is not built`);
  const routes = routesOf(call.of, type);
  const url = literalValue(argument);
  if (call.name === 'extension' && url !== undefined) {
    const extensions = routes.flatMap((route) => follow(route, 'extension'));
    return extensions.map((route) => extended(route, { kind: 'where', name: 'url', value: url }));
  }
  if (call.name === 'ofType' || call.name === 'as') return ofType(routes, typeNamed(argument));
  if (call.name !== 'where') throw new Error(`the function ${call.name}() is not built`);
  const condition = conditionOf(argument);
  return routes.map((route) => extended(route, condition));
}

/** What `where` may ask: that an element is a value, or of what type a reference is. */
function conditionOf(criteria: Expression): Step {
  if (criteria.kind === 'binary' && criteria.operator === '=') {
    const { left, right } = criteria;
    const value = literalValue(right);
    if (left.kind === 'member' && left.of === undefined && value !== undefined) {
      return { kind: 'where', name: left.name, value };
    }
  }
  if (criteria.kind === 'type' && criteria.operator === 'is') {
    const { of, type } = criteria;
    if (of.kind === 'call' && of.name === 'resolve') return { kind: 'refersTo', type };
  }
  throw new Error('the condition is not built');
}

/** A test where the expression is one; undefined where it leads to elements. */
export function testOf(expression: Expression, type: string): Test | undefined {
  if (expression.kind === 'call' && expression.name === 'exists' && expression.of !== undefined) {
    const routes = routesOf(expression.of, type);
    return (resource) => valuesOn(routes, resource).length > 0;
  }
  if (expression.kind !== 'binary') return undefined;
  const { operator, left, right } = expression;
  if (operator === 'and') {
    const [first, second] = [testOf(left, type), testOf(right, type)];
    if (first === undefined || second === undefined) throw new Error('the condition is not built');
    return (resource) => first(resource) && second(resource);
  }
  const wanted = literalValue(right);
  if ((operator === '=' || operator === '!=') && wanted !== undefined) {
    const routes = routesOf(left, type);
    return (resource) => valuesOn(routes, resource).some((value) => (value === wanted) === (operator === '='));
  }
  return undefined;
}

function follow(route: Route, label: string): readonly Route[] {
  if (route.type === 'Resource') throw new Error('the inside of any resource is not built');
  const elements = typeEntry(route.type).elements.filter((one) => one.label === label);
  if (elements.length === 0) throw new Error(`${route.type} has no element ${label}`);
  return elements.map((element) => ({
    steps: [...route.steps, { kind: 'member', name: element.name }],
    type: element.type,
    element,
  }));
}

function extended(route: Route, step: Step): Route {
  return { ...route, steps: [...route.steps, step] };
}

function ofType(routes: readonly Route[], type: string): readonly Route[] {
  return routes.filter((route) => route.type === type);
}

function valuesOn(routes: readonly Route[], resource: Record<string, unknown>): readonly unknown[] {
  const values: unknown[] = [];
  for (const route of routes) walk(resource, route.steps, 0, (value) => values.push(value));
  return values;
}

/** Calls `emit` with each value that the steps lead to, from step `from` on. */
export function walk(value: unknown, steps: readonly Step[], from: number, emit: (value: unknown) => void): void {
  const step = steps[from];
  if (step === undefined) {
    if (value !== null) emit(value);
    return;
  }
  if (!isObject(value)) return;
  if (step.kind === 'member') {
    const next = value[step.name];
    if (next === undefined) return;
    if (!Array.isArray(next)) walk(next, steps, from + 1, emit);
    else {
      const then = steps[from + 1];
      if (then?.kind === 'first') walk(next[then.index] ?? null, steps, from + 2, emit);
      else for (const one of next) walk(one, steps, from + 1, emit);
    }
  } else if (step.kind === 'where') {
    if (value[step.name] === step.value) walk(value, steps, from + 1, emit);
  } else if (step.kind === 'refersTo') {
    if (refersTo(value, step.type)) walk(value, steps, from + 1, emit);
  } else if (step.index === 0) walk(value, steps, from + 1, emit);
}

/** `resolve() is X` without resolving: by the text of the reference, or by what it says of its target. */
function refersTo(reference: Record<string, unknown>, type: string): boolean {
  const { reference: text } = reference;
  if (typeof text === 'string') {
    const at = text.lastIndexOf(`${type}/`);
    if (at === 0 || (at > 0 && text.charCodeAt(at - 1) === 0x2f)) return true;
  }
  return reference.type === type;
}
