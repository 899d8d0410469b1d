import { type ParameterSet, resourceTypes, searchParametersOf } from '#fhir';
import type { Interaction } from '../address.ts';
import type { FhirDeps } from '../fhir-deps.ts';
import { type Address, interactionAddresses } from '../interactions.ts';
import { operationsOf } from '../operations.ts';
import { components, pathParameters, searchParameter } from './components.ts';
import { type Described, described } from './describe-interaction.ts';

type Paths = Record<string, Record<string, object>>;

/**
 * The OpenAPI 3.1 document of the FHIR API as text, made from the addresses that are registered and the search parameters
 * that are known: with `types` of those alone, otherwise of all. Resources are objects here; what stands in them is
 * for the definitions of FHIR to say.
 */
export function openApi(deps: FhirDeps, known: ParameterSet, types: readonly string[] = resourceTypes): string {
  const parts = components();
  const paths: Paths = {};
  const operations = operationsOf(deps);
  for (const { url, interactions } of [metadata, ...interactionAddresses]) {
    for (const type of typesOf(url, interactions, types)) {
      for (const interaction of interactions) {
        const [code] = interaction.codes ?? [];
        if (code === undefined) continue;
        const posted = interaction.method === 'POST' && code.startsWith('search');
        const searched = code === 'search-type' && !posted ? searchedBy(type, known, parts.parameters) : [];
        const about: Described = posted
          ? { ...described[code], parameters: ['Prefer'], body: 'Search' }
          : described[code];
        const operationId = `${camelCase(code)}${type ?? ''}${posted ? 'Posted' : ''}`;
        enter(paths, url, type, interaction, { ...about, operationId, searched });
      }
    }
  }
  for (const { url, interactions, name } of operations) {
    for (const type of typesOf(url, interactions, types)) {
      for (const interaction of interactions) {
        const operationId = camelCase(`${interaction.method.toLowerCase()} ${placed(url, type)}`);
        const body = interaction.method === 'POST' ? { body: 'Operation' } : {};
        const about = { summary: `$${name}`, ...body, answers: { '2XX': 'Done' } };
        enter(paths, url, type, interaction, { ...about, operationId, searched: [] });
      }
    }
  }
  return JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: `${deps.node.name}: FHIR R4`,
      version: deps.software.version,
      description: 'FHIR R4 (4.0.1). The CapabilityStatement at /metadata says the same in the terms of FHIR.',
    },
    servers: [{ url: deps.baseUrl }],
    security: [{ bearer: [] }],
    paths,
    components: parts,
  });
}

const metadata: Address = {
  url: '/metadata',
  interactions: [{ method: 'GET', codes: ['capabilities'], open: true, perform: async () => unused() }],
};

function unused(): never {
  throw new Error('The capabilities are answered where they are registered');
}

/** The types for which an address is told; `[undefined]` where it names its type, or none. */
function typesOf(
  url: string,
  interactions: readonly Interaction[],
  types: readonly string[],
): readonly (string | undefined)[] {
  if (!url.startsWith('/:type')) {
    const named = /^\/([A-Z][A-Za-z]+)/.exec(url)?.[1];
    return named === undefined || types.includes(named) ? [undefined] : [];
  }
  const inCompartment = interactions.some(({ codes = [] }) => codes.includes('search-compartment'));
  return inCompartment ? types.filter((type) => type === 'Patient') : types;
}

/** The search parameters of a type by the names of their components, which are entered where they are new. */
function searchedBy(
  type: string | undefined,
  parameters: ParameterSet,
  known: Record<string, object>,
): readonly string[] {
  const names: string[] = [];
  for (const parameter of searchParametersOf(type ?? '', parameters).values()) {
    const [name, component] = searchParameter(type ?? '', parameter);
    known[name] ??= component;
    names.push(name);
  }
  return names;
}

function enter(
  paths: Paths,
  url: string,
  type: string | undefined,
  { method, open }: Interaction,
  about: Described & { readonly operationId: string; readonly searched: readonly string[] },
): void {
  const address = placed(url, type);
  const inPath = Array.from(address.matchAll(/\{(\w+)\}/g), ([, name = '']) =>
    name in pathParameters
      ? { $ref: `#/components/parameters/${name}` }
      : { name, in: 'path', required: true, schema: { type: 'string' } },
  );
  const inQuery = [...(about.parameters ?? []), ...about.searched, '_format', '_pretty'];
  const parameters = [...inPath, ...[...new Set(inQuery)].map((name) => ({ $ref: `#/components/parameters/${name}` }))];
  const answers = Object.entries(about.answers).map(([status, name]) => [
    status,
    { $ref: `#/components/responses/${name}` },
  ]);
  const operation = {
    operationId: about.operationId,
    summary: about.summary,
    tags: [/^\/([A-Z][A-Za-z]+)/.exec(address)?.[1] ?? 'system'],
    parameters,
    ...(about.body === undefined ? {} : { requestBody: { $ref: `#/components/requestBodies/${about.body}` } }),
    responses: { ...Object.fromEntries(answers), default: { $ref: '#/components/responses/Fault' } },
    ...(open === true ? { security: [] } : {}),
  };
  paths[address] = { ...paths[address], [method.toLowerCase()]: operation };
}

/** The address as OpenAPI writes it: `/:type/:id` for Patient is `/Patient/{id}`. */
function placed(url: string, type: string | undefined): string {
  const ofType = type === undefined ? url : url.replace('/:type', `/${type}`);
  return ofType.replaceAll(/:(\w+)/g, '{$1}');
}

function camelCase(words: string): string {
  return words
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
}
