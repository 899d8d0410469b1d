import {
  type DocumentNode,
  ExecutableDefinitionsRule,
  type FragmentDefinitionNode,
  GraphQLBoolean,
  GraphQLObjectType,
  GraphQLSchema,
  Kind,
  KnownDirectivesRule,
  KnownFragmentNamesRule,
  GraphQLError as LibraryError,
  LoneAnonymousOperationRule,
  MaxIntrospectionDepthRule,
  NoFragmentCyclesRule,
  NoUndefinedVariablesRule,
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  type SelectionSetNode,
  UniqueArgumentNamesRule,
  UniqueDirectivesPerLocationRule,
  UniqueFragmentNamesRule,
  UniqueInputFieldNamesRule,
  UniqueOperationNamesRule,
  UniqueVariableNamesRule,
  validate,
} from 'graphql';
import { bounds } from './bounds.ts';
import { directives } from './directives.ts';
import { refuse } from './graphql-fault.ts';
import type { GraphqlRequest } from './read-request.ts';
import { coerceVariables, type Variables } from './variables.ts';

/** A query that is well formed and within the bounds, with the operation that is to be executed. */
export interface PreparedQuery {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Variables;
}

/** The rules of GraphQL that hold whatever the types are; what depends on types is judged when fields are planned. */
const rules = [
  ExecutableDefinitionsRule,
  UniqueOperationNamesRule,
  LoneAnonymousOperationRule,
  KnownFragmentNamesRule,
  NoFragmentCyclesRule,
  UniqueFragmentNamesRule,
  NoUnusedFragmentsRule,
  UniqueVariableNamesRule,
  NoUndefinedVariablesRule,
  NoUnusedVariablesRule,
  KnownDirectivesRule,
  UniqueDirectivesPerLocationRule,
  UniqueArgumentNamesRule,
  UniqueInputFieldNamesRule,
  MaxIntrospectionDepthRule,
];

/** The library validates against a schema; these rules look at its directives alone. */
const frame = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { any: { type: GraphQLBoolean } } }),
  directives,
});

/**
 * Parses a query, judges what can be judged without types (names, fragments, variables, directives, introspection
 * depth), and measures it with its fragments in their places. Throws `QueryRefused`.
 */
export function prepareQuery(request: GraphqlRequest): PreparedQuery {
  const document = parsed(request.query);
  const errors = validate(frame, document, rules, { maxErrors: 5 });
  const [error] = errors;
  if (error !== undefined) refuse('graphql.invalid', error.message, error.locations);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const operation = chosen(document, request.operationName);
  if (operation.operation !== OperationTypeNode.QUERY) {
    refuse('graphql.invalid', 'Only queries are answered: neither mutations nor subscriptions.');
  }
  const { fields, depth } = measure(operation.selectionSet, fragments, new Map());
  if (fields > bounds.fields) refuse('graphql.too-complex', `A query asks for at most ${bounds.fields} fields.`);
  if (depth > bounds.depth) refuse('graphql.too-complex', `A query is at most ${bounds.depth} fields deep.`);
  return { document, operation, fragments, variables: coerceVariables(operation, request.variables) };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: bounds.tokens });
  } catch (thrown) {
    // The library's words quote the query, which may hold values: the place says enough.
    if (!(thrown instanceof LibraryError)) throw thrown;
    if (thrown.message.includes(`${bounds.tokens} tokens`)) {
      refuse('graphql.too-complex', `A query has at most ${bounds.tokens} tokens.`);
    }
    return refuse('graphql.invalid', 'The query is not well-formed GraphQL.', thrown.locations);
  }
}

function chosen(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((one) => one.kind === Kind.OPERATION_DEFINITION);
  const [first] = operations;
  if (name === undefined && operations.length > 1) {
    refuse('graphql.invalid', 'The query has several operations: operationName says which one is meant.');
  }
  const found = name === undefined ? first : operations.find((one) => one.name?.value === name);
  return found ?? refuse('graphql.invalid', 'The query has no such operation.');
}

interface Size {
  readonly fields: number;
  readonly depth: number;
}

/** Each fragment is measured once, so that a chain of fragments which doubles at each step costs nothing to refuse. */
function measure(
  selections: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  known: Map<string, Size>,
): Size {
  let fields = 0;
  let depth = 0;
  for (const selection of selections.selections) {
    let size: Size = { fields: 0, depth: 0 };
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const name = selection.name.value;
      const fragment = fragments.get(name);
      size = known.get(name) ?? (fragment === undefined ? size : measure(fragment.selectionSet, fragments, known));
      known.set(name, size);
    } else if (selection.selectionSet !== undefined) {
      size = measure(selection.selectionSet, fragments, known);
    }
    const isField = selection.kind === Kind.FIELD ? 1 : 0;
    fields += size.fields + isField;
    depth = Math.max(depth, size.depth + isField);
  }
  return { fields, depth };
}
