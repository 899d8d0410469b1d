import type { DefinitionSet, HeldDefinition } from '#definitions';
import { type ParameterSet, resourceTypes, searchParametersOf } from '#fhir';
import type { InteractionCode } from './address.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { interactionAddresses } from './interactions.ts';
import { ofThisNode } from './of-this-node.ts';
import type { FhirOperation } from './operation.ts';
import { operationsOf } from './operations.ts';
import { smartSecurity } from './smart-configuration.ts';

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

/** What R4 asks of a terminology service (terminology-service.html). */
const terminologyServer = 'http://hl7.org/fhir/CapabilityStatement/terminology-server';

/** Requests may bring code systems along (tx-ecosystem, requirements.html: `tx-resource`). */
const codeSystemsAsParameters = {
  url: 'http://hl7.org/fhir/uv/application-feature/StructureDefinition/feature',
  extension: [
    {
      url: 'definition',
      valueCanonical: 'http://hl7.org/fhir/uv/tx-ecosystem/FeatureDefinition/CodeSystemAsParameter',
    },
    { url: 'value', valueBoolean: true },
  ],
};

const patientCompartment = 'http://hl7.org/fhir/CompartmentDefinition/patient';

/** What is registered, by the standard's words. */
const registered: ReadonlySet<string> = new Set(
  interactionAddresses.flatMap(({ interactions }) => interactions.flatMap(({ codes = [] }) => codes)),
);

function registeredOf(codes: readonly InteractionCode[]): readonly object[] {
  return codes.filter((code) => registered.has(code)).map((code) => ({ code }));
}

/**
 * The CapabilityStatement (FHIR R4, capabilitystatement.html) as text, made from what is registered: the types and
 * search parameters that are known, the interactions of this module, its operations and those of features, and the guides
 * and profiles of the definitions. `at` is when the node started.
 */
export function capabilities(
  deps: FhirDeps,
  at: Date,
  parameters: ParameterSet,
  definitions: Pick<DefinitionSet, 'packages' | 'list'>,
): string {
  const operations = operationsOf(deps);
  const profiles = profilesByType(definitions);
  const guides = definitions.packages.flatMap(({ guide, version }) =>
    guide === undefined ? [] : [`${guide}|${version}`],
  );
  const ofNode = operationElements(operations.filter(({ on }) => on === 'system'));
  return JSON.stringify({
    resourceType: 'CapabilityStatement',
    extension: [codeSystemsAsParameters],
    url: `${deps.baseUrl}/metadata`,
    ...ofThisNode(deps, at),
    instantiates: [terminologyServer],
    fhirVersion: '4.0.1',
    ...(guides.length === 0 ? {} : { implementationGuide: guides }),
    format: ['application/fhir+json', 'application/fhir+xml', 'json', 'xml'],
    patchFormat: ['application/json-patch+json', 'application/fhir+json', 'application/fhir+xml'],
    rest: [
      {
        mode: 'server',
        ...websocketOf(deps),
        security: smartSecurity(deps),
        resource: resourceTypes.map((type) => ({
          ...topicsOf(deps, type),
          ...resourceElement(type, operations, parameters),
          ...supportedProfiles(deps, type, profiles.get(type) ?? []),
        })),
        interaction: registeredOf(ofSystem),
        ...(registered.has('search-compartment') ? { compartment: [patientCompartment] } : {}),
        ...(ofNode.length === 0 ? {} : { operation: ofNode }),
      },
    ],
  });
}

/** Where websockets of Subscriptions bind (extension capabilitystatement-websocket). */
function websocketOf({ subscriptions }: FhirDeps): object {
  if (subscriptions === undefined) return {};
  const url = 'http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket';
  return { extension: [{ url, valueUri: subscriptions.websocketUrl }] };
}

const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition';

/** The topics of Subscriptions (Subscriptions R5 Backport, capabilitystatement-subscriptiontopic-canonical). */
function topicsOf({ subscriptions }: FhirDeps, type: string): object {
  if (type !== 'Subscription' || subscriptions === undefined) return {};
  return {
    extension: subscriptions.topics.map((topic) => ({
      url: `${backport}/capabilitystatement-subscriptiontopic-canonical`,
      valueCanonical: topic,
    })),
  };
}

/** The profiles of resource types that the node judges by, those in use by their address alone. */
function profilesByType(definitions: Pick<DefinitionSet, 'list'>): ReadonlyMap<string, readonly string[]> {
  const seen = new Set<string>();
  const named = ({ url, version }: HeldDefinition): string => {
    const name = seen.has(url) && version !== undefined ? `${url}|${version}` : url;
    seen.add(url);
    return name;
  };
  const profiles = new Map<string, string[]>();
  for (const held of definitions.list('StructureDefinition')) {
    const { type = '', kind, derivation } = held.structure ?? {};
    if (kind !== 'resource' || derivation !== 'constraint') continue;
    profiles.set(type, [...(profiles.get(type) ?? []), named(held)]);
  }
  return profiles;
}

function supportedProfiles({ subscriptions }: FhirDeps, type: string, profiles: readonly string[]): object {
  const own = type === 'Subscription' && subscriptions !== undefined ? [`${backport}/backport-subscription`] : [];
  const all = [...new Set([...own, ...profiles])];
  return all.length === 0 ? {} : { supportedProfile: all };
}

/** An operation stands once, however many addresses it has. */
function operationElements(operations: readonly FhirOperation[]): readonly object[] {
  const met = new Map<string, object>();
  for (const { name, definition } of operations) {
    if (definition !== undefined) met.set(definition, { name, definition });
  }
  return [...met.values()];
}

function resourceElement(type: string, operations: readonly FhirOperation[], parameters: ParameterSet): object {
  const offered = operationElements(operations.filter(({ on }) => on === type || on === 'any type'));
  const searchParam = Array.from(searchParametersOf(type, parameters).values(), (parameter) => ({
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
    conditionalDelete: registered.has('conditional-delete') ? 'multiple' : 'not-supported',
    referencePolicy: ['literal', 'local'],
    ...(searchParam.length === 0 ? {} : { searchParam }),
    ...includesOf(type, parameters),
    ...(offered.length === 0 ? {} : { operation: offered }),
  };
}

/** By which references a search of the type brings resources along, and which refer to it. */
function includesOf(type: string, parameters: ParameterSet): object {
  const own = [...searchParametersOf(type, parameters).values()].filter((parameter) => parameter.type === 'reference');
  const reverse = resourceTypes.flatMap((source) =>
    [...searchParametersOf(source, parameters).values()].flatMap(({ code, type: kind, targets }) =>
      kind === 'reference' && targets.includes(type) ? [`${source}:${code}`] : [],
    ),
  );
  return {
    searchInclude: ['*', ...own.map(({ code }) => `${type}:${code}`)],
    ...(reverse.length === 0 ? {} : { searchRevInclude: reverse }),
  };
}
