import { resourceTypes, searchParametersOf } from '#fhir';
import type { InteractionCode } from './address.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { interactionAddresses } from './interactions.ts';
import type { FhirOperation } from './operation.ts';
import { operationsOf } from './operations.ts';

/** What the standard lists of a type's interactions, in its order; the others are of the whole system. */
const ofTypes: readonly InteractionCode[] = [
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
const ofSystem: readonly InteractionCode[] = ['transaction', 'batch', 'history-system', 'search-system'];

/** What is registered, by the standard's words. */
const registered: ReadonlySet<string> = new Set(
  interactionAddresses.flatMap(({ interactions }) => interactions.flatMap(({ codes = [] }) => codes)),
);

function registeredOf(codes: readonly InteractionCode[]): readonly object[] {
  return codes.filter((code) => registered.has(code)).map((code) => ({ code }));
}

/**
 * The CapabilityStatement (FHIR R4, capabilitystatement.html) as text, made from what is registered: the types and
 * search parameters that `fhir` knows, the interactions of this module, its operations and those of features. `at` is when the node started.
 */
export function capabilities(deps: FhirDeps, at: Date): string {
  const operations = operationsOf(deps);
  const ofNode = operationElements(operations.filter(({ on }) => on === 'system'));
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
        resource: resourceTypes.map((type) => resourceElement(type, operations)),
        interaction: registeredOf(ofSystem),
        ...(ofNode.length === 0 ? {} : { operation: ofNode }),
      },
    ],
  });
}

/** An operation stands once, however many addresses it has. */
function operationElements(operations: readonly FhirOperation[]): readonly object[] {
  const met = new Map<string, object>();
  for (const { name, definition } of operations) {
    if (definition !== undefined) met.set(definition, { name, definition });
  }
  return [...met.values()];
}

function resourceElement(type: string, operations: readonly FhirOperation[]): object {
  const offered = operationElements(operations.filter(({ on }) => on === type || on === 'any type'));
  const searchParam = Array.from(searchParametersOf(type).values(), (parameter) => ({
    name: parameter.code,
    ...(parameter.url === '' ? {} : { definition: parameter.url }),
    type: parameter.type,
  }));
  return {
    type,
    interaction: registeredOf(ofTypes),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: true,
    conditionalCreate: true,
    conditionalRead: 'full-support',
    conditionalUpdate: registered.has('conditional-update'),
    conditionalDelete: registered.has('conditional-delete') ? 'single' : 'not-supported',
    referencePolicy: ['literal', 'local'],
    ...(searchParam.length === 0 ? {} : { searchParam }),
    ...includesOf(type),
    ...(offered.length === 0 ? {} : { operation: offered }),
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
