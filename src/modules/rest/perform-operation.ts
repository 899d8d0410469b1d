import { parseResource, sourceOf } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';
import type { Perform } from './address.ts';
import { encounterEverything, patientEverything } from './everything.ts';
import type { Exchange } from './exchange.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { bodyFormat } from './media-type.ts';
import { changeMeta, readMeta } from './meta.ts';
import { readBody } from './read-body.ts';
import { resourceToValidate, validate } from './validate.ts';

// From an HTTP exchange to the operation that it asks for: path, query and Parameters become its arguments.

export const performPatientEverything: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? patientEverything(deps, exchange.caller, pathOf(exchange).id, params.value) : params;
};

export const performEncounterEverything: Perform = async (deps, exchange) => {
  const params = await operationParams(deps, exchange);
  return params.ok ? encounterEverything(deps, exchange.caller, pathOf(exchange).id, params.value) : params;
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
  const { type, id } = exchange.request.params as { readonly type: string; readonly id?: string };
  const body = await readParameters(deps, exchange);
  if (!body.ok) return body;
  const asked = resourceToValidate(body.value.resource);
  return asked.ok ? ok(validate(asked.value.resource, type, id)) : asked;
};

function pathOf(exchange: Exchange): { readonly type: string; readonly id: string } {
  return exchange.request.params as { readonly type: string; readonly id: string };
}

async function readParameters(deps: FhirDeps, exchange: Exchange): Promise<Outcome<Draft>> {
  const { resourceBytes } = limitsOf(deps);
  const format = bodyFormat(exchange.request.headers['content-type']);
  if (!format.ok) return format;
  const text = await readBody(exchange.request, resourceBytes);
  if (!text.ok) return text;
  const parsed = parseResource(text.value, format.value, { maxBytes: resourceBytes });
  return parsed.ok ? ok({ resource: parsed.value, source: sourceOf(parsed.value) }) : parsed;
}

/** The arguments of an operation whose parameters are all simple: of the query, and of a POST those in its body. */
async function operationParams(deps: FhirDeps, exchange: Exchange): Promise<Outcome<URLSearchParams>> {
  const { body } = exchange.request;
  if (exchange.request.method !== 'POST' || !Buffer.isBuffer(body) || body.length === 0) return ok(exchange.params);
  const read = await readParameters(deps, exchange);
  if (!read.ok) return read;
  const { parameter, resourceType } = read.value.resource;
  if (resourceType !== 'Parameters') return fail('request.bad', 'The body of an operation is a Parameters resource.');
  const params = new URLSearchParams(exchange.params);
  const listed = Array.isArray(parameter) ? (parameter as readonly Record<string, unknown>[]) : [];
  for (const [index, { name, ...rest }] of listed.slice(0, 200).entries()) {
    const value = Object.entries(rest).find(([key]) => key.startsWith('value'))?.[1];
    if (typeof name !== 'string' || (typeof value !== 'string' && typeof value !== 'number')) {
      return fail('request.bad', 'A parameter of this operation has a simple value.', `Parameters.parameter[${index}]`);
    }
    params.append(name, String(value));
  }
  return ok(params);
}
