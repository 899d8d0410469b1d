import {
  createHash,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  randomInt,
  sign,
  X509Certificate,
} from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { SDJwtInstance } from '@sd-jwt/core';
import { type JWK, SignJWT } from 'jose';
import { type Cbor, type CborKey, encodedCbor, writeCbor } from '../../wallet/cose/cbor.ts';
import { toBeSigned } from '../../wallet/cose/sign1.ts';
import { pidClaims, pidDates, pidDocument, pidElement, pidType } from '../../wallet/pid-query.ts';
import type { SimulatedPerson } from './person.ts';
import type { SimulatedPeer } from './simulated-broker.ts';
import type { SimulatedCertificate } from './simulated-certificates.ts';

/** Where a test makes the issuer lie. */
export interface IssuerTwist {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly expires?: number;
  /** The status that the list tells of this credential; 0, which stands, where it is left out. */
  readonly status?: number;
  /** The list that it refers to, by a name of its own; it is kept by who has read it. */
  readonly list?: string;
  /** Changes the mobile security object of an mdoc before it is signed, and its elements afterwards. */
  readonly security?: (security: Map<CborKey, Cbor>) => void;
  readonly elements?: (elements: Cbor[]) => Cbor[];
}

/** Issues PIDs of made-up people on the spot, and tells of their status. */
export interface SimulatedPidIssuer {
  readonly serve: SimulatedPeer;
  /** SD-JWT VC with every disclosure, and the names of what is disclosed. */
  sdJwt(
    person: SimulatedPerson,
    holder: JWK,
    twist?: IssuerTwist,
  ): Promise<{ readonly credential: string; readonly disclosable: readonly string[] }>;
  /** `IssuerSigned` of an mdoc (ISO/IEC 18013-5, 8.3.2.1.2.2). */
  mdoc(person: SimulatedPerson, holder: JWK, twist?: IssuerTwist): Promise<Cbor>;
}

const placesOfList = 4096;
const lives = 30 * 86_400;
const fullDate = 1004;

export function createSimulatedPidIssuer(options: {
  /** The certificate of who issues identities of a country. */
  readonly issuer: (country: string) => Promise<SimulatedCertificate>;
  /** Address below which `serve` answers. */
  readonly base: string;
}): SimulatedPidIssuer {
  const issuers = new Map<string, Promise<SimulatedCertificate>>();
  const lists = new Map<string, Uint8Array>();
  const signerOf = async (country: string) => {
    const known = issuers.get(country) ?? options.issuer(country);
    issuers.set(country, known);
    const { keyPem, certificatePem } = await known;
    return { key: createPrivateKey(keyPem), der: new X509Certificate(certificatePem).raw };
  };
  const countryOf = (person: SimulatedPerson) => String(person.claims.issuing_country ?? 'FR');
  /** A place that nobody can guess, in a list of the country. */
  const placed = (country: string, { status = 0, list = 'pid' }: IssuerTwist) => {
    const name = `${country}/${list}`;
    const statuses = lists.get(name) ?? new Uint8Array(placesOfList);
    const idx = randomInt(placesOfList);
    statuses[idx] = status;
    lists.set(name, statuses);
    return { idx, uri: `${options.base}/status/${name}` };
  };
  const claimsOf = (person: SimulatedPerson, twist: IssuerTwist): Record<string, unknown> => ({
    date_of_expiry: '2035-12-31',
    ...person.claims,
    ...twist.claims,
  });

  return {
    async sdJwt(person, holder, twist = {}) {
      const country = countryOf(person);
      const { key, der } = await signerOf(country);
      const now = Math.floor(Date.now() / 1000);
      const credential = new SDJwtInstance({
        signer: (data) => signed(data, key),
        signAlg: 'ES256',
        hasher,
        hashAlg: 'sha-256',
        saltGenerator: (length) => randomBytes(length).toString('base64url'),
        omitTyp: true,
      });
      const claims = {
        vct: pidType,
        iat: now,
        exp: twist.expires ?? now + lives,
        cnf: { jwk: holder },
        status: { status_list: placed(country, twist) },
        ...claimsOf(person, twist),
      };
      const disclosable = pidClaims.filter((name) => Object.hasOwn(claims, name));
      const header = { typ: 'dc+sd-jwt', x5c: [der.toString('base64')], ...twist.header };
      const issued = await credential.issue(claims, { _sd: disclosable } as never, { header });
      return { credential: issued, disclosable };
    },

    async mdoc(person, holder, twist = {}) {
      const country = countryOf(person);
      const { key, der } = await signerOf(country);
      const claims = claimsOf(person, twist);
      const said = pidClaims.filter((name) => claims[name] !== undefined);
      const items = said.map((name, digestID) => {
        const text = String(claims[name]);
        const elementValue = pidDates.has(name) ? { tag: fullDate, value: text } : text;
        const random = randomBytes(16);
        return inside(mapOf({ digestID, random, elementIdentifier: pidElement(name), elementValue }));
      });
      const digests = new Map(items.map((item, digestID) => [digestID, hasher(writeCbor(item))] as const));
      const now = Date.now();
      const until = twist.expires === undefined ? now + lives * 1000 : twist.expires * 1000;
      const security = mapOf({
        version: '1.0',
        digestAlgorithm: 'SHA-256',
        valueDigests: new Map([[pidDocument, digests]]),
        deviceKeyInfo: mapOf({ deviceKey: coseKey(holder) }),
        docType: pidDocument,
        validityInfo: mapOf({ signed: moment(now), validFrom: moment(now), validUntil: moment(until) }),
        status: mapOf({ status_list: mapOf(placed(country, twist)) }),
      });
      twist.security?.(security);
      const issuerAuth = sign1(new Map([[1, -7]]), new Map([[33, der]]), writeCbor(inside(security)), key);
      return mapOf({ nameSpaces: new Map([[pidDocument, twist.elements?.(items) ?? items]]), issuerAuth });
    },

    async serve(request, response) {
      const [, country = '', list = ''] = /\/status\/([A-Z]{2})\/([\w-]+)$/.exec(request.url ?? '') ?? [];
      const statuses = lists.get(`${country}/${list}`);
      if (statuses === undefined) return void response.writeHead(404).end();
      const uri = `${options.base}/status/${country}/${list}`;
      const asCwt = String(request.headers.accept).startsWith('application/statuslist+cwt');
      const token = await (asCwt ? statusCwt : statusJwt)(uri, statuses, await signerOf(country));
      response.writeHead(200, { 'content-type': `application/statuslist+${asCwt ? 'cwt' : 'jwt'}` }).end(token);
    },
  };
}

