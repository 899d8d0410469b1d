import { resourceTypes, searchParametersOf } from '#fhir';
import type { FhirDeps } from './fhir-deps.ts';

const interactions = [
  'read',
  'vread',
  'update',
  'patch',
  'delete',
  'history-instance',
  'history-type',
  'create',
  'search-type',
];

/** What an operation of this API is called, where it stands and who defines it. */
const operations = [
  {
    type: 'Patient',
    name: 'summary',
    definition: 'http://hl7.org/fhir/uv/ips/OperationDefinition/summary',
  },
  { type: 'Patient', name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Patient-everything' },
  { type: 'Encounter', name: 'everything', definition: 'http://hl7.org/fhir/OperationDefinition/Encounter-everything' },
  { type: '*', name: 'meta', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta' },
  { type: '*', name: 'meta-add', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta-add' },
  { type: '*', name: 'meta-delete', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-meta-delete' },
  { type: '*', name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' },
] as const;

/**
 * The CapabilityStatement (FHIR R4, capabilitystatement.html) as text, made from what is registered: the types and
 * search parameters that `fhir` knows, the interactions and operations of this module. `at` is when the node started.
 */
export function capabilities(deps: FhirDeps, at: Date): string {
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    url: `${deps.baseUrl}/metadata`,
    name: 'Carnet',
    title: deps.node.name,
    status: 'active',
    date: at.toISOString(),
    kind: 'instance',
    software: { name: 'Carnet', version: deps.software.version },
    implementation: { description: deps.node.name, url: deps.baseUrl },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
    rest: [
      {
        mode: 'server',
        security: {
          service: [
            {
              coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'OAuth' }],
            },
          ],
          description: 'A bearer token of OpenID Connect (authorization code with PKCE).',
        },
        resource: resourceTypes.map((type) => resourceElement(type)),
        interaction: ['transaction', 'batch', 'history-system', 'search-system'].map((code) => ({ code })),
      },
    ],
  });
}

function resourceElement(type: string): object {
  const offered = operations.filter((operation) => operation.type === type || operation.type === '*');
  const searchParam = Array.from(searchParametersOf(type).values(), (parameter) => ({
    name: parameter.code,
    ...(parameter.url === '' ? {} : { definition: parameter.url }),
    type: parameter.type,
  }));
  return {
    type,
    interaction: interactions.map((code) => ({ code })),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: true,
    conditionalDelete: 'single',
    referencePolicy: ['literal', 'local'],
    ...(searchParam.length === 0 ? {} : { searchParam }),
    ...includesOf(type),
    ...(offered.length === 0 ? {} : { operation: offered.map(({ name, definition }) => ({ name, definition })) }),
  };
}

/** By which references a search of the type brings resources along, and which refer to it. */
function includesOf(type: string): object {
  const own = [...searchParametersOf(type).values()].filter((parameter) => parameter.type === 'reference');
  const reverse = resourceTypes.flatMap((source) =>
    [...searchParametersOf(source).values()].flatMap(({ code, type: kind, targets }) =>
      kind === 'reference' && targets.includes(type) ? [`${source}:${code}`] : [],
    ),
  );
  return {
    searchInclude: ['*', ...own.map(({ code }) => `${type}:${code}`)],
    ...(reverse.length === 0 ? {} : { searchRevInclude: reverse }),
  };
}
