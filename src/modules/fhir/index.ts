// The door of `fhir`. Functions of this contract are added by name as they are built:
//
// parse and print
//   parseResource(text: string, format: 'json' | 'xml', limits?): Outcome<Resource>
//       bounded in size and depth; refuses __proto__, constructor, prototype keys, duplicate keys, and text that is not an object with a resourceType of R4
//   splitBundle(text: string): Outcome<BundleParts>
//       a parsed Bundle whose entries also carry `source`, the exact JSON text of entry.resource
//   printXml(resource): string
//   stampResource(source: string, stamp: { id; versionId; lastUpdated; }): string
//       the JSON text of a resource with id, meta.versionId and meta.lastUpdated set and everything else, number literals included, as written
//   rewriteReferences(source: string, resource, map: (reference: string) => string | undefined): { source; resource }
// check
//   checkStructure(resource): readonly Issue[]
// find
//   extractIndex(resource): SearchIndex
//   parseSearch(type, params: URLSearchParams, options): Outcome<SearchQuery>
//   searchParametersOf(type): ReadonlyMap<string, SearchParameter>
//   resourceTypes: readonly string[]
// belong
//   compartmentOf(resource): Compartment
//   careCategoryOf(resource): CareCategory
export {
  type CareCategory,
  type Compartment,
  careCategories,
  type Resource,
  type Visibility,
  type VisiblePerson,
} from './resource.ts';
export type {
  DateEntry,
  NumberEntry,
  QuantityEntry,
  ReferenceEntry,
  SearchCriterion,
  SearchIndex,
  SearchParameter,
  SearchParameterType,
  SearchPrefix,
  SearchQuery,
  SearchValue,
  StringEntry,
  TokenEntry,
  UriEntry,
} from './search.ts';
