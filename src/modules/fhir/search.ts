/** The types of search parameters of FHIR R4 (search.html#ptypes). */
export type SearchParameterType =
  | 'number'
  | 'date'
  | 'string'
  | 'token'
  | 'reference'
  | 'composite'
  | 'quantity'
  | 'uri'
  | 'special';

export interface SearchParameter {
  readonly code: string;
  readonly type: SearchParameterType;
  readonly url: string;
  /** FHIRPath of the definition, already reduced to the resource type. */
  readonly expression: string;
  /** For references: the resource types that may be meant. */
  readonly targets: readonly string[];
  readonly description: string;
  readonly composite?: CompositeParts;
}

/** How a composite parameter is answered (R4 search.html#composite). */
export interface CompositeParts {
  /** Of what type each part of a value is, in order. */
  readonly parts: readonly SearchParameter[];
  /** Parameters that together say the same, where all parts stand once in the resource. */
  readonly whole?: readonly SearchParameter[];
  /** The name under which repetitions of an element are indexed as CompositeEntry. */
  readonly within?: string;
}

/** Everything by which one resource can be found, as the compiled extractor of its type produced it. */
export interface SearchIndex {
  readonly tokens: readonly TokenEntry[];
  readonly references: readonly ReferenceEntry[];
  readonly strings: readonly StringEntry[];
  readonly dates: readonly DateEntry[];
  readonly numbers: readonly NumberEntry[];
  readonly quantities: readonly QuantityEntry[];
  readonly uris: readonly UriEntry[];
  readonly composites: readonly CompositeEntry[];
  readonly texts: readonly TextEntry[];
  /** Each once; `_content` finds all of them, `_text` those of the narrative. */
  readonly words: readonly WordEntry[];
  /** The same of each contained resource that has an id (`_contained`). */
  readonly contained: readonly ContainedEntry[];
}

export interface ContainedEntry {
  readonly type: string;
  readonly id: string;
  readonly index: SearchIndex;
}

/** A word of the resource's texts, folded: letters and digits alone. */
export interface WordEntry {
  readonly word: string;
  readonly narrative: boolean;
}

/** What stands together in one repetition of an element; `param` is the `within` of the composite parameter. */
export interface CompositeEntry {
  readonly param: string;
  /** One for each part, in order. Within a part the entries are alternatives. */
  readonly parts: readonly CompositePart[];
}
export interface CompositePart {
  readonly tokens: readonly TokenEntry[];
  readonly references: readonly ReferenceEntry[];
  readonly quantities: readonly QuantityEntry[];
}
/** Words that stand with a token, as `:text` searches them: display, text of a concept, type of an identifier. */
export interface TextEntry {
  readonly param: string;
  readonly folded: string;
}

/**
 * `system` is '' where the element has none. `identifier:of-type` has the type's system and `type|value`;
 * `subject:identifier` has the identifier by which a reference names its target.
 */
export interface TokenEntry {
  readonly param: string;
  readonly system: string;
  readonly code: string;
}
/** A relative or same-server reference has `type` and `id`; any other has `url`. */
export interface ReferenceEntry {
  readonly param: string;
  readonly type?: string;
  readonly id?: string;
  readonly url?: string;
}
/** `value` as written; `folded` without case, accents and punctuation, white space squeezed. */
export interface StringEntry {
  readonly param: string;
  readonly value: string;
  readonly folded: string;
}
/** The interval that the date means, milliseconds since 1970 UTC, `high` exclusive; open ends are +-8.64e15. */
export interface DateEntry {
  readonly param: string;
  readonly low: number;
  readonly high: number;
}
/** The interval that the number's precision implies (R4 search.html#number). */
export interface NumberEntry {
  readonly param: string;
  readonly low: number;
  readonly high: number;
}
export interface QuantityEntry extends NumberEntry {
  readonly system: string;
  readonly code: string;
  readonly unit: string;
}
export interface UriEntry {
  readonly param: string;
  readonly value: string;
}

export type SearchPrefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap';

