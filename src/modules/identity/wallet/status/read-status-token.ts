import { jwtVerify } from 'jose';
import { isObject } from '../../brokers/kinds/claims.ts';
import { type Cbor, isMap, readCbor } from '../cose/cbor.ts';
import { chainOf, isSign1By, readSign1 } from '../cose/sign1.ts';
import { type IssuerKey, issuerKey, keyOfChain, type TrustedIssuers } from '../issuer-key.ts';
import { refusal } from '../refused-presentation.ts';
import { joseAlgorithms } from '../signatures.ts';
import { type StatusList, unpackStatusList } from './status-list.ts';

/** A list that is believed. */
export interface BelievedList {
  readonly list: StatusList;
  /** Of who signed it; absent where the operator vouches for the key. */
  readonly country?: string;
  /** Until when it may be used again without being asked for. */
  readonly until: Date;
}

interface ListContext {
  readonly uri: string;
  /** `iss` of the credential, where the operator keeps the keys of its issuer. */
  readonly issuer: string | undefined;
  readonly trusted: TrustedIssuers;
  readonly now: Date;
}

/** Seconds by which clocks may differ. */
const skew = 60;
/** Seconds for which a list is used again at most, and at least where it does not say: revoking is to be felt soon. */
const cachedAtMost = 3_600;
const cachedUntold = 300;
/** Seconds for which a list counts that says no end of its own. */
const countsAtMost = 7 * 86_400;

/**
 * A Status List Token as JWT (draft-ietf-oauth-status-list, 5.1 and 8.3): `typ`, the signature by somebody whom the operator
 * trusts with identities, `sub`, `iat`, `exp`, `ttl`. Throws a refusal for what is not believed.
 */
export async function readStatusJwt(token: string, context: ListContext): Promise<BelievedList> {
  let signer: IssuerKey | undefined;
  const { payload } = await jwtVerify(
    token,
    async (header) => {
      signer = await issuerKey(header, context.issuer, context.trusted, context.now);
      if (signer === undefined) throw notBelieved();
      return signer.key;
    },
    { algorithms: [...joseAlgorithms], typ: 'statuslist+jwt', currentDate: context.now, clockTolerance: skew },
  ).catch(() => {
    throw notBelieved();
  });
  const list = payload.status_list;
  if (!isObject(list) || typeof list.lst !== 'string') throw notBelieved();
  const { sub, iat, exp, ttl } = payload;
  return believed({ sub, iat, exp, ttl, bits: list.bits, packed: Buffer.from(list.lst, 'base64url') }, signer, context);
}

const claim = { sub: 2, exp: 4, iat: 6, list: 65533, ttl: 65534 } as const;
const typeHeader = 16;

/** The same as CWT (5.2), which credentials in CBOR refer to. */
export async function readStatusCwt(token: Uint8Array, context: ListContext): Promise<BelievedList> {
  const message = readSign1(readOrRefuse(token));
  if (message === undefined || message.covered.get(typeHeader) !== 'application/statuslist+cwt') throw notBelieved();
  const signer = await keyOfChain(chainOf(message), context.trusted, context.now).catch(() => undefined);
  if (signer === undefined || !isSign1By(message, signer.key)) throw notBelieved();
  const claims = readOrRefuse(message.payload ?? new Uint8Array());
  const list = isMap(claims) ? claims.get(claim.list) : undefined;
  if (!isMap(claims) || !isMap(list)) throw notBelieved();
  const packed = list.get('lst');
  if (!(packed instanceof Uint8Array)) throw notBelieved();
  const [sub, iat, exp, ttl] = [claim.sub, claim.iat, claim.exp, claim.ttl].map((name) => claims.get(name));
  return believed({ sub, iat, exp, ttl, bits: list.get('bits'), packed }, signer, context);
}

interface Said {
  readonly sub: unknown;
  readonly iat: unknown;
  readonly exp: unknown;
  readonly ttl: unknown;
  readonly bits: unknown;
  readonly packed: Uint8Array;
}

async function believed(said: Said, signer: IssuerKey | undefined, context: ListContext): Promise<BelievedList> {
  const { sub, iat, exp, ttl } = said;
  const now = context.now.getTime() / 1000;
  if (sub !== context.uri || typeof iat !== 'number' || iat > now + skew) throw notBelieved();
  if (exp !== undefined && typeof exp !== 'number') throw notBelieved();
  const ends = exp ?? iat + countsAtMost;
  if (ends < now - skew) throw refusal('status-list-expired', 'upstream.unavailable');
  if (ttl !== undefined && (typeof ttl !== 'number' || !(ttl > 0))) throw notBelieved();
  const list = await unpackStatusList(said.bits, said.packed);
  if (list === undefined) throw notBelieved();
  const cached = Math.min(ttl ?? cachedUntold, cachedAtMost, Math.max(ends - now, 0));
  const until = new Date(context.now.getTime() + cached * 1000);
  return { list, until, ...(signer?.country === undefined ? {} : { country: signer.country }) };
}

function readOrRefuse(bytes: Uint8Array): Cbor {
  try {
    return readCbor(bytes);
  } catch {
    throw notBelieved();
  }
}

function notBelieved(): Error {
  return refusal('status-list', 'upstream.unavailable');
}
