import { readDefinition } from '../definitions.ts';
import { parseFhirPath } from '../fhirpath/parse.ts';
import { isResourceType, resourceTypes } from '../resource-types.ts';
import type { SearchParameter, SearchParameterType } from '../search.ts';
import { compileComposite, type Repetitions, type Source } from './composites.ts';
import { converterOf } from './convert.ts';
import { type Route, routesOf, type Test, testOf } from './routes.ts';

/** What of a SearchParameter says how it is searched (R4 searchparameter.html). */
export interface Definition {
  readonly code: string;
  readonly url: string;
  readonly type: SearchParameterType;
  readonly base: readonly string[];
  readonly expression?: string;
  readonly target?: readonly string[];
  readonly component?: readonly { readonly definition: string; readonly expression: string }[];
  readonly description: string;
}

/** A parameter with what finds its values in a resource. */
interface CompiledParameter {
  readonly parameter: SearchParameter;
  readonly sources: readonly Source[];
  readonly test?: Test;
  readonly repetitions?: Repetitions;
}

export interface CompiledParameters {
  readonly built: ReadonlyMap<string, CompiledParameter>;
  /** Parameters of R4 that are not built, with the reason. */
  readonly refused: ReadonlyMap<string, string>;
}

/** The search parameters that a node knows: those of R4, and those that somebody has added to them. A value. */
export interface ParameterSet {
  /** All for a resource type, compiled when first asked for. */
  compiled(type: string): CompiledParameters;
  /** Those that can be used, by their code. */
  offered(type: string): ReadonlyMap<string, SearchParameter>;
}

let byBase: ReadonlyMap<string, readonly Definition[]> | undefined;
const byUrl = new Map<string, Definition>();

/** The search parameters of R4. */
export const standardParameters: ParameterSet = parameterSet(compileAll);

/** A set whose parameters for a type are compiled and listed once. */
function parameterSet(compileFor: (type: string) => CompiledParameters): ParameterSet {
  const compiled = new Map<string, CompiledParameters>();
  const offered = new Map<string, ReadonlyMap<string, SearchParameter>>();
  return {
    compiled(type) {
      let parameters = compiled.get(type);
      if (parameters === undefined) {
        parameters = compileFor(type);
        compiled.set(type, parameters);
      }
      return parameters;
    },
    offered(type) {
      let parameters = offered.get(type);
      if (parameters === undefined) {
        parameters = new Map([...this.compiled(type).built].map(([code, one]) => [code, one.parameter]));
        offered.set(type, parameters);
      }
      return parameters;
    },
  };
}

/** R4's parameters and others beside them, which must be compilable for each of their types (`readSearchParameter`). */
export function withParameters(added: readonly Definition[]): ParameterSet {
  if (added.length === 0) return standardParameters;
  return parameterSet((type) => {
    const standard = standardParameters.compiled(type);
    const own = added.filter(({ base }) => typesOfBase(base).includes(type));
    if (own.length === 0) return standard;
    const built = new Map(standard.built);
    for (const definition of own) built.set(definition.code, compile(definition, type));
    return { built, refused: standard.refused };
  });
}

/** These are no DomainResource (R4 resourcelist.html). */
const bare: ReadonlySet<string> = new Set(['Binary', 'Bundle', 'Parameters']);

/** The resource types that are searched by a parameter of this base, each once; empty where it names something else. */
export function typesOfBase(base: readonly string[]): readonly string[] {
  const types = base.flatMap((one) => {
    if (one === 'Resource') return resourceTypes;
    if (one === 'DomainResource') return resourceTypes.filter((type) => !bare.has(type));
    return [one];
  });
  return types.every(isResourceType) ? [...new Set(types)] : [];
}

/** All search parameters of R4 for a resource type, compiled when first asked for. */
export function compiledParameters(type: string, known: ParameterSet = standardParameters): CompiledParameters {
  return known.compiled(type);
}

/**
 * The search parameters that can be used for a resource type, by their code: those of R4 (not of national guides) whose
 * expression is built, and those that the node's own SearchParameters add; `_id`, `_lastUpdated` and the other parameters
 * of all resources among them. Empty for what is no resource type.
 */
export function searchParametersOf(
  type: string,
  known: ParameterSet = standardParameters,
): ReadonlyMap<string, SearchParameter> {
  return isResourceType(type) ? known.offered(type) : new Map();
}

/** Is this the address of one of R4's own parameters? */
export function isStandardParameter(url: string): boolean {
  definitionsFor('Resource');
  return byUrl.has(url);
}

function definitionsFor(type: string): readonly Definition[] {
  if (byBase === undefined) {
    const bases = new Map<string, Definition[]>();
    const { entry } = readDefinition<{ entry: readonly { resource: Definition }[] }>('search-parameters');
    for (const { resource } of entry) {
      const { code, url, type: kind, base, expression, target, component, description } = resource;
      const short = {
        code,
        url,
        type: kind,
        base,
        description,
        ...(expression && { expression }),
        ...(target && { target }),
        ...(component && { component }),
      };
      byUrl.set(url, short);
      for (const one of base) {
        const list = bases.get(one);
        if (list === undefined) bases.set(one, [short]);
        else list.push(short);
      }
    }
    byBase = bases;
  }
  return ['Resource', 'DomainResource', type].flatMap((base) => byBase?.get(base) ?? []);
}

