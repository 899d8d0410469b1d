import type { Transaction } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import type { Caller } from '#identity';
import type { Outcome } from '#kernel';

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

/** Who is kept out of a category: readers abroad, or everyone but the person and her proxies. */
export type RestrictionAudience = 'abroad' | 'everyone';

export interface SharingChoices {
  readonly patient: string;
  /** False after an opt-out of cross-border reading (EHDS article 10). */
  readonly crossBorder: boolean;
  readonly restrictions: readonly { readonly category: CareCategory; readonly audience: RestrictionAudience }[];
  readonly changed?: Date;
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

/** A professional who opens a record because life or health is in danger (EHDS article 11(5)). */
export interface EmergencyAccess {
  readonly patient: string;
  readonly practitioner: string;
  /** Why, in his own words; the person reads them. */
  readonly reason: string;
  readonly from: Date;
  readonly to: Date;
}

export interface Access {
  decide(request: AccessRequest): Promise<Decision>;
  sharing(patient: string): Promise<SharingChoices>;
  /** Keeps the former choices as history. */
  changeSharing(tx: Transaction, choices: SharingChoices, by: string): Promise<Outcome<SharingChoices>>;
  addRelation(tx: Transaction, relation: CareRelation): Promise<void>;
  openEmergency(tx: Transaction, emergency: EmergencyAccess): Promise<void>;
  /** Notes that a professional tries to declare one; false where he has tried too often within the hour. */
  mayDeclareEmergency(practitioner: string): Promise<boolean>;
  /** Of one person, newest first, the last hundred. */
  emergencies(patient: string): Promise<readonly EmergencyAccess[]>;
}
