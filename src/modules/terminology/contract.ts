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
  /** The name of a code, tried in each language in turn and in its shorter forms (`fr-BE`, then `fr`); undefined where none is known. In memory, so it may be called for every code of a document. */
  designate(system: string, code: string, languages: readonly string[]): Designation | undefined;
  /** Adds or replaces designations, durable when it resolves. `refused` counts rows that are empty, too long, or in no language. */
  load(
    rows: AsyncIterable<DesignationRow> | Iterable<DesignationRow>,
  ): Promise<{ readonly loaded: number; readonly refused?: number }>;
}
