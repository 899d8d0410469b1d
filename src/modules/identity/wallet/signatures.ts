import { type KeyObject, verify } from 'node:crypto';

/** ECDSA with the one curve that goes with its digest (RFC 7518, 3.4; RFC 9864: ESP256, ESP384). */
export type Algorithm = 'ES256' | 'ES384';

const known: Readonly<Record<Algorithm, { readonly hash: string; readonly curve: string }>> = {
  ES256: { hash: 'sha256', curve: 'prime256v1' },
  ES384: { hash: 'sha384', curve: 'secp384r1' },
};

/** The algorithms that are believed, as JOSE names them. */
export const joseAlgorithms: readonly Algorithm[] = ['ES256', 'ES384'];

/** The same by their numbers in COSE: ES256, ES384, ESP256, ESP384. */
export const coseAlgorithms: ReadonlyMap<unknown, Algorithm> = new Map<unknown, Algorithm>([
  [-7, 'ES256'],
  [-35, 'ES384'],
  [-9, 'ES256'],
  [-51, 'ES384'],
]);

/** Did this key sign these bytes? False for an algorithm that is not believed, and for a key of another curve. */
export function isSignedBy(key: KeyObject, alg: unknown, data: Uint8Array, signature: Uint8Array): boolean {
  const algorithm = joseAlgorithms.find((each) => each === alg);
  if (algorithm === undefined || key.asymmetricKeyDetails?.namedCurve !== known[algorithm].curve) return false;
  return verify(known[algorithm].hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}