interface Signer {
  readonly key: KeyObject;
  readonly der: Buffer;
}

const listed = { bits: 8, ttl: 300, lives: 3_600 } as const;

/** A Status List Token as JWT (draft-ietf-oauth-status-list, 5.1). */
export function statusJwt(sub: string, statuses: Uint8Array, { key, der }: Signer): Promise<string> {
  const lst = deflateSync(statuses).toString('base64url');
  return new SignJWT({ sub, ttl: listed.ttl, status_list: { bits: listed.bits, lst } })
    .setProtectedHeader({ alg: 'ES256', typ: 'statuslist+jwt', x5c: [der.toString('base64')] })
    .setIssuedAt()
    .setExpirationTime(`${listed.lives} seconds`)
    .sign(key);
}

/** The same as CWT (5.2). */
export async function statusCwt(sub: string, statuses: Uint8Array, { key, der }: Signer): Promise<Uint8Array> {
  const now = Math.floor(Date.now() / 1000);
  const list = mapOf({ bits: listed.bits, lst: deflateSync(statuses) });
  const claims = new Map<CborKey, Cbor>([
    [2, sub],
    [6, now],
    [4, now + listed.lives],
    [65534, listed.ttl],
    [65533, list],
  ]);
  const covered = new Map<CborKey, Cbor>([
    [1, -7],
    [16, 'application/statuslist+cwt'],
  ]);
  return writeCbor({ tag: 18, value: sign1(covered, new Map([[33, der]]), writeCbor(claims), key) });
}

/** COSE_Sign1; `payload` that both sides know is signed, and left out with `detached`. */
export function sign1(
  covered: ReadonlyMap<CborKey, Cbor>,
  open: ReadonlyMap<CborKey, Cbor>,
  payload: Uint8Array,
  key: KeyObject,
  detached = false,
): readonly Cbor[] {
  const coveredBytes = writeCbor(covered);
  const signature = sign('sha256', toBeSigned(coveredBytes, payload), { key, dsaEncoding: 'ieee-p1363' });
  return [coveredBytes, open, detached ? null : payload, signature];
}

export function mapOf(members: Readonly<Record<string, Cbor>>): Map<CborKey, Cbor> {
  return new Map(Object.entries(members));
}

/** A message inside of a message. */
export function inside(value: Cbor): Cbor {
  return { tag: encodedCbor, value: writeCbor(value) };
}

function coseKey({ x = '', y = '' }: JWK): Cbor {
  return new Map<CborKey, Cbor>([
    [1, 2],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ]);
}

function moment(milliseconds: number): Cbor {
  return { tag: 0, value: `${new Date(milliseconds).toISOString().slice(0, 19)}Z` };
}

export function signed(data: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

export function hasher(data: string | ArrayBuffer | Uint8Array): Uint8Array {
  const bytes = typeof data === 'string' || data instanceof Uint8Array ? data : Buffer.from(data);
  return createHash('sha256').update(bytes).digest();
}
