/** What the operators' page about terminology is told. A word carries the language that it is in, where it is known. */
export interface Word {
  readonly value: string;
  /** BCP 47. */
  readonly language?: string;
}

/** A code system at hand. */
export interface CodeSystemLine {
  readonly url: string;
  readonly title: string;
  /** The version in use. */
  readonly version?: string;
  readonly versions: number;
  /** It was imported, and is not part of FHIR, a package or a resource of this node. */
  readonly imported?: true;
}

export interface TerminologyOverview {
  /** Those that were imported first, then by title. */
  readonly codeSystems: readonly CodeSystemLine[];
  readonly valueSets: number;
  readonly maps: number;
}

/** A concept in a list. */
export interface ConceptLine {
  readonly system: string;
  readonly code: string;
  readonly word?: Word;
}

export interface ConceptPage {
  readonly concepts: readonly ConceptLine[];
  /** Where the next page begins; absent after the last one. */
  readonly next?: number;
  /** How many there are, where that is known without going through them. */
  readonly total?: number;
}

/** A version of a code system that is at hand. */
export interface VersionLine {
  /** Absent where the code system has no versions. */
  readonly version?: string;
  readonly inUse: boolean;
  readonly concepts?: number;
  /** When it came, an instant. */
  readonly imported?: string;
}

export interface CodeSystemView {
  readonly url: string;
  readonly title: string;
  readonly version?: string;
  readonly description?: string;
  readonly publisher?: string;
  readonly copyright?: string;
  readonly language?: string;
  /** Absent where its codes are made by a grammar and cannot be listed. */
  readonly concepts?: number;
  readonly versions: readonly VersionLine[];
  /** Whether another of the versions can be taken into use here. */
  readonly switchable: boolean;
  /** Where the hierarchy begins; all its concepts where there is none. */
  readonly top: ConceptPage;
}

export interface DesignationLine {
  readonly language?: string;
  /** What kind of word it is: fully specified name, synonym. */
  readonly use?: string;
  readonly value: string;
}

export interface PropertyLine {
  readonly code: string;
  readonly value: string;
  /** Where the value is a concept of the same code system. */
  readonly concept?: ConceptLine;
}

export interface ConceptView {
  readonly system: string;
  readonly systemTitle: string;
  readonly version?: string;
  readonly code: string;
  readonly word?: Word;
  readonly definition?: Word;
  readonly designations: readonly DesignationLine[];
  readonly properties: readonly PropertyLine[];
  /** From a root down to a parent, as far as they are few; empty of a root. */
  readonly paths: readonly (readonly ConceptLine[])[];
  /** There are more ways to a root than are shown. */
  readonly morePaths: boolean;
  readonly children: ConceptPage;
}

/** Another concept that a ConceptMap says something of. */
export interface MapLine {
  readonly map: { readonly url: string; readonly title: string };
  /** `to`: the map leads from this concept to the other; `from`: from the other to this one. */
  readonly direction: 'to' | 'from';
  /** A code of `concept-map-equivalence`. */
  readonly equivalence?: string;
  readonly other: ConceptLine;
}

export interface ValueSetLine {
  readonly url: string;
  readonly title: string;
}

/** Where a concept is spoken of: it takes longer to find out than the concept itself. */
export interface ConceptUses {
  readonly maps: readonly MapLine[];
  readonly moreMaps: boolean;
  readonly valueSets: readonly ValueSetLine[];
  readonly moreValueSets: boolean;
}

/** After a switch: what was in use before, to go back to. */
export interface SwitchAnswer {
  readonly version: string;
  readonly former?: string;
}