/** One alternative of a criterion, parsed for the type of its parameter. */
export type SearchValue =
  | { readonly kind: 'token'; readonly system?: string; readonly code?: string }
  | { readonly kind: 'reference'; readonly type?: string; readonly id?: string; readonly url?: string }
  | { readonly kind: 'string'; readonly text: string; readonly folded: string }
  | { readonly kind: 'date'; readonly prefix: SearchPrefix; readonly low: number; readonly high: number }
  | { readonly kind: 'number'; readonly prefix: SearchPrefix; readonly low: number; readonly high: number }
  | {
      readonly kind: 'quantity';
      readonly prefix: SearchPrefix;
      readonly low: number;
      readonly high: number;
      readonly system?: string;
      readonly code?: string;
    }
  | { readonly kind: 'uri'; readonly value: string }
  | { readonly kind: 'composite'; readonly parts: readonly SearchValue[] }
  /** `:in`: the ValueSet with this canonical address, or with this id where it is kept here. */
  | { readonly kind: 'value-set'; readonly url?: string; readonly id?: string }
  /** Chain: the reference leads to a resource of `type` for which the criterion holds. */
  | { readonly kind: 'chain'; readonly type: string; readonly criterion: SearchCriterion }
  /** `_has`: a resource of `type` for which the criterion holds refers here by `parameter`. */
  | {
      readonly kind: 'referrer';
      readonly type: string;
      readonly parameter: SearchParameter;
      readonly criterion: SearchCriterion;
    }
  /** `_text`, `_content`: the words that must stand there. */
  | { readonly kind: 'words'; readonly match: WordMatch }
  /** `near`: within so many metres of a place, in degrees. */
  | { readonly kind: 'place'; readonly latitude: number; readonly longitude: number; readonly metres: number }
  /** `_filter`, and lists by function: for the resource itself the expression is true. */
  | { readonly kind: 'filter'; readonly expression: FilterExpression }
  /** `_list`: what the List with this id names. */
  | { readonly kind: 'list'; readonly id: string }
  | { readonly kind: 'missing'; readonly missing: boolean };

/** Words are folded; one that `begins` stands for all that begin so. */
export type WordMatch =
  | { readonly word: string; readonly begins: boolean }
  | { readonly all: readonly WordMatch[] }
  | { readonly any: readonly WordMatch[] }
  | { readonly not: WordMatch };

export type FilterExpression =
  | { readonly criterion: SearchCriterion }
  | { readonly all: readonly FilterExpression[] }
  | { readonly any: readonly FilterExpression[] }
  | { readonly not: FilterExpression };

/**
 * All criteria must hold; of one criterion's values, one must. `_id` and `_lastUpdated` are criteria as any other.
 * Modifiers are those of the standard; strings have those of `_filter` too: `equals`, `ends`, and `gt`, `lt`, `ge`, `le`.
 */
export interface SearchCriterion {
  readonly parameter: SearchParameter;
  readonly modifier?: string;
  readonly values: readonly SearchValue[];
}

/** What is given along with the matches (R4 search.html#include). */
export interface SearchInclude {
  /** False: what `source` refers to. True: resources of type `source` that refer here. */
  readonly reverse: boolean;
  /** Also from what was included already. */
  readonly iterate: boolean;
  /** The type that refers; `*` for any (only forward). */
  readonly source: string;
  /** The reference to follow; absent for all that there are. */
  readonly parameter?: SearchParameter;
  /** The only type that is meant at the other end. */
  readonly target?: string;
}

export interface SearchQuery {
  /** `Resource` where several are searched together. */
  readonly type: string;
  readonly types?: readonly string[];
  /** Only what is in the compartment of the Patient with this id, as R4 defines it. */
  readonly compartment?: string;
  readonly criteria: readonly SearchCriterion[];
  readonly sort: readonly { readonly parameter: SearchParameter; readonly descending: boolean }[];
  /** Page size; 0 asks for the count alone. Bounded by the parser. */
  readonly count: number;
  readonly total: 'none' | 'accurate';
  readonly cursor?: string;
  readonly includes?: readonly SearchInclude[];
  /** `_contained`: matches inside of other resources, alone or too, and whether these or their containers are given. */
  readonly contained?: { readonly which: 'only' | 'both'; readonly answer: 'container' | 'contained' };
  /** The parameters that were used, in canonical order, for the self link and for binding a cursor to its search. */
  readonly canonical: string;
}
