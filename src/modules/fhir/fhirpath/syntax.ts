/** The tree of a FHIRPath expression (http://hl7.org/fhirpath/N1, with what later drafts add). */
export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  | { readonly kind: 'empty' }
  | { readonly kind: 'this' | 'index' | 'total' }
  | { readonly kind: 'variable'; readonly name: string }
  /** A member of what is in focus; of the input itself where `of` is left out. */
  | { readonly kind: 'member'; readonly of: Expression | undefined; readonly name: string }
  | {
      readonly kind: 'call';
      readonly of: Expression | undefined;
      readonly name: string;
      readonly args: readonly Expression[];
      readonly at: number;
    }
  | { readonly kind: 'indexer'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'sign'; readonly sign: '+' | '-'; readonly of: Expression }
  | { readonly kind: 'type'; readonly operator: 'is' | 'as'; readonly of: Expression; readonly type: string }
  | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

export type Operator =
  | '*'
  | '/'
  | 'div'
  | 'mod'
  | '+'
  | '-'
  | '&'
  | '|'
  | '<'
  | '<='
  | '>'
  | '>='
  | '='
  | '~'
  | '!='
  | '!~'
  | 'in'
  | 'contains'
  | 'and'
  | 'or'
  | 'xor'
  | 'implies';

/** A literal as it is written; what it means is for the compiler to say. */
export type Literal =
  | { readonly type: 'boolean'; readonly text: 'true' | 'false' }
  | { readonly type: 'string'; readonly text: string }
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: 'long'; readonly text: string }
  | { readonly type: 'moment'; readonly text: string }
  | { readonly type: 'quantity'; readonly text: string; readonly unit: string; readonly calendar: boolean };

/**
 * What is wrong with an expression or with what it was given. `at` is the offset in the text where it is known.
 * Thrown inside the engine only; the module's functions answer it as a fault.
 */
export class FhirPathError extends Error {
  readonly at: number | undefined;
  constructor(message: string, at?: number) {
    super(message);
    this.at = at;
  }
}
