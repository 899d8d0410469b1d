import type { CarePart } from '#fhir';
import type { Outcome } from '#kernel';
import type { Assurance } from './assurance.ts';
import type { KeptGrant } from './proxies/in-force.ts';

export type Role = 'citizen' | 'professional' | 'administrator' | 'backend' | 'foreign-professional';

/** Codes of http://terminology.hl7.org/CodeSystem/v3-ActReason that Carnet knows. */
export type PurposeOfUse = 'TREAT' | 'ETREAT' | 'PATRQT' | 'HOPERAT' | 'SYSADMIN';

/** The identification data that a professional brings along: the mandatory set of Implementing Regulation (EU) 2026/2099. */
export interface ProfessionalIdentity {
  readonly family_name: string;
  readonly given_name: string;
  readonly country_code: string;
  readonly hp_identifier: string;
  readonly issuing_authority_name: string;
  readonly hp_professional_role: string;
  readonly healthcare_provider_identifier: string;
  /** Name of the facility, for people to read. */
  readonly healthcare_provider_name: string;
}

/** One resource scope of SMART App Launch 2.2, as it was granted; the forms of SMART v1 are read as those of v2. */
export interface AppScope {
  readonly context: 'patient' | 'user' | 'system';
  /** A resource type, or `*` for every one. */
  readonly type: string;
  /** Some of `cruds`, in that order. */
  readonly acts: string;
  /** Search parameters that narrow it (`?category=...`): all of them must hold. None narrows nothing. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** What an app was given: what its token may do is this and no more, within what its user may do himself. */
export interface AppScopes {
  readonly granted: readonly AppScope[];
  /** The patient in context, to whose record the scopes of `patient/` confine. */
  readonly patient?: string;
  readonly encounter?: string;
}

/** Who is asking, in what role, for which person, for which purpose. Made by `identity` alone. */
export interface Caller {
  readonly subject: string;
  readonly name: string;
  readonly role: Role;
  readonly country: string;
  readonly purpose: PurposeOfUse;
  /** The client application. */
  readonly client: string;
  readonly traceId: string;
  readonly address?: string;
  /** When the person last proved who she is, and how surely; absent where nobody signed in for it (see `requireRecent`). */
  readonly authenticatedAt?: Date;
  readonly assurance?: Assurance;
  /** The access token (`jti`) of the request, by which the node's pages tell this session from others. */
  readonly token?: string;
  /** Citizen: id of her own Patient resource at this node. */
  readonly patient?: string;
  /** Citizen: the persons she may act for today besides herself. */
  readonly proxyFor: readonly ProxyGrant[];
  readonly professional?: ProfessionalIdentity;
  /** Professional at this node: id of the Organization resource that he works for, and of his Practitioner resource. */
  readonly organization?: string;
  readonly practitioner?: string;
  /** There where the token is that of an app; the node's own pages and its command line have all that the account may do. */
  readonly scopes?: AppScopes;
  /** The app, with the name under which it is registered. */
  readonly app?: { readonly id: string; readonly name: string };
}

/** What may be done for another: see the record (her log of accesses too), add to it, decide who else sees it. */
export type ProxyAct = 'read' | 'write' | 'change-sharing';

/** For whom somebody acts, from when to when, and how far (EHDS article 4(2)). Limits that are left out do not limit. */
export interface ProxyGrant {
  /** Names it where it is kept. */
  readonly id?: string;
  readonly patient: string;
  readonly origin: 'parent' | 'guardian' | 'mandate';
  readonly from: Date;
  readonly to?: Date;
  /** The parts of the record that it covers, beside the person's identity; what belongs to several parts, where all are covered. */
  readonly parts?: readonly CarePart[];
  readonly acts?: readonly ProxyAct[];
  /** What a minor with a say of her own keeps to herself: parts, and what carries one of these security labels. */
  readonly reserved?: { readonly parts: readonly CarePart[]; readonly labels: readonly string[] };
}

/** A person who can sign in at this node. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly role: Exclude<Role, 'foreign-professional'>;
  readonly language: string;
  readonly patient?: string;
  readonly practitioner?: string;
  readonly organization?: string;
  readonly professional?: ProfessionalIdentity;
  /** Short name for `carnet token --as`, and one line about the person for the sign-in page; demonstration only. */
  readonly alias?: string;
  readonly about?: Readonly<Record<string, string>>;
}

export type AccountsWanted =
  | { readonly ids: readonly string[] }
  | { readonly patients: readonly string[] }
  | { readonly practitioners: readonly string[] };

export interface Identity {
  /** From an `Authorization: Bearer` header or the session cookie to a Caller. */
  authenticate(request: AuthenticationRequest): Promise<Outcome<Caller>>;
  /** True once per id until `expires`, for ever false after; shared by all processes of the node. */
  consumeOnce(id: string, expires: Date): Promise<boolean>;
  putAccount(account: Account, proxies?: readonly KeptGrant[]): Promise<void>;
  /** The first 10,000 by their names: for a demonstration, whose accounts are few. */
  accounts(): Promise<readonly Account[]>;
  /** The accounts of these ids, Patients or Practitioners; what it costs does not grow with those of others. */
  accountsOf(whose: AccountsWanted): Promise<readonly Account[]>;
  /** An access token for a demonstration account; refused with `access.denied` when the node is not in demonstration mode. */
  demonstrationToken(alias: string): Promise<Outcome<string>>;
  /**
   * Whom an account would be as a caller now, for what the node does on its behalf while nobody is there, under the
   * account's standard purpose and a trace id of its own; undefined where there is no such account (any more).
   */
  onBehalfOf(subject: string, client: string): Promise<Caller | undefined>;
  /**
   * The accounts of citizens among these, and whose records each may know of now: her own and those that she is entrusted
   * with. Asked of all at once.
   */
  personsOf(accounts: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

export interface AuthenticationRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly address?: string;
  readonly traceId: string;
  /** Path and query as they were asked for; a token that is bound to a key (RFC 9449) is refused without it. */
  readonly url?: string;
}
