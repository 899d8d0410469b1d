import { type Fault, type Outcome, ok } from '#kernel';
import type { Perform } from '../address.ts';
import type { Answer } from '../answer.ts';
import { statusOf } from '../operation-outcome.ts';
import { checkQuery } from './check-query.ts';
import { executeQuery } from './execute-query.ts';
import { errorOf, type GraphqlError, QueryRefused } from './graphql-fault.ts';
import { introspect, isIntrospection } from './introspection.ts';
import { createPlanner, rootType } from './plan-fields.ts';
import { prepareQuery } from './prepare-query.ts';
import { readRequest } from './read-request.ts';

/** `[base]/$graphql`: a query over everything that the caller may see (FHIR R4, graphql.html). */
export const performSystemGraphql: Perform = async (deps, exchange) =>
  answering(async () => {
    const request = await readRequest(exchange);
    if (!request.ok) return request;
    const query = prepareQuery(request.value);
    if (isIntrospection(query)) {
      const data = await introspect(query, request.value);
      return data.ok ? ok(textContent(200, `{"data":${data.value}}`)) : data;
    }
    const planner = createPlanner(query, await deps.records.searchParameters());
    checkQuery(planner, [query.operation.selectionSet], [rootType]);
    return ok(content(200, answerOf(await executeQuery(deps, exchange.caller, planner, undefined))));
  });

/** `[base]/[type]/[id]/$graphql`: a query about one resource. */
export const performInstanceGraphql: Perform = async (deps, exchange) =>
  answering(async () => {
    const { type, id } = exchange.request.params as { readonly type: string; readonly id: string };
    const request = await readRequest(exchange);
    if (!request.ok) return request;
    const planner = createPlanner(prepareQuery(request.value), await deps.records.searchParameters());
    checkQuery(planner, [planner.query.operation.selectionSet], [type]);
    const root = await deps.records.read(exchange.caller, type, id, '$graphql');
    if (!root.ok) return root;
    return ok(content(200, answerOf(await executeQuery(deps, exchange.caller, planner, root.value))));
  });

/** Errors are told in GraphQL's form; their status is that of their fault, as everywhere in the API. */
async function answering(work: () => Promise<Outcome<Answer>>): Promise<Outcome<Answer>> {
  try {
    const answer = await work();
    return answer.ok ? answer : ok(refusal(answer.fault));
  } catch (thrown) {
    if (!(thrown instanceof QueryRefused)) throw thrown;
    return ok(refusal(thrown.fault, thrown.locations));
  }
}

function refusal(fault: Fault, locations?: GraphqlError['locations']): Answer {
  const where = locations === undefined || locations.length === 0 ? {} : { locations };
  return content(statusOf(fault), { errors: [errorOf(fault, where)] });
}

function answerOf({ data, errors }: { readonly data: object; readonly errors: readonly GraphqlError[] }): object {
  return errors.length === 0 ? { data } : { errors, data };
}

function content(status: number, body: object): Answer {
  return textContent(status, JSON.stringify(body));
}

function textContent(status: number, body: string): Answer {
  const retry = status === 429 || status === 503 ? { headers: { 'retry-after': '5' } } : {};
  return { status, content: { type: 'application/json; charset=utf-8', body }, ...retry };
}
