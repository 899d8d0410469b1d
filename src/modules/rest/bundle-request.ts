import { type BundleEntry, checkStructure, isResourceType, splitBundle } from '#fhir';
import { type Fault, fail, failAll, isResourceId, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';

/** One entry of a transaction or batch, its address taken apart. */
export interface EntryRequest {
  /** `Bundle.entry[3]`. */
  readonly at: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly fullUrl?: string;
  /** Absent at the level of the system: `_history`. */
  readonly type?: string;
  readonly id?: string;
  /** `_history`, and the version where one is named. */
  readonly history?: boolean;
  readonly version?: string;
  /** Without its dollar sign, where the address is that of an operation. */
  readonly operation?: string;
  /** What follows the question mark. */
  readonly query?: string;
  readonly draft?: Draft;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifNoneExist?: string;
  readonly ifModifiedSince?: string;
}

export interface BundleRequest {
  readonly type: 'transaction' | 'batch';
  /** A fault of an entry is the whole transaction's, and in a batch its own. */
  readonly entries: readonly Outcome<EntryRequest>[];
}

/** Reads a transaction or batch. What is wrong with the Bundle itself refuses it as a whole. */
export function readBundle(
  text: string,
  limits: { readonly bundleBytes: number; readonly entries: number },
  baseUrl: string,
): Outcome<BundleRequest> {
  const parts = splitBundle(text, { maxBytes: limits.bundleBytes });
  if (!parts.ok) return parts;
  const { bundle, entries } = parts.value;
  const { type } = bundle;
  if (type !== 'transaction' && type !== 'batch') {
    return fail('bundle.unsupported-type', 'Send a Bundle of type transaction or batch.', 'Bundle.type');
  }
  if (entries.length > limits.entries) {
    return fail('body.too-large', `A Bundle may have at most ${limits.entries} entries.`, 'Bundle.entry');
  }
  const [first, ...rest] = shellIssues(bundle);
  if (first !== undefined) return failAll([first, ...rest]);
  return ok({ type, entries: entries.map((entry, index) => readEntry(entry, `Bundle.entry[${index}]`, baseUrl)) });
}

/** The structure of the Bundle without the resources in it, which are checked each by itself. */
function shellIssues(bundle: { readonly [element: string]: unknown; readonly resourceType: string }) {
  const entry = Array.isArray(bundle.entry)
    ? bundle.entry.map(({ resource, ...shell }: { readonly resource?: unknown }) =>
        resource === undefined && Object.keys(shell).length === 0 ? { fullUrl: 'urn:empty' } : shell,
      )
    : bundle.entry;
  const shell = { ...bundle, ...(entry === undefined ? {} : { entry }) };
  return checkStructure(shell).filter((issue) => issue.severity === 'error');
}

function readEntry(entry: BundleEntry, at: string, baseUrl: string): Outcome<EntryRequest> {
  const { request } = entry;
  if (request === undefined) return bad('An entry needs request.method and request.url.', `${at}.request`);
  const { method, url, ...conditions } = request;
  if (!isMethod(method)) return bad('The method is not one of HTTP that FHIR uses.', `${at}.request.method`);
  const address = readAddress(url, baseUrl);
  if (address === undefined) return bad('The URL is not an address of this API.', `${at}.request.url`);
  const needsResource = method === 'POST' || method === 'PUT' || method === 'PATCH';
  if (needsResource && (entry.resource === undefined || entry.source === undefined)) {
    return bad(`A ${method} needs a resource.`, `${at}.resource`);
  }
  if (!isAllowed(method, address)) return bad(`A ${method} cannot be sent to this address.`, `${at}.request.url`);
  return ok({
    at,
    method,
    ...(entry.fullUrl === undefined ? {} : { fullUrl: entry.fullUrl }),
    ...address,
    ...conditions,
    ...(needsResource && entry.resource !== undefined && entry.source !== undefined
      ? { draft: { resource: entry.resource, source: entry.source, at: `${at}.resource` } }
      : {}),
  });
}

function isMethod(method: string): method is EntryRequest['method'] {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method);
}

type Address = Pick<EntryRequest, 'type' | 'id' | 'history' | 'version' | 'operation' | 'query'>;

const operationForm = /^\$[a-z][a-z-]{0,63}$/;

function readAddress(url: string, baseUrl: string): Address | undefined {
  const relative = url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length + 1) : url.replace(/^\//, '');
  const mark = relative.indexOf('?');
  const path = mark === -1 ? relative : relative.slice(0, mark);
  const query = mark === -1 ? {} : { query: relative.slice(mark + 1) };
  const [first = '', second, third, fourth, ...more] = path.split('/');
  if (more.length > 0) return undefined;
  if (operationForm.test(first) && second === undefined) return { operation: first.slice(1), ...query };
  if (first === '_history' && second === undefined) return { history: true, ...query };
  if (!isResourceType(first)) return undefined;
  if (second === undefined) return { type: first, ...query };
  if (operationForm.test(second) && third === undefined) return { type: first, operation: second.slice(1), ...query };
  if (second === '_history' && third === undefined) return { type: first, history: true, ...query };
  if (!isResourceId(second)) return undefined;
  if (third === undefined) return { type: first, id: second, ...query };
  if (operationForm.test(third) && fourth === undefined) {
    return { type: first, id: second, operation: third.slice(1), ...query };
  }
  if (third !== '_history') return undefined;
  return { type: first, id: second, history: true, ...(fourth === undefined ? {} : { version: fourth }), ...query };
}

function isAllowed(method: EntryRequest['method'], { type, id, history, operation, query }: Address): boolean {
  if (operation !== undefined) return method === 'GET' || method === 'POST';
  if (method === 'GET' || method === 'HEAD') return true;
  if (type === undefined || history === true) return false;
  if (method === 'POST') return id === undefined && query === undefined;
  return (id === undefined) !== (query === undefined);
}

function bad(text: string, path: string): Outcome<never> {
  return fail('transaction.bad-entry', text, path);
}

/** The fault with a place in the Bundle, where it has none yet. */
export function placedIn(fault: Fault, at: string): Fault {
  return {
    ...fault,
    issues: fault.issues.map((issue) => (issue.path?.startsWith('Bundle') ? issue : { ...issue, path: at })),
  };
}
