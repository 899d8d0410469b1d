import { fail, type Outcome, ok } from '#kernel';
import type { Exchange } from '../exchange.ts';
import { essence } from '../media-type.ts';
import { readBody } from '../read-body.ts';
import { bounds } from './bounds.ts';

export interface GraphqlRequest {
  readonly query: string;
  readonly operationName?: string;
  /** As they came: plain JSON. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * The query of a GET (`?query=`) or of a POST, whose body is JSON (`query`, `operationName`, `variables`) or, as
 * `application/graphql`, the query itself.
 */
export async function readRequest(exchange: Exchange): Promise<Outcome<GraphqlRequest>> {
  const { request, params } = exchange;
  for (const name of params.keys()) {
    if (!['query', 'operationName', 'variables'].includes(name) || params.getAll(name).length > 1) {
      return fail('request.bad', '$graphql takes query, operationName and variables, each once.');
    }
  }
  const ofUrl = {
    query: params.get('query'),
    operationName: params.get('operationName'),
    variables: params.get('variables'),
  };
  if (request.method !== 'POST') {
    const variables = ofUrl.variables === null ? ok(undefined) : parseObject(ofUrl.variables);
    return variables.ok ? checked(ofUrl.query, ofUrl.operationName, variables.value) : variables;
  }
  const type = essence(request.headers['content-type'] ?? '');
  if (type !== 'application/json' && type !== 'application/graphql') {
    return fail('body.media-type', 'A query is posted as application/json or application/graphql.');
  }
  const text = await readBody(request, bounds.bodyBytes);
  if (!text.ok) return text;
  if (type === 'application/graphql') {
    const variables = ofUrl.variables === null ? ok(undefined) : parseObject(ofUrl.variables);
    return variables.ok ? checked(text.value, ofUrl.operationName, variables.value) : variables;
  }
  const body = parseObject(text.value);
  if (!body.ok) return body;
  const { query, operationName, variables } = body.value as Readonly<Record<string, unknown>>;
  return checked(query ?? ofUrl.query, operationName ?? ofUrl.operationName, variables);
}

function checked(query: unknown, operationName: unknown, variables: unknown): Outcome<GraphqlRequest> {
  if (typeof query !== 'string' || query === '') return fail('request.bad', 'The request has no query.');
  if (query.length > bounds.queryLength) {
    return fail('graphql.too-complex', `A query has at most ${bounds.queryLength} characters.`);
  }
  if (operationName !== null && operationName !== undefined && typeof operationName !== 'string') {
    return fail('request.bad', 'operationName is the name of an operation.');
  }
  if (variables !== null && variables !== undefined && !isObject(variables)) {
    return fail('request.bad', 'variables is an object.');
  }
  return ok({
    query,
    ...(operationName === null || operationName === undefined || operationName === '' ? {} : { operationName }),
    variables: isObject(variables) ? variables : {},
  });
}

function parseObject(text: string): Outcome<Readonly<Record<string, unknown>>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail('body.malformed', 'The JSON of the request is not well formed.');
  }
  return isObject(value) ? ok(value) : fail('body.malformed', 'The JSON of the request is not an object.');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
