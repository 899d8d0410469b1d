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

/**
 * The sessions of the OpenID provider, by account. One that ends takes with it what came of it: grants and their tokens
 * (apps that were allowed to stay connected stay so), and the cookie of the node's pages, which every process refuses
 * within two seconds.
 */
export interface Sessions {
  /** Newest first; `token` is that of the caller. */
  list(account: string, token?: string): Promise<readonly KnownSession[]>;
  /** Fault: `resource.not-found` for every session that is not hers. */
  end(account: SignInPerson, id: string, event: SignInEvent): Promise<Outcome<void>>;
  /** All but that of `token`; all where it is left out. Answers how many. */
  endOthers(account: SignInPerson, token: string | undefined, event: SignInEvent): Promise<number>;
}
