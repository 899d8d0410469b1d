import type { Outcome } from '#kernel';
import type { AskingWallet } from './asking-wallet.ts';
import type { PresentationFault } from './refused-presentation.ts';

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

/** Asks wallets for personal identification data (PID), as SD-JWT VC or mdoc, and judges what they show. */
export interface WalletVerifier {
  /** As what wallets know the node (`client_id`). */
  readonly clientId: string;
  newRequest(): Promise<WalletRequest>;
  /** The signed request (RFC 9101) that a wallet fetches; `responseUri` is where it answers. `wallet` is what it said of itself. */
  requestObject(request: WalletRequest, responseUri: string, wallet?: AskingWallet): Promise<string>;
  /**
   * Judges what came to `responseUri`, and asks whether the credential still stands. Faults: `upstream.refused`,
   * `upstream.revoked`, `upstream.unavailable` where nobody tells of its status; each with a technical word for the log.
   */
  verify(response: string, request: WalletRequest, responseUri: string): Promise<Verified>;
}

export type Verified =
  | { readonly ok: true; readonly value: Presented }
  | (Extract<Outcome<never>, { ok: false }> & { readonly code: PresentationFault; readonly word: string });
