import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import type { Presented } from '../contract.ts';
import {
  type Cbor,
  type CborKey,
  encodedCbor,
  encodedIn,
  isList,
  isMap,
  readCbor,
  tagged,
  writeCbor,
} from '../cose/cbor.ts';
import { chainOf, isSign1By, readSign1 } from '../cose/sign1.ts';
import { keyOfChain } from '../issuer-key.ts';
import { pidClaims, pidDates, pidDocument, pidElement } from '../pid-query.ts';
import { presentedPid } from '../presented-pid.ts';
import { refusal } from '../refused-presentation.ts';
import { mustStand } from '../status/must-stand.ts';
import type { Expected } from '../verify-answer.ts';
import { sessionTranscript } from './session-transcript.ts';

type Members = ReadonlyMap<CborKey, Cbor>;

/** Milliseconds by which clocks may differ. */
const skew = 60_000;
const digestsBy: Readonly<Record<string, string>> = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', 'SHA-512': 'sha512' };

/**
 * A PID as mdoc (ISO/IEC 18013-5, 9.1 and 9.3; OpenID4VP 1.0, B.2): the issuer's signature over the mobile security object by
 * a chain that the operator trusts, its validity, document type and status; each element by its digest; and the holder's
 * signature, by the key that the issuer put there, over the transcript of this very request. `presentation` is a
 * `DeviceResponse` in base64url. Throws; what is thrown for a check that failed names it (`isRefusedPresentation`), anything
 * else is no such message. A MAC in place of the holder's signature is refused: the request asks for none.
 */
export async function verifyMdoc(presentation: string, expected: Expected): Promise<Presented> {
  if (!/^[\w-]+$/.test(presentation)) throw refusal('presentation');
  const { now } = expected;
  const response = members(readCbor(Buffer.from(presentation, 'base64url')));
  const [document, ...others] = list(response.get('documents'));
  if (response.get('status') !== 0 || document === undefined || others.length > 0) throw refusal('presentation');
  const shown = members(document);
  const issuerSigned = members(shown.get('issuerSigned'));

  const issuerAuth = readSign1(issuerSigned.get('issuerAuth'));
  if (issuerAuth?.payload === undefined) throw refusal('presentation');
  const issuer = await keyOfChain(chainOf(issuerAuth), expected.trusted, now);
  if (issuer === undefined) throw refusal('issuer');
  if (!isSign1By(issuerAuth, issuer.key)) throw refusal('signature');

  const security = members(inside(readCbor(issuerAuth.payload)));
  if (shown.get('docType') !== pidDocument || security.get('docType') !== pidDocument) throw refusal('vct');
  const { from, until } = validityOf(security, now);
  const elements = elementsOf(members(issuerSigned.get('nameSpaces')).get(pidDocument), security);
  const holder = holderKey(members(security.get('deviceKeyInfo')).get('deviceKey'));
  if (!isByHolder(members(shown.get('deviceSigned')), holder, expected)) throw refusal('device-signature');

  const presented = presentedPid(claimsOf(elements), issuer.country, now);
  const credential = { country: presented.country, issuer: undefined, form: 'cwt' } as const;
  await mustStand({ status: plain(security.get('status')), from, until }, credential, expected.statuses);
  return presented;
}

/** Seconds since 1970 of `validFrom` and `validUntil` (9.1.2.4). */
function validityOf(security: Members, now: Date): { readonly from: number; readonly until: number } {
  const validity = members(security.get('validityInfo'));
  const [from, until] = ['validFrom', 'validUntil'].map((name) => Date.parse(String(tagged(validity.get(name), 0))));
  if (from === undefined || until === undefined || Number.isNaN(from) || Number.isNaN(until)) throw refusal('exp');
  if (from > now.getTime() + skew) throw refusal('not-yet-valid');
  if (until < now.getTime() - skew) throw refusal('expired');
  return { from: from / 1000, until: until / 1000 };
}

