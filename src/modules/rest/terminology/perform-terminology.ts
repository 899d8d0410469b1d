import { type Definition, parseResource, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { TerminologyOperation } from '#terminology';
import { languageRanges } from '../accept-language.ts';
import type { Perform } from '../address.ts';
import type { Answer } from '../answer.ts';
import type { FhirDeps } from '../fhir-deps.ts';
import { bodyFormat } from '../media-type.ts';
import type { OperationCall } from '../operation.ts';
import { readBody } from '../read-body.ts';
import { readOperationInput } from './read-parameters.ts';

/** Bytes of a body with the value sets and code systems that it brings along. */
const mostBytes = 4 * 1024 * 1024;

/**
 * A terminology operation for whoever is signed in: what codes mean is no personal data, so that it is asked without the
 * records, and nobody's log tells of it. The definition that an address names by its id is read as any resource is.
 */
export async function callTerminology(
  deps: FhirDeps,
  caller: Caller,
  operation: TerminologyOperation,
  call: OperationCall,
): Promise<Outcome<Answer>> {
  const parameters = readOperationInput(operation, call.query, call.body, call.lenient);
  if (!parameters.ok) return parameters;
  let instance: Definition | undefined;
  if (call.id !== undefined) {
    const [type = '', name = ''] = operation.split('/');
    const stored = await deps.records.read(caller, type, call.id, name);
    if (!stored.ok) return stored;
    instance = JSON.parse(stored.value.text) as Definition;
  }
  const { status, resource, language } = await deps.terminology.perform(operation, {
    parameters: parameters.value,
    ...(instance === undefined ? {} : { instance }),
    languages: call.languages,
    client: caller.subject,
  });
  return ok({ status, text: JSON.stringify(resource), ...(language === undefined ? {} : { language }) });
}

/** The operation of an HTTP request: its query, and of a POST its Parameters. */
export function performTerminology(operation: TerminologyOperation): Perform {
  return async (deps, exchange) => {
    const { body: raw, headers, method, params } = exchange.request;
    let body: Resource | undefined;
    if (method === 'POST' && Buffer.isBuffer(raw) && raw.length > 0) {
      const format = bodyFormat(headers['content-type']);
      if (!format.ok) return format;
      const text = await readBody(exchange.request, mostBytes);
      if (!text.ok) return text;
      const parsed = parseResource(text.value, format.value, { maxBytes: mostBytes });
      if (!parsed.ok) return parsed;
      body = parsed.value;
    }
    return callTerminology(deps, exchange.caller, operation, {
      id: (params as { readonly id?: string }).id,
      query: exchange.params,
      body,
      languages: languageRanges(headers['accept-language']),
      lenient: exchange.prefer.handling === 'lenient',
    });
  };
}
