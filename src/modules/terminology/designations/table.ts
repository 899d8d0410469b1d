/** The languages of the built-in designations, in the order of the columns of every table. */
export const builtInLanguages = ['en', 'fr', 'pt', 'de', 'es'] as const;

/**
 * Designations of one code system: a line per code, `code | en | fr | pt | de | es`. The texts are the project's own
 * plain words, not the display terms of the code system's publisher.
 */
export interface DesignationTable {
  readonly system: string;
  readonly lines: string;
}
