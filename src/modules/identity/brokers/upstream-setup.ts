import type { ClientAuth, DecryptionKey } from 'openid-client';
import type { Assurance } from '../assurance.ts';
import type { RevocationPolicy } from '../wallet/revocation/revocation-lists.ts';
import type { BrokerKindName, UpstreamOffer } from './contract.ts';

/** An upstream as the operator set it up, read and checked. */
export type UpstreamSetup = BrokerSetup | WalletSetup;

export interface BrokerSetup extends UpstreamOffer {
  readonly kind: BrokerKindName;
  readonly issuer: string;
  /** Where its metadata is, where that is not the standard's place below the issuer. */
  readonly discovery?: string;
  readonly clientId: string;
  /** In place of the scopes of the kind. */
  readonly scope?: string;
  /** The level below which nobody is signed in. */
  readonly assurance: Assurance;
  /** Hosts (`name` or `name:port`) that may be asked beside the public internet, over http too. */
  readonly hosts: readonly string[];
  /** How the node proves itself, of the secret or the key in the operator's file. */
  readonly clientAuthentication: () => Promise<ClientAuth>;
  /** Opens answers that are encrypted, where the broker sends such (FranceConnect+). */
  readonly decryptionKey?: () => Promise<DecryptionKey>;
  /** Public keys for the broker to know the node by, as JWK; empty where it proves itself by a secret. */
  readonly publicKeys: readonly object[];
}

export interface WalletSetup extends UpstreamOffer {
  readonly kind: 'eudi-wallet';
  readonly assurance: Assurance;
  /** What wallets know the node by: a key and its certificate for relying parties, the leaf first, PEM. */
  readonly keyPem: string;
  readonly certificates: readonly [string, ...string[]];
  /** Certificates (PEM) of who may issue identities, and keys of issuers that show none, by their `iss`. */
  readonly trustAnchors: readonly string[];
  readonly issuerKeys: Readonly<Record<string, readonly object[]>>;
  /** What counts of issuers' certificates of which nobody tells whether they were revoked. */
  readonly revocation?: RevocationPolicy;
  /** Hosts (`name` or `name:port`) that may be asked for lists of status and revocation beside the public internet, over http too. */
  readonly hosts: readonly string[];
  /** What opens a wallet on the same device, and what its QR code says: a scheme or an address. */
  readonly link: string;
}

export function isWallet(setup: UpstreamSetup): setup is WalletSetup {
  return setup.kind === 'eudi-wallet';
}

/** What the sign-in page offers, in the order of the operator's file. */
export function upstreamsOffered(options: { readonly upstreams?: readonly UpstreamSetup[] }): readonly UpstreamOffer[] {
  return (options.upstreams ?? []).map(({ name, kind, label }) => ({ name, kind, label }));
}
