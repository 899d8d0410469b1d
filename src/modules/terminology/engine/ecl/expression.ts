/**
 * SNOMED CT Expression Constraint Language 2.2, brief syntax (http://snomed.org/ecl), as it is read. Of the language
 * everything is there but what would need facts that contents do not keep: filters by effective time, dialect and
 * description id, fields of reference sets besides the components that they relate, and alternate identifiers. These are
 * refused by name.
 */
export type Expression =
  | { readonly kind: 'concept'; readonly id: string }
  | { readonly kind: 'any' }
  | Members
  | { readonly kind: 'hierarchy'; readonly operator: HierarchyOperator; readonly of: Expression }
  /** `!!>` and `!!<`: what has nothing above, or below, it in the same set. */
  | { readonly kind: 'top' | 'bottom'; readonly of: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'minus'; readonly from: Expression; readonly less: Expression }
  | { readonly kind: 'refined'; readonly focus: Expression; readonly by: Refinement }
  /** `from . attribute`: the values that the attribute has in `from`. */
  | { readonly kind: 'dotted'; readonly from: Expression; readonly attribute: Expression }
  /** `{{ C ... }}`: each condition holds. */
  | { readonly kind: 'concepts'; readonly of: Expression; readonly by: readonly ConceptCondition[] }
  /** `{{ D ... }}`: all conditions hold of one description. */
  | { readonly kind: 'described'; readonly of: Expression; readonly by: readonly DescriptionCondition[] }
  /** `{{ + HISTORY }}`: and the inactive concepts that these association reference sets lead from to one of them. */
  | { readonly kind: 'history'; readonly of: Expression; readonly sets: Expression };

/** `^`: the members of reference sets, or with a `field` what an association reference set leads to. */
export interface Members {
  readonly kind: 'members';
  readonly of: Expression;
  readonly field: MemberField;
  /** `{{ M ... }}` */
  readonly by: readonly MemberCondition[];
}

export type HierarchyOperator = '<' | '<<' | '<!' | '<<!' | '>' | '>>' | '>!' | '>>!';

/** Fields of a member that contents keep. */
export type MemberField = 'referencedComponentId' | 'targetComponentId';

export interface MemberCondition {
  readonly field: MemberField;
  readonly equal: boolean;
  readonly value: Expression;
}

export type ConceptCondition =
  | { readonly kind: 'active'; readonly value: boolean }
  | { readonly kind: 'defined'; readonly value: boolean }
  | { readonly kind: 'module'; readonly equal: boolean; readonly value: Expression };

export type DescriptionType = 'syn' | 'fsn' | 'def';

export type DescriptionCondition =
  | { readonly kind: 'term'; readonly equal: boolean; readonly terms: readonly SearchTerm[] }
  | { readonly kind: 'language'; readonly equal: boolean; readonly codes: readonly string[] }
  | { readonly kind: 'type'; readonly equal: boolean; readonly types: readonly DescriptionType[] };

/** `match`: words, each the beginning of one in the text; `wild`: the whole text, `*` for anything; `exact`: as it is. */
export type SearchTerm =
  | { readonly kind: 'match'; readonly words: readonly string[] }
  | { readonly kind: 'wild'; readonly pieces: readonly string[] }
  | { readonly kind: 'exact'; readonly text: string };

export interface Cardinality {
  readonly min: number;
  /** Infinity for `*`. */
  readonly max: number;
}

export type Refinement =
  | AttributeConstraint
  | { readonly kind: 'group'; readonly times: Cardinality; readonly of: Refinement }
  | { readonly kind: 'all' | 'some'; readonly parts: readonly Refinement[] };

export interface AttributeConstraint {
  readonly kind: 'attribute';
  readonly times: Cardinality;
  /** `R`: the concept is the attribute's value, and what is compared is whose value it is. */
  readonly reverse: boolean;
  readonly name: Expression;
  readonly value: ValueConstraint;
}

export type NumberOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type ValueConstraint =
  | { readonly kind: 'concepts'; readonly equal: boolean; readonly of: Expression }
  | { readonly kind: 'number'; readonly operator: NumberOperator; readonly than: number }
  | { readonly kind: 'text'; readonly equal: boolean; readonly terms: readonly SearchTerm[] }
  | { readonly kind: 'boolean'; readonly equal: boolean; readonly as: boolean };

/** Where nothing is said of how often (ECL 6.3, default cardinalities). */
export const atLeastOnce: Cardinality = { min: 1, max: Number.POSITIVE_INFINITY };
