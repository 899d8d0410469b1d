import { createHash, createPrivateKey, type KeyObject, randomBytes, X509Certificate } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { SDJwtInstance } from '@sd-jwt/core';
import {
  CompactEncrypt,
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
} from 'jose';
import { type Cbor, type CborKey, writeCbor } from '../../wallet/cose/cbor.ts';
import { sessionTranscript } from '../../wallet/mdoc/session-transcript.ts';
import { deviceAuthentication } from '../../wallet/mdoc/verify-mdoc.ts';
import { credentialQueries, pidDocument } from '../../wallet/pid-query.ts';
import { choicePage, readForm, redirect, sendPage, simulatedPage } from './page.ts';
import type { SimulatedPerson } from './person.ts';
import type { SimulatedBrokerOptions, SimulatedPeer } from './simulated-broker.ts';
import type { SimulatedCertificate } from './simulated-certificates.ts';
import {
  createSimulatedPidIssuer,
  hasher,
  type IssuerTwist,
  inside,
  mapOf,
  sign1,
  signed,
} from './simulated-pid-issuer.ts';

/** What a wallet takes from a request of a verifier. */
export interface AskedOfWallet {
  readonly client_id: string;
  readonly nonce: string;
  readonly state: string;
  readonly response_uri: string;
  readonly client_metadata: { readonly jwks: { readonly keys: readonly JWK[] } };
}

/** Where a test makes the wallet, or the issuer, lie. */
export interface WalletTwist extends IssuerTwist {
  /** SD-JWT VC where it is left out. */
  readonly format?: keyof typeof credentialQueries;
  readonly nonce?: string;
  readonly audience?: string;
  /** Changes the presentation before it is sent. */
  readonly presentation?: (presentation: string) => string | Promise<string>;
  /** Changes the `DeviceResponse` of an mdoc before it is sent. */
  readonly response?: (response: Map<CborKey, Cbor>) => void;
  /** Signs the key binding with a key that is not the credential's. */
  readonly holderKey?: KeyObject;
  /** Changes what is sent beside the presentation. */
  readonly answer?: (answer: Readonly<Record<string, unknown>>) => unknown;
  /** A wallet that fetches the request, whatever the link says. */
  readonly method?: 'get';
  /** What the wallet says of itself where it posts; all that it needs where it is left out. */
  readonly metadata?: object;
}

export interface SimulatedWallet {
  /** The wallet's page, and below `/status` what its issuer tells of credentials. */
  readonly serve: SimulatedPeer;
  /** Answers a link as the person's wallet would; where the browser goes on, if it is told. */
  answer(link: string, person: SimulatedPerson, twist?: WalletTwist): Promise<string | undefined>;
  /** `vp_token` of such an answer. */
  present(
    asked: AskedOfWallet,
    person: SimulatedPerson,
    twist?: WalletTwist,
  ): Promise<Readonly<Record<string, readonly string[]>>>;
}

const title = 'Simulated EUDI wallet';

/**
 * A wallet that answers OpenID4VP 1.0 with a PID that a simulated issuer signs for it on the spot; for tests and the
 * demonstration. It checks that the request is signed by whom it names.
 */
