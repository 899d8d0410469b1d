import type { KeyObject } from 'node:crypto';
import { coseAlgorithms, isSignedBy } from '../signatures.ts';
import { type Cbor, type CborKey, isList, isMap, readCbor, tagged, writeCbor } from './cbor.ts';

/** A message with one signature (COSE_Sign1, RFC 9052, 4.2). */
export interface Sign1 {
  /** Header parameters that the signature covers, and those that it does not. */
  readonly covered: ReadonlyMap<CborKey, Cbor>;
  readonly open: ReadonlyMap<CborKey, Cbor>;
  readonly coveredBytes: Uint8Array;
  /** Absent where it is known without being sent. */
  readonly payload?: Uint8Array;
  readonly signature: Uint8Array;
}

const sign1Tag = 18;
const algorithm = 1;
const critical = 2;
const x5chain = 33;

/** Tagged or not; undefined for what is none, or says that something must be understood which is not. */
export function readSign1(value: Cbor): Sign1 | undefined {
  const parts = tagged(value, sign1Tag) ?? value;
  if (!isList(parts) || parts.length !== 4) return undefined;
  const [coveredBytes, open, payload, signature] = parts;
  if (!(coveredBytes instanceof Uint8Array) || !isMap(open) || !(signature instanceof Uint8Array)) return undefined;
  if (payload !== null && !(payload instanceof Uint8Array)) return undefined;
  const covered = coveredBytes.length === 0 ? new Map<CborKey, Cbor>() : readCbor(coveredBytes);
  if (!isMap(covered) || covered.has(critical) || open.has(critical)) return undefined;
  // What is said twice is not well-formed (RFC 9052, 3).
  if ([...covered.keys()].some((key) => open.has(key))) return undefined;
  return { covered, open, coveredBytes, ...(payload === null ? {} : { payload }), signature };
}

/** The certificates of who signed, the first of them hers (RFC 9360); empty where there are none. */
export function chainOf({ covered, open }: Sign1): readonly Uint8Array[] {
  const chain = covered.get(x5chain) ?? open.get(x5chain);
  if (chain instanceof Uint8Array) return [chain];
  if (!isList(chain)) return [];
  return chain.every((each) => each instanceof Uint8Array) ? chain : [];
}

/** Is it signed by this key, by an algorithm that the signature covers? `payload` for a message that does not carry its own. */
export function isSign1By(message: Sign1, key: KeyObject, payload = message.payload): boolean {
  if (payload === undefined) return false;
  const alg = coseAlgorithms.get(message.covered.get(algorithm));
  return isSignedBy(key, alg, toBeSigned(message.coveredBytes, payload), message.signature);
}

/** What is signed (RFC 9052, 4.4). */
export function toBeSigned(coveredBytes: Uint8Array, payload: Uint8Array): Uint8Array {
  return writeCbor(['Signature1', coveredBytes, new Uint8Array(), payload]);
}
