import type { Outcome } from '#kernel';

/** What was asked of one wallet once; kept until it answers. */
export interface WalletRequest {
  readonly nonce: string;
  readonly state: string;
  /** The key that the answer is encrypted to, private part included; made for this request alone. */
  readonly encryptionKey: object;
}

/** Personal identification data that a wallet showed and the verifier believes. */
export interface Presented {
  /** ISO 3166-1 alpha-2 of who issued it. */
  readonly country: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string;
  /** `personal_administrative_number`; undefined where the credential has none. */
  readonly number?: string;
}

/**
 * Asks wallets for personal identification data (PID) and judges what they show. Whether a credential was revoked is not
 * asked: status lists are not read, so that a PID counts until its `exp`.
 */
export interface WalletVerifier {
  /** As what wallets know the node (`client_id`). */
  readonly clientId: string;
  newRequest(): Promise<WalletRequest>;
  /** The signed request (RFC 9101) that a wallet fetches; `responseUri` is where it answers. */
  requestObject(request: WalletRequest, responseUri: string): Promise<string>;
  /** Faults: `upstream.refused`, with a technical word for the log in `word`. */
  verify(response: string, request: WalletRequest): Promise<Verified>;
}

export type Verified =
  | { readonly ok: true; readonly value: Presented }
  | (Extract<Outcome<never>, { ok: false }> & { readonly word: string });