export function createSimulatedWallet(options: {
  readonly base: string;
  /** Address below which `serve` is asked for the status of credentials, where that is another. */
  readonly statusBase?: string;
  /** The certificate of who issues identities of a country. */
  readonly issuer: (country: string) => Promise<SimulatedCertificate>;
  /** Origin of the one verifier that it answers: it fetches from nowhere else. */
  readonly verifier: string;
  readonly people: SimulatedBrokerOptions['people'];
}): SimulatedWallet {
  const issuer = createSimulatedPidIssuer({ issuer: options.issuer, base: options.statusBase ?? options.base });

  const sdJwt = async (asked: AskedOfWallet, person: SimulatedPerson, twist: WalletTwist): Promise<string> => {
    const holder = await newHolder();
    const { credential, disclosable } = await issuer.sdJwt(person, holder.jwk, twist);
    const holderKey = twist.holderKey ?? holder.key;
    const wallet = new SDJwtInstance({ hasher, kbSigner: (data) => signed(data, holderKey), kbSignAlg: 'ES256' });
    const iat = Math.floor(Date.now() / 1000);
    return wallet.present(credential, Object.fromEntries(disclosable.map((name) => [name, true])), {
      kb: { payload: { iat, aud: twist.audience ?? asked.client_id, nonce: twist.nonce ?? asked.nonce } },
    });
  };

  const mdoc = async (asked: AskedOfWallet, person: SimulatedPerson, twist: WalletTwist): Promise<string> => {
    const holder = await newHolder();
    const transcript = sessionTranscript({
      clientId: twist.audience ?? asked.client_id,
      nonce: twist.nonce ?? asked.nonce,
      responseUri: asked.response_uri,
      encryptionKey: Buffer.from(await calculateJwkThumbprint(encryptionKeyOf(asked)), 'base64url'),
    });
    const nameSpaces = inside(new Map());
    const payload = deviceAuthentication(transcript, nameSpaces);
    const deviceSignature = sign1(new Map([[1, -7]]), new Map(), payload, twist.holderKey ?? holder.key, true);
    const document = mapOf({
      docType: pidDocument,
      issuerSigned: await issuer.mdoc(person, holder.jwk, twist),
      deviceSigned: mapOf({ nameSpaces, deviceAuth: mapOf({ deviceSignature }) }),
    });
    const response = mapOf({ version: '1.0', documents: [document], status: 0 });
    twist.response?.(response);
    return Buffer.from(writeCbor(response)).toString('base64url');
  };

  const present: SimulatedWallet['present'] = async (asked, person, twist = {}) => {
    const { format = 'sdJwt' } = twist;
    const shown = await { sdJwt, mdoc }[format](asked, person, twist);
    return { [credentialQueries[format]]: [(await twist.presentation?.(shown)) ?? shown] };
  };

  const answer: SimulatedWallet['answer'] = async (link, person, twist = {}) => {
    const asked = await readRequest(link, options.verifier, twist);
    const said = { vp_token: await present(asked, person, twist), state: asked.state };
    const payload = JSON.stringify(twist.answer?.(said) ?? said);
    const key = encryptionKeyOf(asked);
    const response = await new CompactEncrypt(new TextEncoder().encode(payload))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A128GCM', ...(key.kid === undefined ? {} : { kid: key.kid }) })
      .encrypt(await importJWK(key, 'ECDH-ES'));
    return post(asked, new URLSearchParams({ response }));
  };

  return {
    answer,
    present,
    async serve(request, response) {
      if (request.url?.startsWith('/status/')) return issuer.serve(request, response);
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
async function readRequest(link: string, verifier: string, twist: WalletTwist = {}): Promise<AskedOfWallet> {
  const parameters = new URLSearchParams(link.slice(link.indexOf('?')));
  const address = URL.parse(parameters.get('request_uri') ?? '');
  if (address?.origin !== verifier) throw new Error('The request is of another verifier');
  const nonce = randomBytes(32).toString('base64url');
  const isPosted = parameters.get('request_uri_method') === 'post' && twist.method !== 'get';
  const fetched = await (isPosted ? postForRequest(address, nonce, twist.metadata ?? ownMetadata) : fetch(address));
  if (!fetched.ok) throw new Error('The request is not there');
  const object = await fetched.text();
  const [leaf] = (decodeProtectedHeader(object).x5c ?? []) as readonly string[];
  const certificate = new X509Certificate(Buffer.from(leaf ?? '', 'base64'));
  const digest = createHash('sha256').update(certificate.raw).digest('base64url');
  await jwtVerify(object, certificate.publicKey, { typ: 'oauth-authz-req+jwt', audience: 'https://self-issued.me/v2' });
  const asked = decodeJwt<AskedOfWallet & { readonly wallet_nonce?: string }>(object);
  if (isPosted && asked.wallet_nonce !== nonce) throw new Error('The request was made for another wallet');
  const isThere = URL.parse(asked.response_uri)?.origin === verifier;
  if (!isThere || asked.client_id !== `x509_hash:${digest}` || asked.client_id !== parameters.get('client_id')) {
    throw new Error('The request is of another verifier');
  }
  return asked;
}

const ownMetadata = {
  vp_formats_supported: {
    'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256'], 'kb-jwt_alg_values': ['ES256'] },
    mso_mdoc: { issuerauth_alg_values: [-7], deviceauth_alg_values: [-7] },
  },
  client_id_prefixes_supported: ['x509_hash'],
  request_object_signing_alg_values_supported: ['ES256'],
  response_modes_supported: ['direct_post.jwt'],
};

function postForRequest(address: URL, nonce: string, metadata: object): Promise<Response> {
  return fetch(address, {
    method: 'POST',
    headers: { accept: 'application/oauth-authz-req+jwt' },
    body: new URLSearchParams({ wallet_nonce: nonce, wallet_metadata: JSON.stringify(metadata) }),
  });
}

async function post(asked: AskedOfWallet, form: URLSearchParams): Promise<string | undefined> {
  const answered = await fetch(asked.response_uri, { method: 'POST', body: form });
  if (!answered.ok) throw new Error('The verifier does not take the answer');
  return ((await answered.json()) as { readonly redirect_uri?: string }).redirect_uri;
}

function encryptionKeyOf(asked: AskedOfWallet): JWK {
  const [key] = asked.client_metadata.jwks.keys;
  if (key === undefined) throw new Error('The verifier names no key');
  return key;
}

/** A key of the holder, new for each credential. */
async function newHolder(): Promise<{ readonly key: KeyObject; readonly jwk: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const key = createPrivateKey({ key: (await exportJWK(privateKey)) as never, format: 'jwk' });
  return { key, jwk: await exportJWK(publicKey) };
}
