/** What a code is called in one language. */
export interface Designation {
  readonly display: string;
  /** BCP 47 of the display that was found. */
  readonly language: string;
}

export interface DesignationRow {
  readonly system: string;
  readonly code: string;
  readonly language: string;
  readonly display: string;
}

export interface Terminology {
  /**
   * The name of a code, tried in each language in turn and in its shorter forms (`fr-BE`, then `fr`); undefined where none
   * is known. Designations that were loaded go before those of the code system's version in use, and these before the
   * built-in ones. In memory, so it may be called for every code of a document; `prepare` comes first.
   */
  designate(system: string, code: string, languages: readonly string[]): Designation | undefined;
  /** Brings into memory the code systems of the codes in these resources, so that `designate` knows them. */
  prepare(resources: readonly object[]): Promise<void>;
  /** Adds or replaces designations, durable when it resolves. `refused` counts rows that are empty, too long, or in no language. */
  load(
    rows: AsyncIterable<DesignationRow> | Iterable<DesignationRow>,
  ): Promise<{ readonly loaded: number; readonly refused?: number }>;
}
