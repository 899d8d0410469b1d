import type { Outcome } from '#kernel';
import type { SignInEvent, SignInPerson } from '../sign-in-entry.ts';

/** A browser in which somebody is signed in, as she is shown it. */
export interface KnownSession {
  readonly id: string;
  readonly started: Date;
  /** When she last proved there who she is, and by what. */
  readonly authenticated: Date;
  readonly means: string;
  readonly seen: Date;
  /** The names that the browser gives itself, where they are known: `Firefox`, `Windows`. */
  readonly browser?: string;
  readonly system?: string;
  /** IPv4 address, or /64 of the IPv6 address, from which she last signed in there. */
  readonly network: string;
  /** It is the one that asks. */
  readonly current: boolean;
}

/** Some of a person's sessions, and what leads to those behind them. */
export interface SessionPage {
  readonly sessions: readonly KnownSession[];
  /** Absent at the end. */
  readonly next?: string;
}

/** Sessions of a page. */
export const sessionsOfPage = 50;

/**
 * The sessions of the OpenID provider, by account. One that ends takes with it what came of it: grants and their tokens
 * (apps that were allowed to stay connected stay so), and the cookie of the node's pages, which every process refuses
 * within two seconds.
 */
export interface Sessions {
  /**
   * A page of them: the one of `token`, the caller's, on top of the first, then those that were seen last. `after` is the
   * `next` of the page before; what is none leads to the first.
   */
  list(account: string, token?: string, after?: string): Promise<SessionPage>;
  /** Fault: `resource.not-found` for every session that is not hers. */
  end(account: SignInPerson, id: string, event: SignInEvent): Promise<Outcome<void>>;
  /** All but that of `token`; all where it is left out. Answers how many. */
  endOthers(account: SignInPerson, token: string | undefined, event: SignInEvent): Promise<number>;
}
