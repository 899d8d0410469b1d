import { createHash, createPrivateKey, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SDJwtInstance } from '@sd-jwt/core';
import {
  CompactEncrypt,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
} from 'jose';
import { credentialQuery, pidType } from '../../wallet/pid-query.ts';
import { choicePage, readForm, redirect, sendPage, simulatedPage } from './page.ts';
import type { SimulatedPerson } from './person.ts';
import type { SimulatedBrokerOptions, SimulatedPeer } from './simulated-broker.ts';
import type { SimulatedCertificate } from './simulated-certificates.ts';

/** What a wallet takes from a request of a verifier. */
interface Asked {
  readonly client_id: string;
  readonly nonce: string;
  readonly state: string;
  readonly response_uri: string;
  readonly client_metadata: { readonly jwks: { readonly keys: readonly JWK[] } };
}

/** Where a test makes the wallet, or the issuer, lie. */
export interface WalletTwist {
  readonly nonce?: string;
  readonly audience?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Changes the presentation before it is sent. */
  readonly presentation?: (presentation: string) => string | Promise<string>;
  /** Signs the key binding with a key that is not the credential's. */
  readonly holderKey?: KeyObject;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly expires?: number;
}

export interface SimulatedWallet {
  readonly serve: SimulatedPeer;
  /** Answers a link as the person's wallet would; where the browser goes on, if it is told. */
  answer(link: string, person: SimulatedPerson, twist?: WalletTwist): Promise<string | undefined>;
  /** A credential with its key binding, as it is shown. */
  present(asked: Pick<Asked, 'client_id' | 'nonce'>, person: SimulatedPerson, twist?: WalletTwist): Promise<string>;
}

const title = 'Simulated EUDI wallet';
const hidden = [
  'family_name',
  'given_name',
  'birthdate',
  'personal_administrative_number',
  'issuing_country',
  'date_of_expiry',
];

/**
 * A wallet that answers OpenID4VP 1.0 with a PID that a simulated issuer signs for it on the spot; for tests and the
 * demonstration. It checks that the request is signed by whom it names.
 */
