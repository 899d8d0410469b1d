import type { Transaction } from '#db';
import type { CarePart } from '#fhir';
import type { Outcome } from '#kernel';
import type { ProxyAct, ProxyGrant } from '../contract.ts';

/**
 * How somebody came to act for another. A trusted person (personne de confiance, Code de la santé publique L1111-6) is
 * asked what the person would want; she sees nothing by that alone, and is never part of a `Caller`.
 */
export type ProxyOrigin = ProxyGrant['origin'] | 'trusted';

/** Somebody who acts, or acted, for another, as it is kept. */
export interface ProxyRecord {
  readonly id: string;
  readonly account: string;
  /** Name of the account. */
  readonly name: string;
  readonly patient: string;
  /** Name of the person, where she has an account. */
  readonly person?: string;
  readonly origin: ProxyOrigin;
  readonly from: Date;
  /** When it ends, or ended: by its term, by age, or because somebody ended it. */
  readonly to?: Date;
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
  /** From when on a minor keeps to herself what is reserved. */
  readonly reservedFrom?: Date;
  /** A DocumentReference of the person (`DocumentReference/id`), or in words what was declared. */
  readonly proof?: string;
  readonly madeBy?: string;
  readonly madeAt?: Date;
  readonly endedAt?: Date;
  /** The account that ended it, and whose it is. */
  readonly endedBy?: { readonly account: string; readonly side: 'person' | 'proxy' | 'operator' };
}

/** How far a proxy is to reach. */
export interface ProxyScope {
  readonly origin: ProxyOrigin;
  readonly to?: Date;
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
}

export interface ProxyInvitation extends ProxyScope {
  readonly id: string;
  readonly patient: string;
  /** Name of the account that made it. */
  readonly giver: string;
  readonly madeAt: Date;
  /** Until when its code may be entered. */
  readonly expires: Date;
}

export interface ProxyRegistration extends ProxyScope {
  readonly account: string;
  readonly patient: string;
  readonly from: Date;
  /** Birth date of a minor: with it the ages of the country apply. */
  readonly born?: string;
  readonly proof: string;
}

/**
 * Who acts for whom. What changes is durable with the transaction that it is given, so that the log entry that tells of it
 * is too; other processes know of it within two seconds, this one when `changed` is called.
 */
export interface Proxies {
  /** Everybody who acts or acted for a person, newest first, at most 200. */
  of(patient: string): Promise<readonly ProxyRecord[]>;
  /** Everybody for whom an account acts or acted, newest first, at most 200. */
  by(account: string): Promise<readonly ProxyRecord[]>;
  find(id: string): Promise<ProxyRecord | undefined>;
  /** Invitations whose code may still be entered. */
  invitations(patient: string): Promise<readonly ProxyInvitation[]>;
  /**
   * Makes a code by which one other person becomes a proxy; it is told once and kept as a digest.
   * Faults: `request.bad` for a scope that makes no sense, `proxy.most` where too many are open or in force.
   */
  invite(
    tx: Transaction,
    patient: string,
    scope: ProxyScope,
    by: string,
  ): Promise<Outcome<{ readonly invitation: ProxyInvitation; readonly code: string }>>;
  /** Fault: `proxy.code`. */
  withdraw(tx: Transaction, patient: string, invitation: string): Promise<Outcome<void>>;
  /** What a code stands for; it stays good. Fault: `proxy.code`, the same for wrong, used, withdrawn and over. */
  look(code: string): Promise<Outcome<ProxyInvitation>>;
  /**
   * Uses up a code for an account; of two at the same moment one succeeds.
   * Faults: `proxy.code`; `proxy.self` where it is the person's own account, or one that acts so for her already.
   */
  accept(tx: Transaction, code: string, account: string): Promise<Outcome<ProxyRecord>>;
  /** What an operator registers upon a proof. Faults: `request.bad`, `proxy.self`, `proxy.of-age`, `proxy.most`. */
  register(tx: Transaction, registration: ProxyRegistration, by: string): Promise<Outcome<ProxyRecord>>;
  /** Ends it now. Fault: `resource.not-found` where it is unknown or has ended. */
  end(tx: Transaction, id: string, by: string): Promise<Outcome<ProxyRecord>>;
  /** To be called when the transaction is durable. */
  changed(): void;
}