/** The elements that are shown, each held against the digest that the issuer signed (9.1.2.5). */
function elementsOf(items: Cbor, security: Members): Members {
  const algorithm = security.get('digestAlgorithm');
  const hash = typeof algorithm === 'string' && Object.hasOwn(digestsBy, algorithm) ? digestsBy[algorithm] : undefined;
  if (hash === undefined) throw refusal('sd_alg');
  const digests = members(members(security.get('valueDigests')).get(pidDocument));
  const elements = new Map<CborKey, Cbor>();
  for (const item of list(items)) {
    const read = members(inside(item));
    const [id, name] = [read.get('digestID'), read.get('elementIdentifier')];
    if (typeof id !== 'number' || typeof name !== 'string' || elements.has(name)) throw refusal('disclosure');
    const expected = digests.get(id);
    const digest = createHash(hash).update(writeCbor(item)).digest();
    if (!(expected instanceof Uint8Array) || !digest.equals(expected)) throw refusal('disclosure');
    elements.set(name, read.get('elementValue'));
  }
  return elements;
}

/** A key on P-256 or P-384 (COSE_Key, RFC 9053, 7.1.1). */
function holderKey(key: Cbor): KeyObject {
  const read = members(key);
  const crv = new Map<Cbor, string>([
    [1, 'P-256'],
    [2, 'P-384'],
  ]).get(read.get(-1));
  const [x, y] = [read.get(-2), read.get(-3)];
  if (read.get(1) !== 2 || crv === undefined || !(x instanceof Uint8Array) || !(y instanceof Uint8Array)) {
    throw refusal('signature');
  }
  const [jwkX, jwkY] = [x, y].map((each) => Buffer.from(each).toString('base64url'));
  return createPublicKey({ key: { kty: 'EC', crv, x: jwkX, y: jwkY } as never, format: 'jwk' });
}

/** The holder's signature over document type and transcript (9.1.3.4, 9.1.3.6). */
function isByHolder(deviceSigned: Members, holder: KeyObject, expected: Expected): boolean {
  const message = readSign1(members(deviceSigned.get('deviceAuth')).get('deviceSignature'));
  const own = deviceSigned.get('nameSpaces');
  // The payload is known to both, and one that is sent besides could be another.
  if (message === undefined || message.payload !== undefined || encodedIn(own) === undefined) return false;
  return isSign1By(message, holder, deviceAuthentication(sessionTranscript(expected.session), own));
}

/** What the holder of a PID signs. */
export function deviceAuthentication(transcript: Cbor, own: Cbor): Uint8Array {
  const value = writeCbor(['DeviceAuthentication', transcript, pidDocument, own]);
  return writeCbor({ tag: encodedCbor, value });
}

/** By the names of SD-JWT VC. */
function claimsOf(elements: Members): Readonly<Record<string, unknown>> {
  const said = (claim: string) => {
    const value = elements.get(pidElement(claim));
    return pidDates.has(claim) ? dateIn(value) : value;
  };
  return Object.fromEntries(pidClaims.map((claim) => [claim, said(claim)]));
}

const fullDate = 1004;
const dateTime = 0;

/** `full-date` (RFC 8943), or the day of a `tdate`. */
function dateIn(value: Cbor): unknown {
  const moment = tagged(value, dateTime);
  return typeof moment === 'string' ? moment.slice(0, 10) : tagged(value, fullDate);
}

function members(value: Cbor): Members {
  if (isMap(value)) return value;
  throw refusal('presentation');
}

function list(value: Cbor): readonly Cbor[] {
  if (isList(value)) return value;
  throw refusal('presentation');
}

function inside(value: Cbor): Cbor {
  const bytes = encodedIn(value);
  if (bytes === undefined) throw refusal('presentation');
  return readCbor(bytes);
}

/** Maps as objects, for what both formats say alike. */
function plain(value: Cbor): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries([...value].map(([name, each]) => [String(name), plain(each)]));
}
