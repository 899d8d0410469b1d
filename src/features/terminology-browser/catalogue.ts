/** A value set or map at hand, of the version in use. */
export interface ListedDefinition {
  readonly url: string;
  readonly version?: string;
  readonly title?: string;
}

export interface ListedCodeSystem extends ListedDefinition {
  /** How many versions are at hand. */
  readonly versions: number;
  readonly imported?: true;
}

/** What the node has of definitions at one moment. */
export interface Catalogue {
  /** Another whenever the lists are. */
  readonly revision: string;
  readonly codeSystems: readonly ListedCodeSystem[];
  readonly valueSets: readonly ListedDefinition[];
  readonly maps: readonly ListedDefinition[];
}
