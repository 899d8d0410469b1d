import type { Outcome } from '#kernel';
import type { Assurance } from '../../assurance.ts';
import type { BrokerKindName, UpstreamIdentity } from '../contract.ts';
import type { Claims } from './claims.ts';

/** What is particular to one kind of broker; everything else is OpenID Connect. */
export interface BrokerKind {
  readonly kind: BrokerKindName;
  /** As people know it, where the operator names it no other way. */
  readonly label: string;
  readonly scope: string;
  /** What its `acr` means, the one to ask for a level by first. */
  readonly levels: Readonly<Record<string, Assurance>>;
  /** What the sign-in must reach where the operator says nothing. */
  readonly assurance: Assurance;
  /** Who the claims of userinfo speak of. Faults are those that the person is told. */
  readonly read: (claims: Claims, node: { readonly country: string }) => Outcome<UpstreamIdentity>;
}
