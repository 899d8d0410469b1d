/** Resources of the shared data that the node refuses, and why it is right to. */
export const knownRefusals: readonly {
  readonly name: RegExp;
  readonly type: RegExp;
  readonly code: string;
  readonly count: number;
  readonly reason: string;
}[] = [
  {
    name: /^eu-hdr-fhir\//,
    type: /^(?:Encounter|Bundle)$/,
    code: 'structure.required-binding',
    count: 50,
    reason: 'Encounter.status is `completed`, a code of R5; R4 binds the element to encounter-status as required',
  },
  {
    name: /^fhir-r4-examples\/bundle-questionnaire\.json/,
    type: /^(?:Questionnaire|Bundle)$/,
    code: 'structure.cardinality',
    count: 1,
    reason: 'items without the linkId that R4 asks for once',
  },
  {
    name: /^fhir-r4-examples\/codesystem-example\.json/,
    type: /^CodeSystem$/,
    code: 'conformance.constraint',
    count: 1,
    reason: 'two concepts have the same code, which rule csd-1 forbids',
  },
  {
    name: /^fhir-r4-examples\/operationdefinition-example\.json/,
    type: /^OperationDefinition$/,
    code: 'conformance.value',
    count: 1,
    reason: 'its base is called by a relative address, and R4 has canonical addresses absolute',
  },
  {
    name: /^openncp-transformation\/fhir-translate\/in\/diagnosticReport-in\.json/,
    type: /^DiagnosticReport$/,
    code: 'conformance.value',
    count: 1,
    reason: 'two elements of it have the same id',
  },
  {
    name: /^openncp-transformation\/fhir-translate\/out\/diagnosticReport-out\.json/,
    type: /^DiagnosticReport$/,
    code: 'conformance.type',
    count: 1,
    reason: 'the language inside of the extension `translation` is a string, and its definition asks for a code',
  },
  {
    name: /^openncp-transformation\/fhir-translate\//,
    type: /MyHealthEu$/,
    code: 'request.unknown-route',
    count: 8,
    reason: 'the name of a profile stands where R4 has the resource type',
  },
];

/** Search parameters of R4 that the node refuses by their name. */
export const knownUnbuilt: readonly { readonly parameter: RegExp; readonly reason: string }[] = [];

/** Searches whose answer differs from the oracle's. */
export const knownDifferences: readonly { readonly query: RegExp; readonly reason: string }[] = [];
