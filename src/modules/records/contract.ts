import type {
  CareRelation,
  EmergencyAccess,
  KeptRelation,
  RelationSide,
  SharingChoices,
  SharingVersion,
} from '#access';
import type { AccessLogPage } from '#audit';
import type { ParameterSet, Resource, SearchQuery } from '#fhir';
import type { Caller } from '#identity';
import type { Issue, Outcome } from '#kernel';
import type { ExportPart, ExportQuery, HistoryQuery, SearchPage, StoredVersion, WriteResult } from '#store';
import type { Addressee } from './addressees.ts';
import type { IdentityDesk } from './identity-desk.ts';
import type { ReaderEffect } from './preview-sharing.ts';
import type { ResourceAddress } from './read-many.ts';
import type { ReaderSketch } from './reader-sketch.ts';
import type { PossibleReader, SightAsked, Simulation } from './simulate.ts';
import type { WatchedPair, WatchFacts } from './watch-facts.ts';

/** A resource to write with the JSON text that it was parsed from. */
export interface Draft {
  readonly resource: Resource;
  readonly source: string;
  /** Where the resource stood in what was sent, for the paths of issues: `Bundle.entry[3].resource`. */
  readonly at?: string;
  /** Whether the writer wants to be told of what is no error too. */
  readonly tellWarnings?: boolean;
}

/** What became of a change. */
export interface Written extends WriteResult {
  /** Where its draft asks for them, and there are any. */
  readonly warnings?: readonly Issue[];
}

export type Change =
  | {
      readonly op: 'create';
      readonly draft: Draft;
      readonly id?: string;
      readonly unlessFound?: SearchQuery;
      /** With `unlessFound`: other changes count on the new id, so that a match refuses all with `version.concurrent`. */
      readonly referredTo?: boolean;
    }
  | {
      readonly op: 'update';
      readonly draft: Draft;
      readonly id: string;
      readonly ifVersion?: number;
      readonly ifAbsent?: boolean;
      readonly ifChanged?: boolean;
    }
  | { readonly op: 'delete'; readonly type: string; readonly id: string; readonly ifVersion?: number };

/**
 * The door. Each call decides, answers and logs; the answer leaves only when its log entry is durable.
 * `interaction` is the standard's own word for the log (`read`, `search-type`, `$summary`, ...).
 * What a caller may not see is `resource.not-found`, exactly as what does not exist.
 */
