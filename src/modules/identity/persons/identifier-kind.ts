/** How a country names its people: one kind of identifier that it gives out for life. */
export interface IdentifierKind {
  /** ISO 3166-1 alpha-2 of the country that gives it out. */
  readonly country: string;
  /** What the country calls it. */
  readonly name: string;
  /** As `Identifier.system` has it: the usual one first, then others that mean the same. */
  readonly systems: readonly [string, ...string[]];
  /** In a demonstration, in place of the usual one. */
  readonly demonstrationSystem?: string;
  /** False where no registry was found that publishes one: then the system is of the project's own. */
  readonly registered: boolean;
  /** Of the value without what people write between its parts. */
  readonly form: RegExp;
  /** Says what the form is; never the value. */
  readonly formInWords: string;
  /** What people write between the parts, and is left out. */
  readonly separators?: RegExp;
  /** Finds typing errors in a value that has the form; absent where only the form can be checked. */
  readonly holds?: (value: string) => boolean;
  /** Fictitious, as people write it; passes. */
  readonly example: string;
}

/** Most identifiers are read without spaces, full stops, hyphens and strokes. */
const usualSeparators = /[\s.\-/]/gu;

const longestValue = 64;

/** The value as it is compared: without what people write between the parts, letters in upper case. */
export function plainValue(written: string, separators: RegExp = usualSeparators): string {
  return written.slice(0, longestValue).replace(separators, '').toUpperCase();
}

/** The system of an identifier for which no registry publishes one. */
export function ownSystem(country: string, name: string): string {
  return `urn:carnet:person-identifier:${country.toLowerCase()}:${name}`;
}
