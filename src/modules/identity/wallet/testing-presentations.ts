import { randomBytes } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { SimulatedPerson } from '../brokers/simulated/person.ts';
import { type SimulatedAuthority, simulatedAuthority } from '../brokers/simulated/simulated-certificates.ts';
import { type AskedOfWallet, createSimulatedWallet, type WalletTwist } from '../brokers/simulated/simulated-wallet.ts';
import type { Presented } from './contract.ts';
import { isRefusedPresentation } from './refused-presentation.ts';
import { type Expected, verifyAnswer } from './verify-answer.ts';

/** Somebody whom a wallet shows. */
export const ana: SimulatedPerson = {
  id: 'ana',
  name: 'Ana',
  about: '',
  acr: '',
  claims: {
    family_name: 'Conceição',
    given_name: 'Ana',
    birthdate: '1990-02-01',
    issuing_country: 'PT',
    personal_administrative_number: '123456789',
  },
};

/** A wallet and what judges its presentations, without a node between them. */
export async function openPresentations(authority?: SimulatedAuthority) {
  const trusted = authority ?? (await simulatedAuthority('Authority of this test', 'PT'));
  const wallet = createSimulatedWallet({
    base: 'http://wallet.test',
    verifier: 'http://verifier.test',
    issuer: (country) => trusted.issue('PID provider', country),
    people: async () => [ana],
  });
  const { publicKey } = await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true });
  const key = await exportJWK(publicKey);
  const asked: AskedOfWallet = {
    client_id: 'x509_hash:of-this-test',
    nonce: randomBytes(16).toString('base64url'),
    state: 'state',
    response_uri: 'http://verifier.test/answer',
    client_metadata: { jwks: { keys: [key] } },
  };
  const expected: Expected = {
    trusted: { trustAnchors: [trusted.certificatePem], issuerKeys: {} },
    statuses: { mustStand: async () => {} },
    now: new Date(),
    session: {
      clientId: asked.client_id,
      nonce: asked.nonce,
      responseUri: asked.response_uri,
      encryptionKey: Buffer.from(await calculateJwkThumbprint(key), 'base64url'),
    },
  };

  const judge = (shown: Readonly<Record<string, unknown>>, other: Partial<Expected> = {}): Promise<Presented> =>
    verifyAnswer(shown, { ...expected, ...other });
  return {
    authority: trusted,
    asked,
    expected,
    judge,
    /** `vp_token` of the wallet, to this test's request or to another. */
    present: (twist?: WalletTwist, other = asked) => wallet.present(other, ana, twist),
    /** The word of the check that what the wallet shows does not pass; the person where it passes all. */
    async show(twist?: WalletTwist, other?: Partial<Expected>): Promise<string | Presented> {
      return wordOf(judge(await wallet.present(asked, ana, twist), other));
    },
  };
}

/** The word of the check that was not passed; what is no such message at all is `malformed`, as it is to a node. */
export function wordOf<T>(judged: Promise<T>): Promise<T | string> {
  return judged.catch((failure: unknown) => (isRefusedPresentation(failure) ? failure.word : 'malformed'));
}
