import { type ParameterSet, resourceTypes, searchParametersOf } from '#fhir';
import type { Interaction } from '../address.ts';
import type { FhirDeps } from '../fhir-deps.ts';
import { type Address, interactionAddresses } from '../interactions.ts';
import { operationsOf } from '../operations.ts';
import { components, pathParameters, searchParameter } from './components.ts';
import { type Described, described } from './describe-interaction.ts';

/** Makes the document: of the named types, or of all. */
export type OpenApi = (parameters: ParameterSet, types?: readonly string[]) => string;

/** What the document says of one type, or of what belongs to none, as text that is put together for each request. */
interface Part {
  /** `"/Patient/{id}":{...}` */
  readonly paths: readonly string[];
  /** `{"name":...}` by the names of the components. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The OpenAPI 3.1 document of the FHIR API as text, made from the addresses that are registered and the search parameters
 * that are known. Each type is described once, when it is first asked for. Resources are objects here; what stands in them
 * is for the definitions of FHIR to say.
 */
export function createOpenApi(deps: FhirDeps): OpenApi {
  const head = JSON.stringify({
    openapi: '3.1.0',
    info: {
      title: `${deps.node.name}: FHIR R4`,
      version: deps.software.version,
      description: 'FHIR R4 (4.0.1). The CapabilityStatement at /metadata says the same in the terms of FHIR.',
    },
    servers: [{ url: deps.baseUrl }],
    security: [{ bearer: [] }],
  });
  const { parameters: general, ...others } = components();
  const shared = Object.entries(general).map(([name, one]) => [name, JSON.stringify(one)] as const);
  let parts = new Map<string | undefined, Part>();
  let of: ParameterSet | undefined;
  return (known, types = resourceTypes) => {
    if (known !== of) parts = new Map();
    of = known;
    const paths: string[] = [];
    const parameters = new Map<string, string>(shared);
    for (const type of [undefined, ...types]) {
      const part = parts.get(type) ?? partOf(deps, known, type);
      parts.set(type, part);
      paths.push(...part.paths);
      for (const [name, one] of part.parameters) if (!parameters.has(name)) parameters.set(name, one);
    }
    const listed = Array.from(parameters, ([name, one]) => `${JSON.stringify(name)}:${one}`).join(',');
    const rest = JSON.stringify(others).slice(1, -1);
    return `${head.slice(0, -1)},"paths":{${paths.join(',')}},"components":{${rest},"parameters":{${listed}}}}`;
  };
}

/** Of a type, or of what is of none. */
function partOf(deps: FhirDeps, known: ParameterSet, type: string | undefined): Part {
  const paths: Paths = {};
  const parameters = new Map<string, string>();
  for (const { url, interactions } of [metadata, ...interactionAddresses]) {
    if (!belongsTo(type, url, interactions)) continue;
    for (const interaction of interactions) {
      const [code] = interaction.codes ?? [];
      if (code === undefined) continue;
      const posted = interaction.method === 'POST' && code.startsWith('search');
      const searched = code === 'search-type' && !posted ? searchedBy(type, known, parameters) : [];
      const about: Described = posted
        ? { ...described[code], parameters: ['Prefer'], body: 'Search' }
        : described[code];
      const operationId = `${camelCase(code)}${type ?? ''}${posted ? 'Posted' : ''}`;
      enter(paths, url, type, interaction, { ...about, operationId, searched });
    }
  }
  for (const { url, interactions, name } of operationsOf(deps)) {
    if (!belongsTo(type, url, interactions)) continue;
    for (const interaction of interactions) {
      const operationId = camelCase(`${interaction.method.toLowerCase()} ${placed(url, type)}`);
      const body = interaction.method === 'POST' ? { body: 'Operation' } : {};
      const about = { summary: `$${name}`, ...body, answers: { '2XX': 'Done' } };
      enter(paths, url, type, interaction, { ...about, operationId, searched: [] });
    }
  }
  const texts = Object.entries(paths).map(([path, item]) => `${JSON.stringify(path)}:${JSON.stringify(item)}`);
  return { paths: texts, parameters };
}

type Paths = Record<string, Record<string, object>>;

const metadata: Address = {
  url: '/metadata',
  interactions: [{ method: 'GET', codes: ['capabilities'], open: true, perform: async () => unused() }],
};

function unused(): never {
  throw new Error('The capabilities are answered where they are registered');
}

/** Is an address told with this type, or with none? */
function belongsTo(type: string | undefined, url: string, interactions: readonly Interaction[]): boolean {
  if (!url.startsWith('/:type')) return /^\/([A-Z][A-Za-z]+)(?=\/|$)/.exec(url)?.[1] === type;
  const inCompartment = interactions.some(({ codes = [] }) => codes.includes('search-compartment'));
  return inCompartment ? type === 'Patient' : type !== undefined;
}

/** The search parameters of a type by the names of their components, which are entered. */
function searchedBy(
  type: string | undefined,
  parameters: ParameterSet,
  entered: Map<string, string>,
): readonly string[] {
  const names: string[] = [];
  for (const parameter of searchParametersOf(type ?? '', parameters).values()) {
    const [name, component] = searchParameter(type ?? '', parameter);
    entered.set(name, JSON.stringify(component));
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
