import type { ReturnPreference } from './answer.ts';

export interface Preferences {
  /** Absent where the client does not say. */
  readonly return?: ReturnPreference;
  readonly handling: 'strict' | 'lenient';
}

const noPreference: Preferences = { handling: 'strict' };

/** The `Prefer` header (RFC 7240; FHIR R4, http.html#ops and search.html#errors). What is not known is passed over. */
export function preferencesOf(header: string | readonly string[] | undefined): Preferences {
  if (header === undefined) return noPreference;
  const text = (typeof header === 'string' ? header : header.join(',')).slice(0, 1000);
  const asked = /(?:^|[,;\s])return\s*=\s*"?(representation|minimal|OperationOutcome)\b/i
    .exec(text)?.[1]
    ?.toLowerCase();
  const lenient = /(?:^|[,;\s])handling\s*=\s*"?lenient\b/i.test(text);
  const preference = asked === 'operationoutcome' ? 'OperationOutcome' : (asked as ReturnPreference | undefined);
  return { ...(preference === undefined ? {} : { return: preference }), handling: lenient ? 'lenient' : 'strict' };
}
