import type { FaultCode } from '#kernel';

/**
 * What a request came back with instead of an answer. `code` is the fault code of the node, or one of the browser's own:
 * `network` (no answer arrived), `unknown` (an answer that says nothing).
 */
export interface ApiProblem extends Error {
  readonly name: 'ApiProblem';
  readonly status: number;
  readonly code: FaultCode | 'network' | 'unknown';
  /** W3C trace id of the request; the key to the node's log. */
  readonly traceId: string;
  readonly retryAfter?: number;
}

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly accept?: string;
}

/**
 * Asks the node that served this page. The session cookie goes along by itself; unsafe methods carry the header that
 * other sites cannot send. Throws an `ApiProblem`, or the abort reason where the caller gave up.
 */
export async function api<T>(path: string, request: ApiRequest = {}): Promise<T> {
  const response = await send(path, request);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** The same for a file to keep. */
export async function apiFile(path: string, request: ApiRequest = {}): Promise<Blob> {
  return (await send(path, request)).blob();
}

async function send(path: string, { method = 'GET', body, signal, accept }: ApiRequest): Promise<Response> {
  const traceId = randomHex(16);
  const headers: Record<string, string> = {
    accept: accept ?? 'application/json',
    traceparent: `00-${traceId}-${randomHex(8)}-01`,
  };
  if (method !== 'GET') headers['x-carnet-request'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw problemOf({ status: 0, code: 'network', traceId });
  }
  if (response.ok) return response;
  const text = await response.text();
  const problem = problemFromAnswer(response.status, text, traceId, response.headers.get('retry-after'));
  if (problem.code === 'sign-in.step-up' && stepUp(response.headers.get('www-authenticate')))
    return unlessBack(problem);
  throw problem;
}

const steppedUpKey = 'carnet.stepped-up';
/** Milliseconds for which a page that asks for the same again is told no, so that nobody is led in a circle. */
const onceIn = 10_000;

/**
 * The act needs a sign-in that is more recent (RFC 9470): leaves for it, and comes back to this very page. False where the
 * page has just come from there.
 */
function stepUp(challenge: string | null): boolean {
  const page = location.pathname + location.search;
  const [former, at] = JSON.parse(sessionStorage.getItem(steppedUpKey) ?? '["", 0]') as readonly [string, number];
  if (former === page && Date.now() - at < onceIn) return false;
  sessionStorage.setItem(steppedUpKey, JSON.stringify([page, Date.now()]));
  location.assign(`${signInAddress(page)}&max_age=${/max_age="?(\d+)/.exec(challenge ?? '')?.[1] ?? '0'}`);
  return true;
}

/** While the page is leaving there is no answer. Who comes back without a sign-in finds the page as it was, with the problem. */
function unlessBack(problem: ApiProblem): Promise<never> {
  return new Promise((_, reject) => {
    addEventListener('pageshow', () => reject(problem), { once: true });
  });
}

/** A full navigation: sign-in leaves the pages for the OpenID Connect provider and comes back to `returnTo`. */
export function signInAddress(returnTo: string): string {
  return `/session/login?returnTo=${encodeURIComponent(returnTo)}`;
}

/** Reads the fault code out of an OperationOutcome; anything else is `unknown`. */
export function problemFromAnswer(
  status: number,
  text: string,
  traceId: string,
  retryAfter: string | null = null,
): ApiProblem {
  const seconds = Number(retryAfter);
  return problemOf({
    status,
    code: faultCodeIn(text) ?? 'unknown',
    traceId,
    ...(retryAfter && seconds > 0 ? { retryAfter: seconds } : {}),
  });
}

function faultCodeIn(text: string): FaultCode | undefined {
  try {
    const outcome = JSON.parse(text) as {
      readonly issue?: readonly { readonly details?: { readonly coding?: readonly { readonly code?: unknown }[] } }[];
    };
    const code = outcome.issue?.[0]?.details?.coding?.[0]?.code;
    return typeof code === 'string' ? (code as FaultCode) : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(fields: Omit<ApiProblem, 'name' | 'message' | 'stack' | 'cause'>): ApiProblem {
  return Object.assign(new Error(fields.code), fields, { name: 'ApiProblem' as const });
}

export function isApiProblem(value: unknown): value is ApiProblem {
  return value instanceof Error && value.name === 'ApiProblem';
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
