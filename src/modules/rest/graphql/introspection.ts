import { Kind, type SelectionSetNode } from 'graphql';
import type { Outcome } from '#kernel';
import { bounds } from './bounds.ts';
import { refuse } from './graphql-fault.ts';
import { introspectApart } from './introspect-apart.ts';
import type { PreparedQuery } from './prepare-query.ts';
import type { GraphqlRequest } from './read-request.ts';

/** Does the root of the query ask for the schema (GraphQL specification, section 4)? */
export function isIntrospection({ operation, fragments }: PreparedQuery): boolean {
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) {
        return selection.name.value.startsWith('__') && selection.name.value !== '__typename';
      }
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner !== undefined && asks(inner.selectionSet);
    });
  return asks(operation.selectionSet);
}

/**
 * Answers an introspection from the schema of FHIR R4, with the JSON text of `data`. The schema is large, so that a field
 * asked for under many names would come to far more than it: aliases are refused, and with them the only way to ask for
 * a part twice. The depth is bounded where the query is prepared. Throws `QueryRefused`.
 */
export async function introspect(query: PreparedQuery, request: GraphqlRequest): Promise<Outcome<string>> {
  let fields = 0;
  const measure = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        fields += 1;
        if (selection.alias !== undefined) refuse('graphql.too-complex', 'An introspection has no aliases.');
      }
      const inner = selection.kind === Kind.FRAGMENT_SPREAD ? query.fragments.get(selection.name.value) : selection;
      if (fields > bounds.introspectionFields) {
        refuse('graphql.too-complex', `An introspection asks for at most ${bounds.introspectionFields} fields.`);
      }
      if (inner?.selectionSet !== undefined) measure(inner.selectionSet);
    }
  };
  measure(query.operation.selectionSet);
  return introspectApart({
    query: request.query,
    operationName: request.operationName ?? null,
    variables: Object.fromEntries(query.variables),
  });
}
