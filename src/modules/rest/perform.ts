import { isResourceType, parseResource, sourceOf } from '#fhir';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';
import { languageRanges } from './accept-language.ts';
import type { Perform } from './address.ts';
import type { Answer } from './answer.ts';
import { batch } from './batch.ts';
import { readBundle } from './bundle-request.ts';
import { create } from './create.ts';
import { conditionalDelete, deleteResource } from './delete.ts';
import { draftOf } from './draft.ts';
import type { Exchange } from './exchange.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { history } from './history.ts';
import { bodyFormat, essence } from './media-type.ts';
import { paramsOf } from './params.ts';
import { patch, patchOf } from './patch.ts';
import { patientSummary, readerLanguage, summaryPage } from './patient-summary.ts';
import { read } from './read.ts';
import { readBody } from './read-body.ts';
import { search } from './search.ts';
import { transaction } from './transaction.ts';
import { conditionalUpdate, update } from './update.ts';
import { vread } from './vread.ts';

// From an HTTP exchange to the interaction that it asks for: path, headers and body become its arguments.

/** Search criteria in a form; more is no search that the bounds allow. */
const largestForm = 256 * 1024;

export const performRead: Perform = async (deps, exchange) => {
  const { type, id } = pathOf(exchange);
  if (id.startsWith('$')) return unknownOperation();
  return read(deps, exchange.caller, { type, id }, readConditions(exchange), exchange.params);
};

export const performVread: Perform = async (deps, exchange) =>
  vread(deps, exchange.caller, pathOf(exchange), readConditions(exchange), exchange.params);

export const performSearch: Perform = async (deps, exchange) => searchWith(deps, exchange, exchange.params);

export const performPostedSearch: Perform = async (deps, exchange) => {
  const { headers, body } = exchange.request;
  const params = new URLSearchParams(exchange.params);
  if (headers['content-type'] === undefined && !Buffer.isBuffer(body)) return searchWith(deps, exchange, params);
  if (essence(headers['content-type'] ?? '') !== 'application/x-www-form-urlencoded') {
    return fail('body.media-type', 'A search is posted as application/x-www-form-urlencoded.');
  }
  if (Buffer.isBuffer(body) && body.length > 0) {
    const text = await readBody(exchange.request, largestForm);
    if (!text.ok) return text;
    const form = paramsOf(text.value);
    if (!form.ok) return form;
    for (const [name, value] of form.value) if (name !== '_format' && name !== '_pretty') params.append(name, value);
  }
  return searchWith(deps, exchange, params);
};

export const performCreate: Perform = async (deps, exchange) => {
  const draft = await readDraft(deps, exchange);
  if (!draft.ok) return draft;
  const request = { type: pathOf(exchange).type, draft: draft.value, ifNoneExist: header(exchange, 'if-none-exist') };
  return create(deps, exchange.caller, request, preferred(exchange));
};

export const performUpdate: Perform = async (deps, exchange) => {
  const draft = await readDraft(deps, exchange);
  if (!draft.ok) return draft;
  const request = { ...pathOf(exchange), draft: draft.value, ...writeConditions(exchange) };
  return update(deps, exchange.caller, request, preferred(exchange));
};

export const performConditionalUpdate: Perform = async (deps, exchange) => {
  const draft = await readDraft(deps, exchange);
  if (!draft.ok) return draft;
  const criteria = exchange.params.toString();
  const request = { type: pathOf(exchange).type, criteria, draft: draft.value, ...writeConditions(exchange) };
  return conditionalUpdate(deps, exchange.caller, request, preferred(exchange));
};

export const performDelete: Perform = async (deps, exchange) => {
  const request = { ...pathOf(exchange), ifMatch: header(exchange, 'if-match') };
  return deleteResource(deps, exchange.caller, request, preferred(exchange));
};

export const performConditionalDelete: Perform = async (deps, exchange) => {
  const criteria = exchange.params.toString();
  const request = { type: pathOf(exchange).type, criteria, ifMatch: header(exchange, 'if-match') };
  return conditionalDelete(deps, exchange.caller, request, preferred(exchange));
};

export const performPatch: Perform = async (deps, exchange) => {
  const { type, id } = pathOf(exchange);
  return patchWith(deps, exchange, { type, id });
};

export const performConditionalPatch: Perform = async (deps, exchange) =>
  patchWith(deps, exchange, { type: pathOf(exchange).type, criteria: exchange.params.toString() });

export const performInstanceHistory: Perform = async (deps, exchange) => {
  const { type, id } = pathOf(exchange);
  return history(deps, exchange.caller, { type, id }, exchange.params);
};

export const performTypeHistory: Perform = async (deps, exchange) =>
  history(deps, exchange.caller, { type: pathOf(exchange).type }, exchange.params);

