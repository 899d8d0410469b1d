import type { Outcome } from '#kernel';

/** What INSi is asked by: the traits of operation `rechercherInsAvecTraitsIdentite`. */
export interface InsiQuestion {
  readonly birthName: string;
  /** One given name of birth, the first. */
  readonly givenName: string;
  readonly sex: 'male' | 'female';
  /** YYYY-MM-DD. */
  readonly birthDate: string;
  /** INSEE code; narrows the search. */
  readonly birthPlace?: string;
}

/** Somebody as the national register has her. */
export interface InsiIdentity {
  /** 13 characters and the key of two. */
  readonly ins: string;
  /** Object identifier of the domain. */
  readonly domain: string;
  readonly birthName: string;
  /** In their order, parted by single spaces. */
  readonly givenNames: string;
  readonly sex: 'male' | 'female';
  readonly birthDate: string;
  /** Left out where the register does not know it. */
  readonly birthPlace?: string;
}

/** CR 00, 01 and 02 of the teleservice. */
export type InsiAnswer =
  | { readonly found: 'one'; readonly identity: InsiIdentity }
  | { readonly found: 'none' }
  | { readonly found: 'several' };

/** The teleservice INSi of the Assurance Maladie. Fault: `insi.unavailable`. */
export interface Insi {
  readonly kind: 'simulated' | 'set';
  search(question: InsiQuestion): Promise<Outcome<InsiAnswer>>;
}
