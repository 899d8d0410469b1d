/** A trait that two persons both say, and how it agrees. */
export interface TraitLine {
  readonly trait: 'identifier' | 'family' | 'given' | 'birthDate' | 'gender' | 'contact' | 'address';
  readonly agreement: 'same' | 'part' | 'similar' | 'different';
}

/** Two Patients that may be one person, told by ids and by how they compare. */
export interface PairLine {
  readonly one: string;
  readonly other: string;
  readonly grade: 'certain' | 'probable' | 'possible' | 'certainly-not';
  /** 0 to 1. */
  readonly score: number;
  readonly sharedIns: boolean;
  readonly differing: readonly TraitLine[];
  /** When the search found them. */
  readonly found: string;
}

export type DeskAct = 'merge' | 'unmerge' | 'apart';

/** What is done with a sign-in that waits, and with a link that was made. */
export type WaitingAct = 'link' | 'new' | 'refuse';

/** What the desk did, and why. */
export interface ActLine {
  readonly id: string;
  readonly act: DeskAct | WaitingAct | 'unlink';
  /** Of `merge` and `unmerge` the Patient that is given up, and the one that stays; of a link `one` is the Patient. */
  readonly one: string;
  readonly other: string;
  /** Of the sign-in that waited. */
  readonly reference?: string;
  readonly reason: string;
  readonly by: string;
  readonly at: string;
}

export interface SearchState {
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Patients looked at. */
  readonly looked: number;
  readonly at: string;
}

export interface DeskView {
  readonly pairs: readonly PairLine[];
  /** All that are open, those beyond the listed ones too. */
  readonly open: number;
  readonly acts: readonly ActLine[];
  /** The latest search for duplicates; left out where there was none within thirty days. */
  readonly search?: SearchState;
}

/** A person at the desk: who she is and by which identifiers she is known. */
export interface PersonCard {
  readonly patient: string;
  readonly version: number;
  readonly status: 'PROV' | 'VALI' | 'RECUP' | 'QUAL';
  readonly qualified: boolean;
  readonly active: boolean;
  readonly names: readonly { readonly use?: string; readonly family: string; readonly given: readonly string[] }[];
  readonly gender?: string;
  readonly birthDate?: string;
  readonly birthPlace?: string;
  readonly identifiers: readonly { readonly system?: string; readonly value: string; readonly use?: string }[];
  readonly replacedBy?: string;
  readonly replaces: readonly string[];
}

export interface PairView extends Omit<PairLine, 'found'> {
  readonly persons: readonly [PersonCard, PersonCard];
}

/** What is asked of the desk, with the reason. */
export interface DeskWish {
  readonly act: DeskAct;
  /** Of `merge` and `unmerge` the Patient that is given up. */
  readonly source: string;
  readonly target: string;
  readonly reason: string;
}

export const reasonLength = { least: 10, most: 500 } as const;

/** A datamatrix as the path of an SVG, with the number that it carries. */
export interface CodePicture {
  readonly ins: string;
  /** Width and height of the view box. */
  readonly size: number;
  /** `d` of a path, to be filled. */
  readonly path: string;
}

/** A sign-in by a national identity that leads to no record; who it is, the desk sees when it opens it. */
export interface WaitingLine {
  readonly reference: string;
  /** The upstream as people know it. */
  readonly label: string;
  readonly assurance: 'low' | 'substantial' | 'high';
  readonly cause: 'none' | 'several' | 'other' | 'parted';
  readonly first: string;
  readonly last: string;
  readonly times: number;
  readonly until: string;
}

export interface WaitingList {
  readonly waiting: readonly WaitingLine[];
  /** All that wait, those beyond the listed ones too. */
  readonly open: number;
}

export interface WaitingView extends WaitingLine {
  /** What the upstream said, of which a Patient would be made. */
  readonly said: PersonCard;
  /** Who is like her, the likeliest first. */
  readonly candidates: readonly CandidateLine[];
}

export interface CandidateLine extends Omit<PairLine, 'one' | 'other' | 'found'> {
  readonly person: PersonCard;
}

export interface WaitingWish {
  readonly act: WaitingAct;
  /** Of `link` the Patient that it becomes the way to. */
  readonly patient?: string;
  readonly reason: string;
}

/** A change of a protected identity that was refused, on one day: by whom and of whom, not what. */
export interface RefusalLine {
  readonly account: string;
  readonly name: string;
  readonly role: string;
  readonly organization?: string;
  /** Left out where a new Patient was refused. */
  readonly patient?: string;
  readonly times: number;
  readonly first: string;
  readonly last: string;
}

/** A national identity by which a person reaches her record. */
export interface LinkLine {
  readonly id: string;
  readonly kind: 'pro-sante-connect' | 'franceconnect' | 'eidas' | 'eudi-wallet';
  readonly made: string;
  /** Made at the desk; else by traits. */
  readonly byDesk: boolean;
}

export interface PersonView {
  readonly person: PersonCard;
  readonly links: readonly LinkLine[];
  /** Where the identity is qualified. */
  readonly code?: CodePicture;
  /** Whether INSi can be asked, and whether it is a simulated one. */
  readonly insi?: 'simulated' | 'set';
}

/** With what the operator compared the traits, the person before him; `none` where he compared nothing. */
export const proofs = ['none', 'passport', 'identity-card', 'residence-permit', 'birth-certificate'] as const;

export interface VerifyAnswer {
  readonly outcome: 'same' | 'different' | 'none' | 'several';
  /** Strict traits that INSi has otherwise. */
  readonly differing: readonly ('ins' | 'birthName' | 'givenNames' | 'sex' | 'birthDate' | 'birthPlace')[];
  readonly status: PersonCard['status'];
}
