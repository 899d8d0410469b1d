/** What `GET /api/account` answers: by what its person signs in, and where she is signed in. Times are instants. */
export interface AccountAnswer {
  readonly passkeys: readonly PasskeyLine[];
  /** Passkeys that an account may have. */
  readonly mostPasskeys: number;
  /** Her last passkey may go: she has something else to sign in by. */
  readonly otherMeans: boolean;
  /** The first of them, as `GET /api/account/sessions` gives them page by page. */
  readonly sessions: readonly SessionLine[];
  readonly nextSessions?: string;
}

/** What `GET /api/account/sessions?after=` answers: that of the page that asks on top, then those that were seen last. */
export interface SessionsAnswer {
  readonly sessions: readonly SessionLine[];
  /** The `after` of the next page; absent at the end. */
  readonly next?: string;
}

export interface PasskeyLine {
  readonly id: string;
  readonly name: string;
  readonly created: string;
  readonly used?: string;
  readonly synced: boolean;
}

export interface SessionLine {
  readonly id: string;
  readonly started: string;
  readonly seen: string;
  /** By what she signed in there: `passkey`, `demonstration`, or the kind of an upstream. */
  readonly means: string;
  readonly browser?: string;
  readonly system?: string;
  readonly network: string;
  readonly current: boolean;
}

/** Characters that the name of a passkey may have. */
export const longestName = 60;

/** Seconds within which somebody must have proven who she is, to change by what she signs in. */
export const recentSeconds = 300;
