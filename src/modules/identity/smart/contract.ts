import type { Outcome } from '#kernel';
import type { Caller } from '../contract.ts';

/** An app as its operator sees it. */
export interface App {
  readonly id: string;
  readonly name: string;
  /** `public` keeps no secret (a page, a phone), `confidential` proves itself by a key, a `service` works without a person. */
  readonly kind: 'public' | 'confidential' | 'service';
  readonly status: 'pending' | 'approved' | 'refused';
  /** What it may ask for, as a `scope` parameter has it. */
  readonly scope: string;
  readonly redirectUris: readonly string[];
  /** Where a launch from this node begins (`initiate_login_uri`). */
  readonly launchUrl?: string;
  readonly homepage?: string;
  readonly contacts: readonly string[];
  readonly registered: Date;
  readonly decided?: Date;
}

/** What a person gave an app, from one consent to its end. */
export interface Connection {
  readonly id: string;
  readonly app: Pick<App, 'id' | 'name' | 'homepage'>;
  readonly scope: string;
  readonly patient?: string;
  /** `offline`: also when she is not signed in; `online`: while she is; `once`: while she is, for an hour. */
  readonly lasting: 'offline' | 'online' | 'once';
  readonly since: Date;
  readonly until: Date;
  readonly used?: Date;
}

export interface Launch {
  readonly app: string;
  readonly patient: string;
  readonly encounter?: string;
}

/** The apps of a node, and who is connected to them. What is changed is logged under the caller's name. */
export interface Apps {
  /**
   * Takes what an app says of itself (RFC 7591, 2) and has it wait for the operator, 30 days at most, after which it is
   * gone. Faults `app.bad-registration`, `app.bad-scope`, and `request.too-many` while too many wait, in all or from
   * the network of this IP address.
   */
  register(metadata: unknown, address: string): Promise<Outcome<RegisteredApp>>;
  /** The same by the operator, who lets it in at once. */
  add(metadata: unknown, by: Caller): Promise<Outcome<RegisteredApp>>;
  /** Those that wait first, then by name. At most 1,000. */
  list(): Promise<readonly App[]>;
  /** Approved apps that can be opened from here, by name. At most 1,000. */
  launchable(): Promise<readonly App[]>;
  find(id: string): Promise<App | undefined>;
  /** The names of those of these that are apps, by their ids, whatever became of them. */
  names(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Origins of the redirect addresses of all approved apps that have no server of their own; at most two seconds old. */
  origins(): Promise<ReadonlySet<string>>;
  /** An app that is refused loses every token at once. Undefined where there is none. */
  decide(id: string, status: 'approved' | 'refused', by: Caller): Promise<App | undefined>;
  /** Those in force of an account, newest first. */
  connections(account: string): Promise<readonly Connection[]>;
  /** Ends a connection of the caller's own: no process takes its tokens any more. False where there is none such. */
  disconnect(caller: Caller, id: string): Promise<boolean>;
  /** A `launch` for the caller, good once within five minutes; and where his browser begins with it. */
  prepareLaunch(caller: Caller, launch: Launch): Promise<Outcome<{ readonly location: string }>>;
}

/** What registration answers (RFC 7591, 3.2.1). */
export interface RegisteredApp {
  readonly app: App;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A person whom an app may be opened for. */
export interface LaunchPatient {
  readonly id: string;
  readonly name: string;
  readonly birthDate?: string;
}

/** Whom a caller may open an app for: as `records` shows them to him, which stands above this module. */
export interface LaunchContexts {
  /** Up to 20, of those whose names begin with the words where some are given. */
  patients(caller: Caller, named?: string): Promise<readonly LaunchPatient[]>;
  patient(caller: Caller, id: string): Promise<LaunchPatient | undefined>;
}
