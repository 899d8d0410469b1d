import { type FaultCode, faultCatalogue } from './fault-catalogue.ts';

/** A few categories are enough for every caller to act on; `rest` maps each to one HTTP status. */
export type FaultKind =
  | 'invalid'
  | 'unprocessable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'gone'
  | 'conflict'
  | 'precondition'
  | 'multiple-matches'
  | 'unsupported'
  | 'unsupported-media'
  | 'not-acceptable'
  | 'too-large'
  | 'busy'
  | 'unavailable'
  | 'internal';

/** One thing that is wrong, with where it is and how to mend it. */
export interface Issue {
  readonly severity: 'error' | 'warning' | 'information';
  /** A code of the FHIR value set `issue-type`. */
  readonly type: string;
  readonly code: FaultCode;
  /** Plain words; never personal data, never a value taken from the input's content. */
  readonly text: string;
  /** FHIRPath of the element, e.g. `Patient.name[0].given`. */
  readonly path?: string;
}

/**
 * An expected outcome that is not success. It is returned, never thrown: exceptions are for defects.
 * `issues` has at least one entry.
 */
export interface Fault {
  readonly kind: FaultKind;
  readonly code: FaultCode;
  readonly issues: readonly Issue[];
  /** Seconds after which a retry makes sense (kinds `busy` and `unavailable`). */
  readonly retryAfter?: number;
  /** Seconds within which the person must have proven who she is (code `sign-in.step-up`). */
  readonly maxAge?: number;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function ok<T>(value: T): Outcome<T> {
  return { ok: true, value };
}

/** A failed outcome with one issue; kind and issue type come from the catalogue entry of `code`. */
export function fail(code: FaultCode, text: string, path?: string): Outcome<never> {
  return { ok: false, fault: faultOf(code, text, path) };
}

export function faultOf(code: FaultCode, text: string, path?: string): Fault {
  return { kind: faultCatalogue[code].kind, code, issues: [issueOf(code, text, path)] };
}

export function issueOf(code: FaultCode, text: string, path?: string): Issue {
  const base = { severity: 'error' as const, type: faultCatalogue[code].issue, code, text };
  return path === undefined ? base : { ...base, path };
}

/** A failed outcome that carries many issues; its kind and code are those of the first. */
export function failAll(issues: readonly [Issue, ...Issue[]]): Outcome<never> {
  const first = issues[0];
  return { ok: false, fault: { kind: faultCatalogue[first.code].kind, code: first.code, issues } };
}

/** The HTTP status by which each kind is answered (FHIR R4, http.html#summary). */
export const statusOfKind: Readonly<Record<FaultKind, number>> = {
  invalid: 400,
  unprocessable: 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  gone: 410,
  conflict: 409,
  precondition: 412,
  'multiple-matches': 412,
  unsupported: 405,
  'unsupported-media': 415,
  'not-acceptable': 406,
  'too-large': 413,
  busy: 429,
  unavailable: 503,
  internal: 500,
};
