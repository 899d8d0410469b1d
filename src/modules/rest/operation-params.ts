import { parseResource, sourceOf } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';
import type { Exchange } from './exchange.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { bodyFormat } from './media-type.ts';
import { readBody } from './read-body.ts';

/** The resource in the body of an operation; mostly Parameters. Refuses as `parseResource` does, and with `body.*`. */
export async function readParameters(deps: FhirDeps, exchange: Exchange): Promise<Outcome<Draft>> {
  const { resourceBytes } = limitsOf(deps);
  const format = bodyFormat(exchange.request.headers['content-type']);
  if (!format.ok) return format;
  const text = await readBody(exchange.request, resourceBytes);
  if (!text.ok) return text;
  const parsed = parseResource(text.value, format.value, { maxBytes: resourceBytes });
  return parsed.ok ? ok({ resource: parsed.value, source: sourceOf(parsed.value) }) : parsed;
}

/** The arguments of an operation whose parameters are all simple: of the query, and of a POST those in its body. */
export async function operationParams(deps: FhirDeps, exchange: Exchange): Promise<Outcome<URLSearchParams>> {
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
    if (typeof name !== 'string' || !['string', 'number', 'boolean'].includes(typeof value)) {
      return fail('request.bad', 'A parameter of this operation has a simple value.', `Parameters.parameter[${index}]`);
    }
    params.append(name, String(value));
  }
  return ok(params);
}
