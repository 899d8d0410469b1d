import type { Transaction } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import type { Caller, PurposeOfUse, Role } from '#identity';
import type { Outcome } from '#kernel';
import type { Exception, PersonsMeant, Sight } from './policy/parse-policy.ts';

/** `read` covers every way of seeing (read, search, history, summary); `write` every way of changing. */
export interface AccessRequest {
  readonly caller: Caller;
  readonly act: 'read' | 'write' | 'read-log' | 'change-sharing' | 'administer';
  /** The person, where the request names one. */
  readonly patient?: string;
}

/** The rule that decided stands in every log entry. A denial says nothing about what exists. */
export type Decision =
  | {
      readonly permit: true;
      readonly rule: string;
      readonly visibility: Visibility;
      /** To write: what the caller's role may not put into any record. It says nothing about a person, so it may be said aloud. */
      readonly beyondRole?: readonly CareCategory[];
      /** To write: what a person added herself and that alone, or all but that (EHDS article 5); any where it is left out. */
      readonly entries?: 'own' | 'others';
      /** Of the persons seen those whom he sees for an emergency that he declared: whatever is logged of them says so. */
      readonly emergency?: readonly string[];
    }
  | { readonly permit: false; readonly rule: string };

/**
 * Who is kept out (EHDS article 8): everyone but the person and who acts for her, readers abroad, those of one country
 * (ISO 3166-1 alpha-2), of one organisation, or one practitioner. The last two are named by their ids at this node, or
 * by those of their identification data where they are abroad.
 */
export type RestrictionAudience =
  | 'abroad'
  | 'everyone'
  | { readonly country: string }
  | { readonly organization: string }
  | { readonly practitioner: string };

/** One choice: what is kept from whom. Exactly one of `everything`, `category`, `entry` and `label` says what. */
export interface Restriction {
  readonly everything?: true;
  readonly category?: CareCategory;
  /** One resource, `Type/id`. */
  readonly entry?: string;
  /** Code of a security label. */
  readonly label?: string;
  readonly audience: RestrictionAudience;
}

export interface SharingChoices {
  readonly patient: string;
  /** False after an opt-out of cross-border reading (EHDS article 10). */
  readonly crossBorder: boolean;
  readonly restrictions: readonly Restriction[];
  /** Codes of labels that she shares, though the policy would withhold what carries them. */
  readonly shared?: readonly string[];
  readonly changed?: Date;
}

/** A version of a person's choices. */
export interface SharingVersion extends SharingChoices {
  readonly version: number;
  readonly from: Date;
  /** Absent while it is in force. */
  readonly to?: Date;
  /** The account that chose. */
  readonly by: string;
}

/** What is taken as given in a decision that is only tried out. */
export interface Supposition {
  /** Choices of the person, in place of those in force. */
  readonly sharing?: SharingChoices;
  /** Takes a care relation of the professional with the person as given. */
  readonly treats?: boolean;
}

/** A rule of the policy as people read it. */
export interface RuleInWords {
  readonly id: string;
  readonly law: string;
  readonly says: string;
  readonly role: Role;
  readonly permits: boolean;
  readonly acts: readonly AccessRequest['act'][];
  readonly purposes?: readonly PurposeOfUse[];
  readonly persons?: PersonsMeant;
  readonly sees: readonly Sight[];
  readonly less: readonly Exception[];
}

/** What the policy withholds of what carries a label. */
export interface LabelInWords {
  readonly labels: readonly string[];
  readonly law: string;
  readonly says: string;
  /** `everyone`, `abroad`, professions, or `the person`. */
  readonly from: readonly string[];
  /** How long it is kept from the person herself. */
  readonly days?: number;
}

/** The policy of a node as people read it. */
export interface PolicyInWords {
  readonly name: string;
  readonly version: string;
  readonly rules: readonly RuleInWords[];
  readonly labels: readonly LabelInWords[];
  readonly professions: readonly { readonly name: string; readonly sees: readonly CareCategory[] }[];
  /** Readers abroad may read before the person has said so: what holds of her until she chooses. */
  readonly abroadUnasked: boolean;
}