export function createSimulatedWallet(options: {
  readonly base: string;
  /** The certificate of who issues identities of a country. */
  readonly issuer: (country: string) => Promise<SimulatedCertificate>;
  /** Origin of the one verifier that it answers: it fetches from nowhere else. */
  readonly verifier: string;
  readonly people: SimulatedBrokerOptions['people'];
}): SimulatedWallet {
  const issuers = new Map<string, Promise<SimulatedCertificate>>();
  const issuerOf = (country: string) => {
    const known = issuers.get(country) ?? options.issuer(country);
    issuers.set(country, known);
    return known;
  };

  const present: SimulatedWallet['present'] = async (asked, person, twist = {}) => {
    const issuer = await issuerOf(String(person.claims.issuing_country ?? 'FR'));
    const issuerKey = createPrivateKey(issuer.keyPem);
    const x5c = [new X509Certificate(issuer.certificatePem).raw.toString('base64')];
    const holder = await generateKeyPair('ES256', { extractable: true });
    const now = Math.floor(Date.now() / 1000);
    const credential = new SDJwtInstance({
      signer: (data) => signed(data, issuerKey),
      signAlg: 'ES256',
      hasher,
      hashAlg: 'sha-256',
      saltGenerator: (length) => randomBytes(length).toString('base64url'),
      omitTyp: true,
    });
    const claims = {
      vct: pidType,
      iat: now,
      exp: twist.expires ?? now + 86_400,
      cnf: { jwk: await exportJWK(holder.publicKey) },
      date_of_expiry: '2035-12-31',
      ...person.claims,
      ...twist.claims,
    };
    const disclosable = hidden.filter((name) => Object.hasOwn(claims, name));
    const issued = await credential.issue(claims, { _sd: disclosable } as never, {
      header: { typ: 'dc+sd-jwt', x5c, ...twist.header },
    });
    const holderKey = twist.holderKey ?? (await importKey(holder.privateKey));
    const wallet = new SDJwtInstance({ hasher, kbSigner: (data) => signed(data, holderKey), kbSignAlg: 'ES256' });
    const shown = await wallet.present(issued, Object.fromEntries(disclosable.map((name) => [name, true])), {
      kb: { payload: { iat: now, aud: twist.audience ?? asked.client_id, nonce: twist.nonce ?? asked.nonce } },
    });
    return (await twist.presentation?.(shown)) ?? shown;
  };

  const answer: SimulatedWallet['answer'] = async (link, person, twist) => {
    const asked = await readRequest(link, options.verifier);
    const presentation = await present(asked, person, twist);
    const [key] = asked.client_metadata.jwks.keys;
    if (key === undefined) throw new Error('The verifier names no key');
    const payload = JSON.stringify({ vp_token: { [credentialQuery]: [presentation] }, state: asked.state });
    const response = await new CompactEncrypt(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', ...(key.kid === undefined ? {} : { kid: key.kid }) })
      .encrypt(await importJWK(key, 'ECDH-ES'));
    return post(asked, new URLSearchParams({ response }));
  };

  return {
    present,
    answer,
    async serve(request, response) {
      const link = new URL(request.url ?? '/', options.base).search;
      if (request.method !== 'POST') {
        const people = await options.people();
        return sendPage(
          response,
          choicePage({ title, action: options.base, hidden: { link: `wallet:${link}` }, people }),
        );
      }
      return chosen(request, response);
    },
  };

  async function chosen(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = await readForm(request);
    const link = form.get('link') ?? '';
    const person = (await options.people()).find(({ id }) => id === form.get('person'));
    const back = person === undefined ? await cancel(link) : await answer(link, person);
    if (back !== undefined) return redirect(response, back);
    return sendPage(response, simulatedPage(title, '<p>Done. Go back to your other device.</p>'));
  }

  async function cancel(link: string): Promise<string | undefined> {
    const asked = await readRequest(link, options.verifier);
    return post(asked, new URLSearchParams({ error: 'access_denied', state: asked.state }));
  }
}

/** Fetches the request and checks that it is signed by the certificate that `client_id` is the digest of. */
async function readRequest(link: string, verifier: string): Promise<Asked> {
  const parameters = new URLSearchParams(link.slice(link.indexOf('?')));
  const address = URL.parse(parameters.get('request_uri') ?? '');
  if (address?.origin !== verifier) throw new Error('The request is of another verifier');
  const fetched = await fetch(address);
  if (!fetched.ok) throw new Error('The request is not there');
  const object = await fetched.text();
  const [leaf] = (decodeProtectedHeader(object).x5c ?? []) as readonly string[];
  const certificate = new X509Certificate(Buffer.from(leaf ?? '', 'base64'));
  const digest = createHash('sha256').update(certificate.raw).digest('base64url');
  await jwtVerify(object, certificate.publicKey, { typ: 'oauth-authz-req+jwt', audience: 'https://self-issued.me/v2' });
  const asked = decodeJwt<Asked>(object);
  const isThere = URL.parse(asked.response_uri)?.origin === verifier;
  if (!isThere || asked.client_id !== `x509_hash:${digest}` || asked.client_id !== parameters.get('client_id')) {
    throw new Error('The request is of another verifier');
  }
  return asked;
}

async function post(asked: Asked, form: URLSearchParams): Promise<string | undefined> {
  const answered = await fetch(asked.response_uri, { method: 'POST', body: form });
  if (!answered.ok) throw new Error('The verifier does not take the answer');
  return ((await answered.json()) as { readonly redirect_uri?: string }).redirect_uri;
}

async function importKey(key: CryptoKey): Promise<KeyObject> {
  return createPrivateKey({ key: (await exportJWK(key)) as never, format: 'jwk' });
}

function signed(data: string, key: KeyObject): string {
  return sign('sha256', Buffer.from(data), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

function hasher(data: string | ArrayBuffer): Uint8Array {
  return createHash('sha256')
    .update(typeof data === 'string' ? data : Buffer.from(data))
    .digest();
}
