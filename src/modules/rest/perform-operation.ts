import type { Resource } from '#fhir';
import { type Outcome, ok } from '#kernel';
import type { Perform } from './address.ts';
import { diffTwo, diffVersions } from './diff.ts';
import { document } from './document.ts';
import { encounterEverything, patientEverything } from './everything.ts';
import type { Exchange } from './exchange.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { graph } from './graph/graph.ts';
import { lastn } from './lastn.ts';
import { match } from './match.ts';
import { merge } from './merge.ts';
import { changeMeta, readMeta } from './meta.ts';
import { operationParams, readParameters } from './operation-params.ts';
import { readValidationRequest } from './validate/read-request.ts';
import { validate } from './validate/validate.ts';

// From an HTTP exchange to the operation that it asks for: path, query and Parameters become its arguments.

export const performPatientEverything: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? patientEverything(deps, exchange.caller, pathOf(exchange).id, params.value) : params;
};

export const performEncounterEverything: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? encounterEverything(deps, exchange.caller, pathOf(exchange).id, params.value) : params;
};

export const performLastn: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? lastn(deps, exchange.caller, params.value) : params;
};

export const performDiff: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? diffVersions(deps, exchange.caller, pathOf(exchange), params.value) : params;
};

export const performDiffOfTwo: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? diffTwo(deps, exchange.caller, params.value) : params;
};

export const performMatch: Perform = async (deps, exchange) => {
  const body = await readParameters(deps, exchange);
  return body.ok ? match(deps, exchange.caller, body.value.resource) : body;
};

export const performMerge: Perform = async (deps, exchange) => {
  const body = await readParameters(deps, exchange);
  return body.ok ? merge(deps, exchange.caller, body.value.resource, 'merge') : body;
};

export const performUnmerge: Perform = async (deps, exchange) => {
  const body = await readParameters(deps, exchange);
  return body.ok ? merge(deps, exchange.caller, body.value.resource, 'unmerge') : body;
};

export const performDocument: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  if (!params.ok) return params;
  const { method, params: path } = exchange.request;
  const { id } = path as { readonly id?: string };
  return document(deps, exchange.caller, { id, params: params.value, mayPersist: method === 'POST' });
};

export const performGraph: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? graph(deps, exchange.caller, pathOf(exchange), params.value) : params;
};

export const performMeta: Perform = async (deps, exchange) => readMeta(deps, exchange.caller, pathOf(exchange));

export const performMetaAdd: Perform = async (deps, exchange) => performMetaChange(deps, exchange, 'add');
export const performMetaDelete: Perform = async (deps, exchange) => performMetaChange(deps, exchange, 'delete');

async function performMetaChange(deps: FhirDeps, exchange: Exchange, how: 'add' | 'delete') {
  const parameters = await readParameters(deps, exchange);
  if (!parameters.ok) return parameters;
  const ifMatch = exchange.request.headers['if-match'];
  return changeMeta(deps, exchange.caller, { ...pathOf(exchange), how, parameters: parameters.value, ifMatch });
}

export const performValidate: Perform = async (deps, exchange) => {
  const at = exchange.request.params as { readonly type: string; readonly id?: string };
  const { body } = exchange.request;
  // What the URL alone says needs no body: the modes for what is here already.
  const read: Outcome<{ readonly resource: Resource }> =
    Buffer.isBuffer(body) && body.length > 0
      ? await readParameters(deps, exchange)
      : ok({ resource: { resourceType: 'Parameters' } });
  if (!read.ok) return read;
  const asked = readValidationRequest(exchange.params, read.value.resource);
  return asked.ok ? validate(deps, exchange.caller, at, asked.value) : asked;
};

function pathOf(exchange: Exchange): { readonly type: string; readonly id: string } {
  return exchange.request.params as { readonly type: string; readonly id: string };
}
