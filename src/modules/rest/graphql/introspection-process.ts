import { execute, parse, specifiedRules, validate } from 'graphql';
import { fhirSchema } from './fhir-schema.ts';

/** What the process is asked: an introspection whose size has been judged. */
export interface IntrospectionQuestion {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The JSON text of `data`, or why there is none. */
export type IntrospectionAnswer = { readonly data: string } | { readonly refused: string };

process.on('message', (question: IntrospectionQuestion) => {
  process.send?.(answerTo(question));
});
process.on('disconnect', () => process.exit());

function answerTo({ query, operationName, variables }: IntrospectionQuestion): IntrospectionAnswer {
  const schema = fhirSchema();
  const document = parse(query);
  const [error] = validate(schema, document, specifiedRules, { maxErrors: 1 });
  if (error !== undefined) return { refused: error.message };
  const result = execute({ schema, document, operationName, variableValues: variables });
  const isWhole = 'data' in result && result.data !== null && result.data !== undefined && result.errors === undefined;
  return isWhole
    ? { data: JSON.stringify(result.data) }
    : { refused: 'The introspection cannot be answered; ask for the schema alone.' };
}
