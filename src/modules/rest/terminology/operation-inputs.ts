import type { TerminologyOperation } from '#terminology';

/** What a parameter that is sent must be: a data type of R4, a resource type, any resource, or parts. */
export type InputType =
  | 'uri'
  | 'canonical'
  | 'code'
  | 'string'
  | 'dateTime'
  | 'integer'
  | 'boolean'
  | 'Coding'
  | 'CodeableConcept'
  | 'CodeSystem'
  | 'ValueSet'
  | 'ConceptMap'
  | 'Parameters'
  | 'Resource'
  | 'parts';

export interface OperationInput {
  readonly type: InputType;
  /** It may be sent several times. */
  readonly many?: true;
}

export type OperationInputs = Readonly<Record<string, OperationInput>>;

const uri = { type: 'uri' } as const;
const canonicals = { type: 'canonical', many: true } as const;
const code = { type: 'code' } as const;
const string = { type: 'string' } as const;
const strings = { type: 'string', many: true } as const;
const dateTime = { type: 'dateTime' } as const;
const integer = { type: 'integer' } as const;
const boolean = { type: 'boolean' } as const;
const coding = { type: 'Coding' } as const;
const codeableConcept = { type: 'CodeableConcept' } as const;

/** What the rules of the terminology ecosystem add to R4 (tx-ecosystem, requirements.html#parameter-support). */
const ecosystem = {
  'tx-resource': { type: 'Resource', many: true },
  'cache-id': string,
  useSupplement: canonicals,
  'default-to-latest-version': boolean,
  diagnostics: boolean,
  // By these the ecosystem's clients name the parameters that they always send; they change nothing.
  'profile-url': uri,
  uuid: uri,
} as const satisfies OperationInputs;

const versionRules = {
  'system-version': canonicals,
  'check-system-version': canonicals,
  'force-system-version': canonicals,
  'default-valueset-version': canonicals,
  'check-valueset-version': canonicals,
  'force-valueset-version': canonicals,
} as const satisfies OperationInputs;

const judged = {
  code,
  display: string,
  coding,
  codeableConcept,
  date: dateTime,
  abstract: boolean,
  displayLanguage: code,
  activeOnly: boolean,
  inferSystem: boolean,
  'lenient-display-validation': boolean,
  'valueset-membership-only': boolean,
} as const satisfies OperationInputs;

/**
 * What each operation takes, by name: all that the OperationDefinitions of R4 say (a test compares them), and what the
 * terminology ecosystem and R5 say besides where it works here.
 */
export const operationInputs: Readonly<Record<TerminologyOperation, OperationInputs>> = {
  'CodeSystem/$lookup': {
    code,
    system: uri,
    version: string,
    coding,
    date: dateTime,
    displayLanguage: code,
    property: { type: 'code', many: true },
    ...ecosystem,
  },
  'CodeSystem/$validate-code': {
    url: uri,
    system: uri,
    codeSystem: { type: 'CodeSystem' },
    version: string,
    ...judged,
    ...ecosystem,
    ...versionRules,
  },
  'CodeSystem/$subsumes': {
    codeA: code,
    codeB: code,
    system: uri,
    version: string,
    codingA: coding,
    codingB: coding,
    ...ecosystem,
  },
  'ValueSet/$validate-code': {
    url: uri,
    context: uri,
    valueSet: { type: 'ValueSet' },
    valueSetVersion: string,
    system: uri,
    systemVersion: string,
    ...judged,
    ...ecosystem,
    ...versionRules,
  },
  'ValueSet/$batch-validate-code': {
    validation: { type: 'Parameters', many: true },
    url: uri,
    valueSet: { type: 'ValueSet' },
    valueSetVersion: string,
    ...judged,
    ...ecosystem,
    ...versionRules,
  },
  'ValueSet/$expand': {
    url: uri,
    valueSet: { type: 'ValueSet' },
    valueSetVersion: string,
    context: uri,
    contextDirection: code,
    filter: string,
    date: dateTime,
    offset: integer,
    count: integer,
    includeDesignations: boolean,
    designation: strings,
    includeDefinition: boolean,
    activeOnly: boolean,
    excludeNested: boolean,
    excludeNotForUI: boolean,
    excludePostCoordinated: boolean,
    displayLanguage: code,
    'exclude-system': canonicals,
    property: strings,
    ...ecosystem,
    ...versionRules,
  },
  'ConceptMap/$translate': {
    url: uri,
    conceptMap: { type: 'ConceptMap' },
    conceptMapVersion: string,
    code,
    system: uri,
    version: string,
    source: uri,
    coding,
    codeableConcept,
    target: uri,
    targetsystem: uri,
    dependency: { type: 'parts', many: true },
    reverse: boolean,
    // R5 names what R4 calls code, coding, system and targetsystem by the side that they are of.
    sourceCode: code,
    sourceCoding: coding,
    sourceCodeableConcept: codeableConcept,
    sourceSystem: uri,
    sourceScope: uri,
    targetCode: code,
    targetCoding: coding,
    targetCodeableConcept: codeableConcept,
    targetSystem: uri,
    targetScope: uri,
    displayLanguage: code,
    ...ecosystem,
  },
  $closure: { name: string, concept: { type: 'Coding', many: true }, version: string },
};