export interface CareRelation {
  readonly patient: string;
  /** Organization that treats, and the one practitioner where the relation is personal. */
  readonly organization: string;
  readonly practitioner?: string;
  readonly origin: 'declared' | 'appointment' | 'stay' | 'team' | 'registration';
  readonly from: Date;
  readonly to?: Date;
}

/** A relation as it is kept, past ones too. */
export interface KeptRelation extends CareRelation {
  /** The resource that says so longest, `Type/id`. */
  readonly source?: string;
  /** When the person ended it. */
  readonly endedAt?: Date;
}

/** What one resource of a record (Encounter, Appointment, CareTeam) says about who treats the person. */
export interface DerivedRelations {
  readonly patient: string;
  /** `Type/id`. */
  readonly source: string;
  /** `begins` is when what the resource tells of begins, without the margin that `from` has. */
  readonly relations: readonly (Omit<CareRelation, 'patient'> & { readonly begins: Date })[];
}

/** An organisation with all who work there, or one practitioner wherever he works. */
export type RelationSide = { readonly organization: string } | { readonly practitioner: string };

/** A professional who opens a record because life or health is in danger (EHDS article 11(5)). */
export interface EmergencyAccess {
  readonly patient: string;
  readonly practitioner: string;
  /** Why, in his own words; the person reads them. */
  readonly reason: string;
  readonly from: Date;
  readonly to: Date;
}

/** A decision about a single resource whose facts come with the resource. */
export interface DecisionBeside {
  /** A select of one row, for the statement that reads the resource, and what it is asked: see `Beside` of the store. */
  readonly beside: {
    readonly length: number;
    readonly select: (patient: string, question: readonly string[]) => string;
  };
  readonly question: readonly (string | null)[];
  /** The decision as far as the record of this person goes; '' where the resource is nobody's or there is none. */
  readonly decide: (answer: Readonly<Record<string, unknown>>, patient: string) => Decision;
}

export interface Access {
  decide(request: AccessRequest): Promise<Decision>;
  /** The same for one resource, without a question of its own; undefined where `decide` asks the database for nothing. */
  decideBeside(request: AccessRequest): DecisionBeside | undefined;
  /** What the role as such is permitted, whoever the person is: the database is asked for nothing, and nobody is seen by it whom only a relation shows. */
  decideRole(request: Pick<AccessRequest, 'caller' | 'act'>): Decision;
  sharing(patient: string): Promise<SharingChoices>;
  /** Keeps the former choices as history. */
  changeSharing(tx: Transaction, choices: SharingChoices, by: string): Promise<Outcome<SharingChoices>>;
  /** Every version of them, newest first, the last 200. */
  sharingHistory(patient: string): Promise<readonly SharingVersion[]>;
  /** The decision as it would be: for explaining a choice before it is made. Nothing is asked of the database that `supposed` gives. */
  suppose(request: AccessRequest & { readonly patient: string }, supposed: Supposition): Promise<Decision>;
  policy(): PolicyInWords;
  /** False where as many of its origin as `bound` allows begin for the person from `bound.since` on. */
  addRelation(
    tx: Transaction,
    relation: CareRelation,
    bound?: { readonly most: number; readonly since: Date },
  ): Promise<boolean>;
  /** Of one person, those in force today. */
  relations(patient: string): Promise<readonly CareRelation[]>;
  /** Of one person, past ones and those to come too, the latest first, at most 500. */
  relationsEver(patient: string): Promise<readonly KeptRelation[]>;
  /**
   * Puts what resources say in the place of what they said before. What several say lasts while one of them does; whom the
   * person ended does not come back by any.
   */
  deriveRelations(tx: Transaction, derived: readonly DerivedRelations[]): Promise<void>;
  /** False where there was nothing to end. */
  endRelations(tx: Transaction, patient: string, side: RelationSide, by: string): Promise<boolean>;
  openEmergency(tx: Transaction, emergency: EmergencyAccess): Promise<void>;
  /** Notes that a professional tries to declare one; false where he has tried too often within the hour. */
  mayDeclareEmergency(practitioner: string): Promise<boolean>;
  /** Of one person, newest first, the last hundred. */
  emergencies(patient: string): Promise<readonly EmergencyAccess[]>;
}