export interface Records {
  read(caller: Caller, type: string, id: string, interaction: string): Promise<Outcome<StoredVersion>>;
  /**
   * Several by their addresses, in their order, up to 1,000; `undefined` where one is hidden, deleted or absent. `patient`
   * is the person whose record they are of, where one is meant: then her record and what is nobody's is all that is seen.
   */
  readMany(
    caller: Caller,
    addresses: readonly ResourceAddress[],
    interaction: string,
    patient?: string,
  ): Promise<Outcome<readonly (StoredVersion | undefined)[]>>;
  /** `interaction` is `vread` where it is left out. */
  readVersion(
    caller: Caller,
    type: string,
    id: string,
    version: number,
    interaction?: string,
  ): Promise<Outcome<StoredVersion>>;
  /** Which of these versions the caller may know of at this moment. Nothing is given, so nothing is logged. */
  knownOf(caller: Caller, versions: readonly VersionAddress[]): Promise<readonly boolean[]>;
  history(caller: Caller, query: HistoryQuery): Promise<Outcome<SearchPage>>;
  search(caller: Caller, query: SearchQuery, interaction: string): Promise<Outcome<SearchPage>>;
  /** The search parameters that are known here, for `parseSearch`: those of R4 and those that SearchParameters add. */
  searchParameters(): Promise<ParameterSet>;
  /** What a rule takes out of the matches of several searches. What is given, and that alone, stands in the log. */
  select(caller: Caller, selection: Selection, interaction: string): Promise<Outcome<readonly StoredVersion[]>>;
  /** What comes is judged, rights are checked against what is there and what comes; all or nothing. */
  change(caller: Caller, changes: readonly Change[], interaction: string): Promise<Outcome<readonly Written[]>>;
  /**
   * Everything of one person that the caller may see, the Patient first, with what it refers to outside the compartment
   * (practitioners, organisations, medications). With `types`, of these alone; the log tells what was read.
   */
  personRecord(
    caller: Caller,
    patient: string,
    interaction: string,
    types?: readonly string[],
  ): Promise<Outcome<PersonRecord>>;
  /** A page of one person's record in a stable order (type, id); each has what its resources refer to outside of it. */
  recordPage(
    caller: Caller,
    patient: string,
    query: RecordPageQuery,
    interaction: string,
  ): Promise<Outcome<RecordPage>>;
  /** Exact match of all traits on one person whom the caller may see; every failure is the same `resource.not-found`. */
  findPerson(caller: Caller, traits: PersonTraits, interaction: string): Promise<Outcome<StoredVersion>>;
  accessLog(
    caller: Caller,
    patient: string,
    page: { readonly count: number; readonly cursor?: string; readonly from?: Date; readonly to?: Date },
  ): Promise<Outcome<AccessLogPage>>;
  sharing(caller: Caller, patient: string): Promise<Outcome<SharingChoices>>;
  changeSharing(caller: Caller, choices: SharingChoices): Promise<Outcome<SharingChoices>>;
  /** What these choices would do, to each kind of reader whom they concern; for who may make them. */
  previewSharing(caller: Caller, choices: SharingChoices): Promise<Outcome<readonly ReaderEffect[]>>;
  /** Every version of the choices, newest first. */
  sharingHistory(caller: Caller, patient: string): Promise<Outcome<readonly SharingVersion[]>>;
  /** Who could see the record or a part of it now, by which rule; for who may make its choices. */
  whoCouldSee(caller: Caller, patient: string, asked: SightAsked): Promise<Outcome<readonly PossibleReader[]>>;
  /** The record as a professional would see it; logged as an act of the caller's alone. */
  simulate(
    caller: Caller,
    patient: string,
    reader: ReaderSketch & { readonly treats?: boolean },
  ): Promise<Outcome<Simulation>>;
  declareRelation(caller: Caller, relation: CareRelation): Promise<Outcome<void>>;
  /** Who treats a person, is going to and has; for who may change her sharing. */
  careRelations(caller: Caller, patient: string): Promise<Outcome<readonly KeptRelation[]>>;
  /** Ends what she has with an organisation, those who treat her there included, or with one practitioner. */
  endRelations(caller: Caller, patient: string, side: RelationSide): Promise<Outcome<void>>;
  /** Opens the record of the one person with these traits for a day, nothing that she hides hidden; she is told, with the reason. */
  openEmergency(caller: Caller, traits: PersonTraits, reason: string): Promise<Outcome<EmergencyAccess>>;
  /** Erases a person for who administers the node, with a reason that is kept (GDPR article 17); it cannot be undone. */
  erase(caller: Caller, patient: string, reason: string): Promise<Outcome<void>>;
  /** Says that a person is to be erased, for another to confirm by `erase`: the same checks, logged; nothing is destroyed. */
  askErasure(caller: Caller, patient: string, reason: string): Promise<Outcome<void>>;
  /** For who may read the person's log. Newest first. */
  emergencies(caller: Caller, patient: string): Promise<Outcome<readonly EmergencyAccess[]>>;
  /** May the caller export at all? The log says that he begins to, or that he was denied. */
  beginExport(caller: Caller, types: readonly string[]): Promise<Outcome<void>>;
  /** A moment for an export: every write that bears its time or an earlier one is visible. */
  exportMoment(signal: AbortSignal): Promise<Date>;
  /** The next part of a type, of at most `size` resources that the caller may see; undefined when there are no more. */
  nextExportPart(caller: Caller, query: ExportQuery, size: number): Promise<Outcome<ExportPart | undefined>>;
  /** For who watches over the log: whether readers are of the family of whom they read, answered by yes and no. */
  watchFacts(caller: Caller, pairs: readonly WatchedPair[]): Promise<Outcome<readonly WatchFacts[]>>;
  /** Names and addresses of persons who must be written to, for who may administer the node; each finds it in her log. */
  addressees(caller: Caller, patients: readonly string[], interaction: string): Promise<Outcome<readonly Addressee[]>>;
  /** Duplicates, merging and parting of persons, for who administers the node: traits and identifiers alone. */
  readonly identityDesk: IdentityDesk;
  /** The lines of a part as NDJSON, in pieces, as far as the caller may see them when they leave. */
  exportLines(caller: Caller, query: ExportQuery): Promise<Outcome<AsyncIterable<string>>>;
}

export interface VersionAddress {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  /** Whose record it is part of; '' where it is nobody's. */
  readonly compartment: string;
}

export interface Selection {
  /** Their matches, each once, are the candidates. */
  readonly queries: readonly SearchQuery[];
  /** With it all pages are candidates, and more of them than this refuse; without it the first page of each search. */
  readonly most?: number;
  readonly select: (candidates: readonly StoredVersion[]) => readonly StoredVersion[];
}

export interface PersonRecord {
  readonly patient: StoredVersion;
  readonly resources: readonly StoredVersion[];
  readonly referenced: readonly StoredVersion[];
}

export interface RecordPageQuery {
  /** The types that are given; all where it is left out. */
  readonly types?: readonly string[];
  /** Written then or later; the Patient comes whenever it was written. */
  readonly since?: Date;
  /** Where the page before ended. */
  readonly after?: { readonly type: string; readonly id: string };
  /** Resources that are looked at for one page. */
  readonly count: number;
  /** What of them is given; all where it is left out. */
  readonly keep?: (stored: StoredVersion) => boolean;
}

export interface RecordPage {
  /** On the first page, where its type is asked for. */
  readonly patient?: StoredVersion;
  readonly resources: readonly StoredVersion[];
  readonly referenced: readonly StoredVersion[];
  readonly next?: { readonly type: string; readonly id: string };
}

export interface PersonTraits {
  readonly identifier: { readonly system: string; readonly value: string };
  readonly birthDate: string;
}
