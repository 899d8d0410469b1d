export { careCategoryOf } from './care-category.ts';
export { compartmentOf, compartmentPaths } from './compartment.ts';
export { containedText } from './contained-text.ts';
export type { Definition } from './definitions.ts';
export { type DiffOptions, diffResources } from './diff/diff-resources.ts';
export { type CompiledFhirPath, compileFhirPath, type FhirPathOptions } from './fhirpath/fhirpath.ts';
export { jsonOf } from './fhirpath/json-of.ts';
export type { LanguagePart } from './fhirpath/language-part.ts';
export { FhirNode } from './fhirpath/values.ts';
export { nameInWords, nameOfResource, shortNameOf } from './human-name.ts';
export { extractIndex } from './index-terms/extract-index.ts';
export {
  type Definition as SearchDefinition,
  type ParameterSet,
  searchParametersOf,
  standardParameters,
  typesOfBase,
  withParameters,
} from './index-terms/parameters.ts';
export { readSearchParameter } from './index-terms/read-search-parameter.ts';
export { type CoreTerminology, listCoreTerminology } from './list-core-terminology.ts';
export { NumberText, parseKeepingNumbers } from './number-literal.ts';
export { informationOutcome, type OperationOutcome, operationOutcome } from './operation-outcome.ts';
export { isOwnEntryText, type OwnAuthor, ownAuthorOf, ownMarks, withOwnMark } from './own-entry.ts';
export { defaultProfileOf, ownProfiles } from './own-profiles/index.ts';
export { type FhirPackage, readPackage } from './packages/read-package.ts';
export { decodeText, type ParseLimits, parseResource, sourceOf } from './parse-resource.ts';
export { applyPatch, type Patch } from './patch/apply-patch.ts';
export { readFhirPathPatch } from './patch/fhirpath-patch.ts';
export { readJsonPatch } from './patch/json-patch.ts';
export { printXml } from './print-xml.ts';
export {
  type CareCategory,
  type CarePart,
  type Compartment,
  careCategories,
  careParts,
  partsOf,
  type Resource,
  type Visibility,
  type VisiblePerson,
} from './resource.ts';
export { isResourceType, resourceTypes } from './resource-types.ts';
export { rewriteReferences } from './rewrite-references.ts';
export { dateInterval } from './search/date-interval.ts';
export { fold, foldedWords } from './search/fold.ts';
export { answerParameters, parseSearch, type SearchOptions } from './search/parse-search.ts';
export { patientCompartmentParameters } from './search/patient-compartment.ts';
export type {
  CompositeEntry,
  CompositePart,
  ContainedEntry,
  DateEntry,
  FilterExpression,
  NumberEntry,
  QuantityEntry,
  ReferenceEntry,
  SearchCriterion,
  SearchInclude,
  SearchIndex,
  SearchParameter,
  SearchParameterType,
  SearchPrefix,
  SearchQuery,
  SearchValue,
  StringEntry,
  TextEntry,
  TokenEntry,
  UriEntry,
  WordEntry,
  WordMatch,
} from './search.ts';
export { securityLabelsOf, untoldLabel } from './security-labels.ts';
export { type BundleEntry, type BundleParts, splitBundle } from './split-bundle.ts';
export { type Stamp, stampResource } from './stamp.ts';
export { checkStructure } from './structure/check-structure.ts';
export { publishedDefinition } from './structure/value-sets.ts';
export { hasElement, type Subset, subsetText } from './subset.ts';
export { type ElementEntry, keepTypes, type TypeEntry, typeEntry } from './type-table.ts';
export { type BaseUnit, baseUnitOf, inBaseUnit, meaningOfUnit, type UnitMeaning, ucum } from './units.ts';
export { createValidator, type ValidateOptions, type Validator } from './validate/create-validator.ts';
export { coreDefinitions, type Definitions, withDefinitions } from './validate/definitions-source.ts';
export {
  inLanguage,
  type ValidationLanguage,
  validationLanguages,
} from './validate/in-language.ts';
export { locateIssues } from './validate/locate.ts';
export type { CodeChecker, ValidationIssue } from './validate/run.ts';
export { validationOutcome } from './validate/validation-outcome.ts';
