import { Kind, type OperationDefinitionNode, type TypeNode, type ValueNode } from 'graphql';
import { refuse } from './graphql-fault.ts';

/** A value of an argument: everything that a search, a filter or a directive can use. */
export type ArgumentValue = string | number | boolean | null | readonly ArgumentValue[];
export type Variables = ReadonlyMap<string, ArgumentValue>;

const mostListed = 100;
const longestValue = 4_000;

/** The variables of an operation with their defaults, each of the type that it is declared with. Throws `QueryRefused`. */
export function coerceVariables(
  operation: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Variables {
  const variables = new Map<string, ArgumentValue>();
  for (const { variable, type, defaultValue } of operation.variableDefinitions ?? []) {
    const name = variable.name.value;
    const isGiven = Object.hasOwn(given, name) && given[name] !== undefined;
    if (!isGiven && defaultValue !== undefined) variables.set(name, argumentValue(defaultValue, new Map()));
    else if (isGiven) variables.set(name, coerced(given[name], type, name));
    else if (type.kind === Kind.NON_NULL_TYPE) refuse('graphql.invalid', `The variable $${name} is needed.`);
  }
  return variables;
}

function coerced(value: unknown, type: TypeNode, name: string): ArgumentValue {
  if (type.kind === Kind.NON_NULL_TYPE) {
    return value === null ? wrong(name) : coerced(value, type.type, name);
  }
  if (value === null) return null;
  if (type.kind === Kind.LIST_TYPE) {
    const listed = Array.isArray(value) ? value : [value];
    return listed.length > mostListed ? wrong(name) : listed.map((one) => coerced(one, type.type, name));
  }
  const asked = type.name.value;
  if (asked === 'Boolean' || asked === 'boolean') return typeof value === 'boolean' ? value : wrong(name);
  if (asked === 'Int') return Number.isInteger(value) ? (value as number) : wrong(name);
  if (asked === 'Float' || asked === 'decimal') return typeof value === 'number' ? value : wrong(name);
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isScalar && String(value).length <= longestValue ? value : wrong(name);
}

function wrong(name: string): never {
  return refuse('graphql.invalid', `The variable $${name} does not have the form of its type.`);
}

/** The value that stands in the query. A variable that has none is `undefined`, as if the argument were left out. */
export function argumentValue(node: ValueNode, variables: Variables): ArgumentValue;
export function argumentValue(node: ValueNode, variables: Variables): ArgumentValue | undefined {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables.get(node.name.value);
    case Kind.INT:
    case Kind.FLOAT:
      // As written: 5.40 asks for something else than 5.4.
      return node.value;
    case Kind.BOOLEAN:
      return node.value;
    case Kind.NULL:
      return null;
    case Kind.STRING:
      if (node.value.length > longestValue) {
        refuse('graphql.too-complex', `A value has at most ${longestValue} characters.`);
      }
      return node.value;
    case Kind.ENUM:
      return node.value;
    case Kind.LIST:
      if (node.values.length > mostListed) refuse('graphql.too-complex', `A list has at most ${mostListed} values.`);
      return node.values.map((one) => argumentValue(one, variables) ?? null);
    case Kind.OBJECT:
      return refuse('graphql.invalid', 'No argument takes an object.');
  }
}
