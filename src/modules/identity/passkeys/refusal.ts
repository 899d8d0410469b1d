/** Why a proof does not hold. Told to the log and the audit entry, never to who sent it. */
export type Refusal =
  | 'malformed'
  | 'no-challenge'
  | 'another-challenge'
  | 'another-origin'
  | 'inside-another-page'
  | 'another-node'
  | 'nobody-present'
  | 'not-verified'
  | 'another-algorithm'
  | 'another-signature'
  | 'unknown-passkey'
  | 'known-passkey'
  | 'another-person'
  | 'counter-behind';

/** The library refuses by exceptions, whose texts are all that tells them apart; the tests hold each of them. */
const words: readonly (readonly [RegExp, Refusal])[] = [
  [/response challenge/, 'another-challenge'],
  [/top origin/, 'inside-another-page'],
  [/response origin/, 'another-origin'],
  [/RP ID/, 'another-node'],
  [/not present/, 'nobody-present'],
  [/could not be verified/, 'not-verified'],
  [/public key alg/, 'another-algorithm'],
];

export function refusalOf(failure: unknown): Refusal {
  const message = failure instanceof Error ? failure.message : '';
  return words.find(([form]) => form.test(message))?.[1] ?? 'malformed';
}
