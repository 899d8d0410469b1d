import type { CarePart } from '#fhir';
import type { ProxyAct, ProxyOrigin } from '#identity';

/** Somebody who acts, or acted, for another. Days are those of the country's clocks, `YYYY-MM-DD`. */
export interface ProxyLine {
  readonly id: string;
  /** The other side: who acts, or, where the reader is that one, for whom, as far as she has an account. */
  readonly name?: string;
  readonly patient: string;
  readonly origin: ProxyOrigin;
  readonly state: 'coming' | 'in-force' | 'over';
  readonly from: string;
  /** The last day. */
  readonly until?: string;
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
  /** From when on a minor keeps some parts to herself, and whether she does by now. */
  readonly reservedFrom?: string;
  readonly reserved?: boolean;
  /** In words what it rests on; a document is told by being one. */
  readonly proof?: { readonly kind: 'document' | 'declared'; readonly words?: string };
  readonly ended?: { readonly on: string; readonly by: 'person' | 'proxy' | 'operator' };
  /** Whether the reader may end it on this page. */
  readonly mayEnd: boolean;
}

export interface InvitationLine {
  readonly id: string;
  readonly origin: ProxyOrigin;
  /** An instant (ISO 8601). */
  readonly expires: string;
  readonly until?: string;
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
}

/** What `GET /api/proxies/of/:patient` answers. */
export interface ProxiesAnswer {
  readonly proxies: readonly ProxyLine[];
  readonly invitations: readonly InvitationLine[];
  /** Whether the reader may give a proxy: for herself alone. */
  readonly mayGive: boolean;
}

/** What `POST /api/proxies/of/:patient/invitations` takes; every part and every act where they are left out. */
export interface ProxyWish {
  readonly origin: 'mandate' | 'trusted';
  /** The last day, `YYYY-MM-DD`. */
  readonly until?: string;
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
}

/** The code is told this once. */
export interface MadeInvitation extends InvitationLine {
  readonly code: string;
}

/** What `POST /api/proxies/codes/look` answers: what one would take on. */
export interface OfferedProxy extends InvitationLine {
  /** Whose proxy it is. */
  readonly giver: string;
}
