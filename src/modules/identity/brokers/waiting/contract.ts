import type { Transaction } from '#db';
import type { Resource } from '#fhir';
import type { Outcome } from '#kernel';
import type { Assurance } from '../../assurance.ts';
import type { CitizenTraits, UpstreamKind } from '../contract.ts';

/**
 * Why a sign-in led to no record: nobody has these traits, several do, the record is reached by another subject of the same
 * upstream, or the desk took the link away that it had.
 */
export type WaitingCause = 'none' | 'several' | 'other' | 'parted';

/** A sign-in that waits at the identity desk, without what the upstream said of its person. */
export interface WaitingLine {
  /** Eight letters and digits that its person is shown and can say at the desk. */
  readonly reference: string;
  readonly kind: UpstreamKind;
  /** The upstream as people know it. */
  readonly label: string;
  readonly assurance: Assurance;
  readonly cause: WaitingCause;
  readonly first: Date;
  readonly last: Date;
  readonly times: number;
  /** When it is forgotten, unless its person comes again. */
  readonly until: Date;
}

/** The same with what the upstream said. */
export interface WaitingSignIn extends WaitingLine {
  readonly name: string;
  readonly traits: CitizenTraits;
  /** The Patient that the upstream's words would make: a provisional identity, and no INS. */
  readonly patient: Resource;
}

/** A national identity by which a record is reached. */
export interface RecordLink {
  readonly id: string;
  readonly kind: UpstreamKind;
  readonly made: Date;
  /** Made at the desk; else by traits. */
  readonly byDesk: boolean;
}

/**
 * Sign-ins of citizens that lead to no one record. What an upstream said of them lies sealed with the node's key, a row for
 * each of its subjects, a thousand in all, for as many days as the operator says since the last try.
 */
export interface WaitingSignIns {
  /** The latest first, at most `most`, and how many there are. */
  list(most: number): Promise<{ readonly waiting: readonly WaitingLine[]; readonly open: number }>;
  open(reference: string): Promise<WaitingSignIn | undefined>;
  /**
   * Ties the identity to a Patient, from her next sign-in on: to the account of that person, or to a new one. Faults:
   * `resource.not-found` where nothing waits under this reference, `upstream.other-person` where another subject of the same
   * upstream reaches the record.
   */
  link(tx: Transaction, reference: string, patient: string): Promise<Outcome<void>>;
  /** What the upstream said is forgotten, and its person is told at her next sign-in. Fault: `resource.not-found`. */
  refuse(tx: Transaction, reference: string): Promise<Outcome<void>>;
  /** By which identities a record is reached, the first first. */
  links(patient: string): Promise<readonly RecordLink[]>;
  /**
   * Takes one of them away; its next sign-in waits at the desk, whatever its traits. Answers the account, whose access must
   * then be ended. Fault: `resource.not-found`.
   */
  unlink(tx: Transaction, patient: string, link: string): Promise<Outcome<{ readonly account: string }>>;
}
