export { builtInDesignations } from './built-in.ts';
export type {
  PerformTerminology,
  TerminologyAnswer,
  TerminologyOperation,
  TerminologyRequest,
} from './concepts.ts';
export type { Designation, DesignationRow, Terminology } from './contract.ts';
export { builtInLanguages } from './designations/table.ts';
export { terminologyMigrations } from './migrations.ts';
export { type MissingDesignation, missingDesignations } from './missing-designations.ts';
export { type ReadDesignationsOptions, readDesignations } from './read-designations.ts';
export { createTerminology, type SharedTerminology, type TerminologyOptions } from './terminology.ts';
