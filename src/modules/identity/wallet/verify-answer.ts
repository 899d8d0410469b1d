import type { Presented } from './contract.ts';
import type { TrustedIssuers } from './issuer-key.ts';
import type { Session } from './mdoc/session-transcript.ts';
import { verifyMdoc } from './mdoc/verify-mdoc.ts';
import { credentialQueries } from './pid-query.ts';
import { refusal } from './refused-presentation.ts';
import type { StatusLists } from './status/status-lists.ts';
import { verifySdJwt } from './verify-sd-jwt.ts';

/** By what a presentation is judged. */
export interface Expected {
  readonly trusted: TrustedIssuers;
  readonly statuses: StatusLists;
  readonly now: Date;
  /** For whom, and over what, the holder must have signed. */
  readonly session: Session;
}

const longestPresentation = 65_536;
const formats: ReadonlyMap<string, (presentation: string, expected: Expected) => Promise<Presented>> = new Map([
  [credentialQueries.sdJwt, verifySdJwt],
  [credentialQueries.mdoc, verifyMdoc],
]);

/**
 * The one presentation of `vp_token` (OpenID4VP 1.0, 8.1), judged in the format that its query asked for: what was not asked
 * for is not looked at, and more than one is refused. Throws; what is thrown for a check that failed names it.
 */
export async function verifyAnswer(shown: Readonly<Record<string, unknown>>, expected: Expected): Promise<Presented> {
  const [only, ...others] = Object.entries(shown);
  const verify = only === undefined ? undefined : formats.get(only[0]);
  const presentations = only?.[1];
  if (verify === undefined || others.length > 0 || !Array.isArray(presentations) || presentations.length !== 1) {
    throw refusal('response');
  }
  const [presentation] = presentations as readonly unknown[];
  if (typeof presentation !== 'string') throw refusal('response');
  if (presentation.length > longestPresentation) throw refusal('size');
  return verify(presentation, expected);
}