function compileAll(type: string): CompiledParameters {
  const built = new Map<string, CompiledParameter>();
  const refused = new Map<string, string>();
  const shared = new Map<string, string>();
  // Composites are made of the others. Those that are only about repetitions come first, so that they give the name.
  const rank = ({ code, type: kind }: Definition) => (kind !== 'composite' ? 0 : code.startsWith('combo-') ? 2 : 1);
  const definitions = [...definitionsFor(type)].sort((one, other) => rank(one) - rank(other));
  for (const definition of definitions) {
    try {
      const one =
        definition.type === 'composite' ? compileParts(definition, type, built, shared) : compile(definition, type);
      built.set(definition.code, one);
    } catch (error) {
      refused.set(definition.code, error instanceof Error ? error.message : 'not built');
    }
  }
  return { built, refused };
}

/** Finds the values of a parameter in resources of a type; throws with the reason where it is not built. */
export function compile(definition: Definition, type: string): CompiledParameter {
  if (definition.code === '_text' && bare.has(type)) throw new Error(`${type} has no narrative`);
  if (wordParameters.has(definition.code)) return { parameter: plainParameter(definition, type), sources: [] };
  if (definition.type === 'special' && definition.code !== 'near') {
    throw new Error(`parameters of type ${definition.type} are not built`);
  }
  if (definition.expression === undefined) throw new Error('the definition has no expression');
  const expression = parseFhirPath(definition.expression);
  const test = testOf(expression, type);
  const routes = test === undefined ? routesOf(expression, type) : [];
  const parameter: SearchParameter = {
    code: definition.code,
    type: definition.type,
    url: definition.url,
    expression: reduced(definition.expression, type),
    targets: targetsOf(definition, routes),
    description: descriptionOf(definition, type),
  };
  if (test !== undefined) return { parameter, sources: [], test };
  const sources = routes.flatMap((route) => {
    const convert = converterOf(parameter, route);
    return convert === undefined ? [] : [{ route, convert }];
  });
  if (sources.length === 0) {
    const types = [...new Set(routes.map((route) => route.type))];
    throw new Error(
      routes.length === 0 ? `no element of ${type} is meant` : `${definition.type} of ${types.join(', ')} is not built`,
    );
  }
  return { parameter, sources };
}

/** These search the words of a resource, which are indexed whatever its type. */
const wordParameters: ReadonlySet<string> = new Set(['_text', '_content']);

function plainParameter(definition: Definition, type: string): SearchParameter {
  const { code, type: kind, url } = definition;
  return { code, type: kind, url, expression: '', targets: [], description: descriptionOf(definition, type) };
}

function compileParts(
  definition: Definition,
  type: string,
  built: ReadonlyMap<string, CompiledParameter>,
  shared: Map<string, string>,
): CompiledParameter {
  const { code, url, expression = '', component = [] } = definition;
  const components = component.map((one) => {
    const part = byUrl.get(one.definition);
    if (part === undefined) throw new Error(`no definition of its part ${one.definition}`);
    const known = built.get(part.code)?.parameter;
    const parameter: SearchParameter = known ?? {
      code: part.code,
      type: part.type,
      url: part.url,
      expression: '',
      targets: part.target ?? [],
      description: '',
    };
    return { parameter, expression: one.expression };
  });
  // The definition of DocumentReference-relationship has the expressions of its parts the wrong way round.
  const [first, second] = components;
  const swapped = code === 'relationship' && first !== undefined && second !== undefined;
  const right = swapped
    ? [
        { ...first, expression: second.expression },
        { ...second, expression: first.expression },
      ]
    : components;
  const own = (name: string) => built.get(name)?.parameter;
  const { composite, repetitions } = compileComposite(code, type, expression, right, own, shared);
  const parameter: SearchParameter = {
    code,
    type: 'composite',
    url,
    expression: reduced(expression, type),
    targets: [],
    description: descriptionOf(definition, type),
    composite,
  };
  return { parameter, sources: [], ...(repetitions !== undefined && { repetitions }) };
}

/** The branches of a union that speak of this type. */
function reduced(expression: string, type: string): string {
  const branches = expression.split(' | ').map((branch) => branch.trim());
  const own = branches.filter((branch) => branch.replace(/^\(+/, '').startsWith(`${type}.`));
  return (own.length > 0 ? own : branches).join(' | ');
}

/** What the definition names, as far as the elements allow it and the expression does not narrow it. */
function targetsOf(definition: Definition, routes: readonly Route[]): readonly string[] {
  const named = definition.target ?? [];
  const narrowed = routes.map((route) => {
    const to = route.steps.flatMap((step) => (step.kind === 'refersTo' ? [step.type] : []));
    return to.length > 0 ? to : route.element?.targets;
  });
  if (narrowed.length === 0 || narrowed.includes(undefined)) return named;
  const possible = new Set(narrowed.flat());
  const both = named.filter((target) => possible.has(target));
  return both.length > 0 ? both : named;
}

/** Shared definitions describe each type on a line of its own: `* [Patient](patient.html): ...`. */
function descriptionOf(definition: Definition, type: string): string {
  const line = definition.description.split('\n').find((one) => one.includes(`[${type}]`));
  const text = line === undefined ? definition.description : line.slice(line.indexOf(':') + 1);
  return text.replace(/\s+/g, ' ').trim();
}
