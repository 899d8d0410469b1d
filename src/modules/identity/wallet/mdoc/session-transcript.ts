import { createHash } from 'node:crypto';
import { type Cbor, writeCbor } from '../cose/cbor.ts';

/** What a wallet and a verifier both know of one request. */
export interface Session {
  readonly clientId: string;
  readonly nonce: string;
  readonly responseUri: string;
  /** SHA-256 thumbprint (RFC 7638) of the key that the answer is encrypted to. */
  readonly encryptionKey: Uint8Array;
}

/** By what the holder's signature is bound to one request (OpenID4VP 1.0, B.2.6.1). */
export function sessionTranscript({ clientId, nonce, encryptionKey, responseUri }: Session): Cbor {
  const info = writeCbor([clientId, nonce, encryptionKey, responseUri]);
  return [null, null, ['OpenID4VPHandover', createHash('sha256').update(info).digest()]];
}
