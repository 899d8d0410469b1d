import type { Outcome } from '#kernel';
import type { Activity, Proven, UpstreamProfessional } from '../brokers/contract.ts';
import type { Account } from '../contract.ts';

/**
 * What a professional may act as: one profession at one place. Each has an account of its own, so that what is given to one
 * role, by whom ever, is not given to another.
 */
export interface WorkRole {
  /** Tells the roles of one person apart, and stays the same. */
  readonly key: string;
  /** The place of work, for people to read. */
  readonly place: string;
  /** Unit group of ISCO-08, where it is known. */
  readonly profession?: string;
  readonly as: RoleSource;
}

/** Who says that she has it: an account that is there, an upstream, or the directory. */
export type RoleSource =
  | { readonly by: 'account'; readonly account: string; readonly organization?: string }
  | {
      readonly by: 'upstream';
      readonly proven: Omit<Proven, 'identity'>;
      readonly activity: Activity;
      readonly language: string;
    }
  | {
      readonly by: 'directory';
      readonly account: Account;
      /** Identifiers of the place, as an activity names it: `system|value`. */
      readonly identifiers: readonly string[];
    };

export interface WorkRoles {
  /** What else than the role of this account the directory gives its person; empty for who is no professional. */
  besides(account: Account): Promise<readonly WorkRole[]>;
  /** What an upstream, and the directory, give who has just proven who she is. */
  ofUpstream(
    proven: Omit<Proven, 'identity'>,
    identity: UpstreamProfessional,
  ): Promise<readonly [WorkRole, ...WorkRole[]]>;
  /** Is the role of this account still hers? False where the directory alone gave it, and does so no more. */
  stands(account: Account): Promise<boolean>;
  /** The account of a role, made where it is not there yet. Fault: `upstream.other-person`. */
  accountOf(role: WorkRole): Promise<Outcome<Account>>;
  /** Keeps, for as long as a session lasts, what an upstream gave with the role that was chosen. */
  remember(account: Account, roles: readonly WorkRole[]): Promise<void>;
  /** What somebody in the role of this account may change to now, her present role first. */
  choices(account: Account): Promise<readonly WorkRole[]>;
}
