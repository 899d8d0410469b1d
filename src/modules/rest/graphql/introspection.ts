import { execute, Kind, type SelectionSetNode, specifiedRules, validate } from 'graphql';
import { bounds } from './bounds.ts';
import { fhirSchema } from './fhir-schema.ts';
import { refuse } from './graphql-fault.ts';
import type { PreparedQuery } from './prepare-query.ts';

/** Does the root of the query ask for the schema (GraphQL specification, section 4)? */
export function isIntrospection({ operation, fragments }: PreparedQuery): boolean {
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.name.value.startsWith('__') && selection.name.value !== '__typename';
      const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value);
      return inner !== undefined && asks(inner.selectionSet);
    });
  return asks(operation.selectionSet);
}

/**
 * Answers an introspection from the schema of FHIR R4. The schema is large, so that a field asked for under many names
 * would come to far more than it: aliases are refused, and with them the only way to ask for a part twice. The depth is
 * bounded where the query is prepared. Throws `QueryRefused`.
 */
export function introspect(query: PreparedQuery): object {
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
  const schema = fhirSchema();
  const [error] = validate(schema, query.document, specifiedRules, { maxErrors: 1 });
  if (error !== undefined) refuse('graphql.invalid', error.message, error.locations);
  const operationName = query.operation.name?.value ?? null;
  const variableValues = Object.fromEntries(query.variables);
  const result = execute({ schema, document: query.document, operationName, variableValues });
  if (!('data' in result) || result.data === null || result.data === undefined || result.errors !== undefined) {
    return refuse('graphql.invalid', 'The introspection cannot be answered; ask for the schema alone.');
  }
  return result.data;
}
