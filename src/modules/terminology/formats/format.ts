import type { Definition } from '#fhir';
import type { Outcome } from '#kernel';
import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import type { DesignationRow } from '../contract.ts';

/** A file of what is imported. It can be opened as often as a format needs to go through it. */
export interface SourceFile {
  /** Where it stands below the folder or in the archive, with `/`; the name alone of a single file. `.gz` is taken off. */
  readonly path: string;
  /** Bytes on disk; of an archive's entry the packed ones. What `ImportSource.bytesRead` counts to. */
  readonly size: number;
  /** The unpacked bytes. Throws what the file system throws; a damaged or lying archive throws too. */
  open(): AsyncIterable<Uint8Array>;
}

/** What an operator has: a file, a folder, or a zip archive, read as it stands. */
export interface ImportSource {
  /** The name of the file or folder, without its path. */
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** Bytes read so far, in the measure of `SourceFile.size`; grows beyond the sum where a file is read twice. */
  bytesRead(): number;
  close(): Promise<void>;
}

/** Why a row was not taken. */
export type RefusalReason =
  /** The line or the record is longer than is read, or has more fields. */
  | 'too-long'
  /** Elements nest deeper than is read. */
  | 'too-deep'
  /** Not in the layout: the wrong number of fields, a stray quote, a member of another type. */
  | 'malformed'
  /** Bytes that are no text in the file's encoding. */
  | 'encoding'
  /** The row has no code, or one that cannot be a code. */
  | 'no-code'
  /** The row has no display. */
  | 'no-display'
  /** The code has stood before in the same version. */
  | 'duplicate'
  /** The language is not a BCP 47 tag. */
  | 'language'
  /** The file cannot be read further (damaged archive, XML that is not well-formed): the rest is missing. */
  | 'broken';

/** A row that was passed over. It carries no content, for what stands in a file is not for a log. */
export interface Refusal {
  readonly file: string;
  /** From 1; of XML the line where the element ends, of JSON the place of the element in its array. */
  readonly line: number;
  readonly reason: RefusalReason;
}

export interface ReadOptions {
  /** Called for each row that is passed over. After a `broken` one the content is incomplete. */
  readonly refused: (refusal: Refusal) => void;
  /** Over what the files say, or for what they do not say. */
  readonly url?: string;
  readonly version?: string;
  /** BCP 47: the language of displays where the files do not say it, or the wanted one where they hold several. */
  readonly language?: string;
  readonly title?: string;
  /** For delimited text that is not UTF-8 and has no byte order mark. */
  readonly encoding?: 'utf-8' | 'windows-1252';
}

/** A version of a code system. */
export interface CodeSystemPart {
  readonly kind: 'code-system';
  /** With url, version, name, title, language, content, hierarchyMeaning, caseSensitive, property as far as known. */
  readonly header: CodeSystemHeader;
  /** Each code once (a second occurrence is refused where the format can tell). Parents before or after children. */
  readonly concepts: AsyncIterable<ConceptRow>;
}

/** Words for codes of systems that may be known or not: translation catalogues, linguistic variants. */
export interface DesignationsPart {
  readonly kind: 'designations';
  readonly rows: AsyncIterable<DesignationRow>;
}

/** What a code of one system is in another. One source may have several targets, and none: `target` is then absent. */
export interface MapRow {
  readonly source: string;
  readonly sourceDisplay?: string;
  readonly target?: string;
  readonly targetDisplay?: string;
  /** R4 concept-map-equivalence. */
  readonly equivalence:
    | 'relatedto'
    | 'equivalent'
    | 'equal'
    | 'wider'
    | 'subsumes'
    | 'narrower'
    | 'specializes'
    | 'inexact'
    | 'unmatched'
    | 'disjoint';
  readonly comment?: string;
}

/** A ConceptMap without its groups, and the rows of its one group. */
export interface ConceptMapPart {
  readonly kind: 'concept-map';
  readonly header: Definition & { readonly resourceType: 'ConceptMap'; readonly url: string };
  /** Canonical addresses of the two code systems. */
  readonly source: string;
  readonly target: string;
  readonly rows: AsyncIterable<MapRow>;
}

/** A resource as it stands in the files: ValueSet, ConceptMap, NamingSystem, StructureDefinition. */
export interface DefinitionPart {
  readonly kind: 'definition';
  readonly definition: Definition;
}

export type TerminologyPart = CodeSystemPart | DesignationsPart | ConceptMapPart | DefinitionPart;

/** A layout in which somebody publishes codes. */
export interface ConceptFormat {
  /** As the operator names it: `snomed-rf2`, `loinc`, `claml`, ... */
  readonly name: string;
  /** What it is, in a line for the operator. */
  readonly title: string;
  /** Whether the files are in this layout, by their names and first lines. Reads little. */
  recognises(source: ImportSource): boolean | Promise<boolean>;
  /**
   * The parts, one after the other: each is read to its end (or left) before the next is asked for, and memory is bounded
   * by the largest concept, or by what a format must join (RF2, LOINC), not by the file. Fault `terminology.malformed`
   * where a file that must be there is not, or something that must be told is told by nobody (url, language). The
   * streams do not throw for what stands in the files, nor for a file that breaks: that is a `broken` refusal.
   */
  read(source: ImportSource, options: ReadOptions): Promise<Outcome<AsyncIterable<TerminologyPart>>>;
}
