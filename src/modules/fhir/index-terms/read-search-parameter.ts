import { fail, type Outcome, ok } from '#kernel';
import { FhirPathError } from '../fhirpath/syntax.ts';
import type { Resource } from '../resource.ts';
import type { SearchParameterType } from '../search.ts';
import { compile, type Definition, isStandardParameter, standardParameters, typesOfBase } from './parameters.ts';

const codeForm = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const longestExpression = 2_000;
const types: ReadonlySet<string> = new Set<SearchParameterType>([
  'number',
  'date',
  'string',
  'token',
  'reference',
  'quantity',
  'uri',
]);

/**
 * What a SearchParameter resource (R4 searchparameter.html) adds to the search of this node; undefined where it adds
 * nothing: one that is not `active`, or that is one of R4's own. Refused, with the part that is not understood, where it
 * cannot be searched (`search-parameter.not-built`), and where the code is taken for one of its types
 * (`search-parameter.clash`).
 */
export function readSearchParameter(resource: Resource): Outcome<Definition | undefined> {
  const { status, url, code, type, base, expression, target } = resource as Record<string, unknown>;
  if (resource.resourceType !== 'SearchParameter' || status !== 'active') return ok(undefined);
  if (typeof url === 'string' && isStandardParameter(url)) return ok(undefined);
  const refuse = (element: string, why: string) =>
    fail(
      'search-parameter.not-built',
      `The SearchParameter cannot be searched by: ${why}.`,
      `SearchParameter.${element}`,
    );
  if (typeof code !== 'string' || !codeForm.test(code)) {
    return refuse('code', 'its code must be letters, digits and hyphens, a letter first');
  }
  if (typeof type !== 'string' || !types.has(type)) return refuse('type', 'parameters of its type are not built');
  if (typeof expression !== 'string' || expression === '') return refuse('expression', 'it has no expression');
  if (expression.length > longestExpression) return refuse('expression', 'its expression is too long');
  const bases = Array.isArray(base) ? base.map(String) : [];
  const searched = typesOfBase(bases);
  if (searched.length === 0) return refuse('base', 'its base names no resource type of R4');
  const definition: Definition = {
    code,
    type: type as SearchParameterType,
    url: typeof url === 'string' ? url : '',
    base: bases,
    expression,
    description: '',
    ...(Array.isArray(target) && { target: target.map(String) }),
  };
  for (const one of searched) {
    if (standardParameters.offered(one).has(code)) {
      return fail('search-parameter.clash', `${one} has a search parameter ${code} already.`, 'SearchParameter.code');
    }
    const why = reasonNotToCompile(definition, one);
    if (why !== undefined) return refuse('expression', `for ${one}, ${why}`);
  }
  return ok(definition);
}

function reasonNotToCompile(definition: Definition, type: string): string | undefined {
  try {
    compile(definition, type);
    return undefined;
  } catch (error) {
    if (error instanceof FhirPathError) return `it is no FHIRPath (${error.message.replace(/\.$/, '')})`;
    return error instanceof Error && !(error instanceof RangeError) ? error.message : 'it nests too deeply';
  }
}