export const performSystemHistory: Perform = async (deps, exchange) =>
  history(deps, exchange.caller, {}, exchange.params);

export const performBundle: Perform = async (deps, exchange) => {
  const limits = limitsOf(deps);
  const text = await readBundleText(exchange, limits.bundleBytes);
  if (!text.ok) return text;
  const bundle = readBundle(text.value, limits, deps.baseUrl);
  if (!bundle.ok) return bundle;
  const { type, entries } = bundle.value;
  const preference = exchange.prefer.return ?? 'minimal';
  return type === 'batch'
    ? batch(deps, exchange.caller, entries, preference, languageRanges(header(exchange, 'accept-language')))
    : transaction(deps, exchange.caller, entries, preference);
};

export const performSummary: Perform = async (deps, exchange) => {
  const header = exchange.request.headers['accept-language'];
  const language = readerLanguage(exchange.params.get('language'), header, deps.node.language);
  const document = await patientSummary(deps, exchange.caller, pathOf(exchange).id, language);
  if (!document.ok) return document;
  return exchange.format === 'html'
    ? ok({ status: 200, language, page: summaryPage(deps, document.value, language) })
    : ok({ status: 200, language, text: JSON.stringify(document.value) });
};

export const refuseOperation: Perform = async () => unknownOperation();

/** `Patient/1/Observation` and `Patient/1/*`: what stands behind a Patient's address is a type or every type. */
export function inCompartment(perform: Perform): Perform {
  return async (deps, exchange) => {
    const { type, id, inside = '' } = pathOf(exchange);
    const named = inside === '*' || isResourceType(inside);
    return type === 'Patient' && named && isResourceId(id) ? perform(deps, exchange) : unknownOperation();
  };
}

/** Only types of R4 get as far as their interaction. */
export function onKnownType(perform: Perform): Perform {
  return async (deps, exchange) => {
    const { type } = pathOf(exchange);
    if (type.startsWith('$')) return unknownOperation();
    if (!isResourceType(type)) return fail('request.unknown-route', 'There is no such resource type in FHIR R4.');
    return perform(deps, exchange);
  };
}

function unknownOperation(): Outcome<never> {
  return fail('request.unknown-route', 'There is no such operation or compartment search.');
}

interface Path {
  readonly type: string;
  readonly id: string;
  readonly version: string;
  /** In a compartment: the type that is searched. */
  readonly inside?: string;
}

function pathOf(exchange: Exchange): Path {
  return exchange.request.params as Path;
}

async function patchWith(
  deps: FhirDeps,
  exchange: Exchange,
  meant: { readonly type: string; readonly id?: string; readonly criteria?: string },
): Promise<Outcome<Answer>> {
  const { resourceBytes } = limitsOf(deps);
  const text = await readBody(exchange.request, resourceBytes);
  if (!text.ok) return text;
  const read = patchOf(exchange.request.headers['content-type'], text.value, resourceBytes);
  if (!read.ok) return read;
  const request = { ...meant, patch: read.value, ifMatch: header(exchange, 'if-match') };
  return patch(deps, exchange.caller, request, preferred(exchange));
}

async function searchWith(deps: FhirDeps, exchange: Exchange, params: URLSearchParams): Promise<Outcome<Answer>> {
  const { type, id, inside } = pathOf(exchange);
  const place = inside === undefined ? { type } : { compartment: id, ...(inside === '*' ? {} : { type: inside }) };
  return search(deps, exchange.caller, place, params, exchange.prefer.handling);
}

async function readBundleText(exchange: Exchange, maxBytes: number): Promise<Outcome<string>> {
  const format = bodyFormat(exchange.request.headers['content-type']);
  if (!format.ok) return format;
  const text = await readBody(exchange.request, maxBytes);
  if (!text.ok || format.value === 'json') return text;
  const parsed = parseResource(text.value, 'xml', { maxBytes });
  return parsed.ok ? ok(sourceOf(parsed.value)) : parsed;
}

async function readDraft(deps: FhirDeps, exchange: Exchange): Promise<Outcome<Draft>> {
  const { resourceBytes } = limitsOf(deps);
  const format = bodyFormat(exchange.request.headers['content-type']);
  if (!format.ok) return format;
  const text = await readBody(exchange.request, resourceBytes);
  return text.ok ? draftOf(text.value, format.value, resourceBytes) : text;
}

function preferred(exchange: Exchange) {
  return exchange.prefer.return ?? 'representation';
}

function readConditions(exchange: Exchange) {
  return { ifNoneMatch: header(exchange, 'if-none-match'), ifModifiedSince: header(exchange, 'if-modified-since') };
}

function writeConditions(exchange: Exchange) {
  return { ifMatch: header(exchange, 'if-match'), ifNoneMatch: header(exchange, 'if-none-match') };
}

function header(exchange: Exchange, name: string): string | undefined {
  const value = exchange.request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
