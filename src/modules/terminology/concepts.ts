import type { Definition } from '#fhir';

/** A word for a concept, besides its display (R4 codesystem.html, `concept.designation`). */
export interface ConceptDesignation {
  /** BCP 47, canonical. */
  readonly language?: string;
  readonly use?: { readonly system?: string; readonly code: string; readonly display?: string };
  readonly value: string;
  /** Extensions of the designation as its CodeSystem has them: a description's id, a status, how it is rendered. */
  readonly extension?: readonly ConceptExtension[];
}

/** A FHIR extension, kept as it stands in the CodeSystem. */
export type ConceptExtension = { readonly url: string } & Readonly<Record<string, unknown>>;

/** What a code system says of a concept besides its words. `value` is the text of the primitive, or the Coding. */
export interface ConceptProperty {
  readonly code: string;
  readonly type: 'code' | 'string' | 'integer' | 'decimal' | 'boolean' | 'dateTime' | 'Coding';
  readonly value: string | { readonly system?: string; readonly code: string; readonly display?: string };
  /** The attribute group that it stands in (SNOMED CT); 0 for none. Left out where groups are not known. */
  readonly group?: number;
}

/** One concept as importers and CodeSystem resources give it. Parents may come before or after their children. */
export interface ConceptRow {
  readonly code: string;
  readonly display?: string;
  readonly definition?: string;
  readonly designations?: readonly ConceptDesignation[];
  /** Codes of the concepts right above it. */
  readonly parents?: readonly string[];
  readonly properties?: readonly ConceptProperty[];
  /** Extensions of the concept as its CodeSystem has them: its order, weight, label, standards status. */
  readonly extension?: readonly ConceptExtension[];
}

/** A CodeSystem resource without its `concept`: what is told of a version as a whole. */
export type CodeSystemHeader = Definition & {
  readonly resourceType: 'CodeSystem';
  readonly url: string;
  readonly version?: string;
};

/** A concept of a content, by its place in the order of the code system. */
export type ConceptIndex = number;

/**
 * The concepts of one version of a code system, in memory, never changing. Everything here is synchronous and made to
 * be asked a hundred thousand times a second.
 */
export interface CodeSystemContent {
  readonly header: CodeSystemHeader;
  /** How many concepts; undefined where they are computed by a grammar and cannot be listed (UCUM, BCP 47). */
  readonly count: number | undefined;
  /** -1 where there is none. Folds case where the code system is not `caseSensitive`. */
  indexOf(code: string): ConceptIndex;
  /** The code as the code system spells it. */
  codeAt(index: ConceptIndex): string;
  displayAt(index: ConceptIndex): string | undefined;
  /** Everything known of it, read out of the packed form. */
  conceptAt(index: ConceptIndex): ConceptRow;
  parentsOf(index: ConceptIndex): readonly ConceptIndex[];
  childrenOf(index: ConceptIndex): readonly ConceptIndex[];
  /** Whether `index` is below `ancestor`, at any depth; not of itself. */
  isBelow(index: ConceptIndex, ancestor: ConceptIndex): boolean;
  /** Everything below, each once. */
  below(ancestor: ConceptIndex): Iterable<ConceptIndex>;
  /** Concepts whose property has this value; undefined where the property is not known to the code system. */
  withProperty(property: string, value: string): Iterable<ConceptIndex> | undefined;
  /** Concepts of which a word in display or designations begins with each word of `text`, folded; best first. */
  search(text: string): Iterable<ConceptIndex>;
}

/** Where operations find code systems, value sets and maps. `version` is exact; undefined means the one in use. */
export interface TerminologySource {
  /** CodeSystem (without many concepts: its header), ValueSet, ConceptMap, NamingSystem or StructureDefinition. */
  find(url: string, version?: string): Definition | undefined;
  /** Versions at hand, the one in use first, then the newest first. */
  versions(url: string): readonly string[];
  /** Undefined where the code system is not known, or is known and not yet in memory: then `loading` tells of it. */
  content(url: string, version?: string): CodeSystemContent | undefined;
  /** CodeSystems of content `supplement` that name this code system. */
  supplements(url: string, version?: string): readonly Definition[];
  /** The ConceptMaps at hand, for translations that name none; none where a source has none. */
  conceptMaps?(): readonly Definition[];
  /** What `content` could not answer at once; empty where nothing is outstanding. Await it, and ask again. */
  loading(): readonly Promise<void>[];
}

export type TerminologyOperation =
  | 'CodeSystem/$lookup'
  | 'CodeSystem/$validate-code'
  | 'CodeSystem/$subsumes'
  | 'ValueSet/$validate-code'
  | 'ValueSet/$batch-validate-code'
  | 'ValueSet/$expand'
  | 'ConceptMap/$translate'
  | '$closure';

/** One call of an operation, however it came (GET or POST, on the type or an instance). */
export interface TerminologyRequest {
  /** A Parameters resource; what came in a query is one too. */
  readonly parameters: Definition;
  /** The resource that the operation was called on by its id. */
  readonly instance?: Definition;
  /** Accept-Language, best first. A `displayLanguage` among the parameters goes before it. */
  readonly languages: readonly string[];
  /** Whose closure tables are meant (`$closure`); those of nobody where nothing is said. */
  readonly client?: string;
}

/** Always a resource: Parameters, ValueSet, ConceptMap, or an OperationOutcome where `status` is not 200. */
export interface TerminologyAnswer {
  readonly status: number;
  readonly resource: Definition;
  /** BCP 47 of the display that it gives for the code that was asked for, where that is known. */
  readonly language?: string;
}

export type PerformTerminology = (
  operation: TerminologyOperation,
  request: TerminologyRequest,
) => Promise<TerminologyAnswer>;
