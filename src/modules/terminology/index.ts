export { builtInDesignations } from './built-in.ts';
export { computedCodeSystems } from './computed/index.ts';
export type {
  CodeSystemContent,
  ConceptIndex,
  ConceptProperty,
  PerformTerminology,
  TerminologyAnswer,
  TerminologyOperation,
  TerminologyRequest,
  TerminologySource,
} from './concepts.ts';
export type { Designation, DesignationRow, Terminology } from './contract.ts';
export { builtInLanguages } from './designations/table.ts';
export type { ClosureConcept, ClosureTables } from './engine/closure.ts';
export { apartFromGroups } from './engine/concept-facts.ts';
export { sourceOfDefinitions } from './engine/definitions-source.ts';
export { createTerminologyEngine, type TerminologyEngine, type TerminologyEngineOptions } from './engine/engine.ts';
export {
  type AskedCode,
  type CodeJudge,
  type CodeVerdict,
  codesOfSource,
  createCodeJudge,
} from './engine/judge-code.ts';
export { type CodeList, type ListedCode, listBranch, listCodes } from './engine/list-codes.ts';
export { overlaidSource, sourceOfResources } from './engine/overlaid-source.ts';
export { whenLoaded } from './engine/when-loaded.ts';
export { conceptFormats as terminologyFormats } from './formats/index.ts';
export { terminologyMigrations } from './migrations.ts';
export { type MissingDesignation, missingDesignations } from './missing-designations.ts';
export type { KeptDefinition, KeptVersion } from './store/catalogue.ts';
export { type TerminologyImportRequest, terminologyImportJob, terminologyImportKind } from './store/import-job.ts';
export type { ImportedSystem, ImportOptions, ImportProgress, ImportReport } from './store/import-terminology.ts';
export type { Switched } from './store/switch-version.ts';
export { createTerminology, type SharedTerminology, type TerminologyOptions } from './terminology.ts';
