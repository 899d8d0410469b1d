import { parseFhirPath } from '../fhirpath/parse.ts';
import type { CompositeEntry, CompositePart, CompositeParts, SearchParameter } from '../search.ts';
import { type Converter, converterOf, newTerms } from './convert.ts';
import { type Route, routesOf, walk } from './routes.ts';

/** A way from a value to what it says for a parameter. */
export interface Source {
  readonly route: Route;
  readonly convert: Converter;
}

/** Finds what stands together in the repetitions of an element. */
export interface Repetitions {
  readonly name: string;
  readonly roots: readonly Route[];
  readonly parts: readonly (readonly Source[])[];
}

export interface Component {
  readonly parameter: SearchParameter;
  readonly expression: string;
}

/**
 * How a composite parameter of R4 is answered for a resource type. Where its parts stand once in the resource, the
 * parameters of the parts together say the same and nothing is indexed twice. Where an element repeats, its repetitions
 * are indexed under a name that composites of the same elements share.
 */
export function compileComposite(
  code: string,
  type: string,
  expression: string,
  components: readonly Component[],
  own: (code: string) => SearchParameter | undefined,
  shared: Map<string, string>,
): { readonly composite: CompositeParts; readonly repetitions?: Repetitions } {
  const roots = routesOf(parseFhirPath(expression), type);
  if (roots.length === 0) throw new Error(`no element of ${type} is meant`);
  const many = roots.filter(({ element }) => element !== undefined && element.max !== 1);
  const parts = components.map(({ parameter }) => parameter);
  let whole: SearchParameter[] | undefined;
  if (many.length < roots.length) {
    whole = components.map(({ parameter }) => {
      // `combo-code` finds the code of the resource and of its components; here the resource's alone is meant.
      const found = own(parameter.code.replace(/^combo-/, ''));
      if (found === undefined) throw new Error(`${parameter.code} is not built`);
      return found;
    });
  }
  if (many.length === 0) return { composite: { parts, ...(whole !== undefined && { whole }) } };
  const sources = components.map(({ parameter, expression: inner }) =>
    many.flatMap((root) =>
      routesOf(parseFhirPath(inner), root.type).flatMap((route) => {
        const convert = converterOf(parameter, route);
        return convert === undefined ? [] : [{ route, convert }];
      }),
    ),
  );
  const kinds = parts.map((part) => part.type);
  const last = kinds.at(-1);
  const keyed = kinds.slice(0, -1).every(isKeyed) && (last === 'quantity' || (last !== undefined && isKeyed(last)));
  if (!keyed || sources.some((some) => some.length === 0)) {
    throw new Error(`${kinds.join(' and ')} together are not built`);
  }
  const signature = JSON.stringify([many.map(({ steps }) => steps), components.map(({ expression: inner }) => inner)]);
  const known = shared.get(signature);
  const composite = { parts, within: known ?? code, ...(whole !== undefined && { whole }) };
  if (known !== undefined) return { composite };
  shared.set(signature, code);
  return { composite, repetitions: { name: code, roots: many, parts: sources } };
}

function isKeyed(kind: string): boolean {
  return kind === 'token' || kind === 'reference';
}

/** Adds an entry for each repetition in which every part has a value. */
export function extractRepetitions(
  resource: Record<string, unknown>,
  { name, roots, parts }: Repetitions,
  entries: CompositeEntry[],
): void {
  for (const root of roots) {
    walk(resource, root.steps, 0, (repetition) => {
      const found: CompositePart[] = [];
      for (const sources of parts) {
        const terms = newTerms();
        for (const { route, convert } of sources) walk(repetition, route.steps, 0, (value) => convert(value, terms));
        const { tokens, references, quantities } = terms;
        if (tokens.length + references.length + quantities.length === 0) return;
        found.push({ tokens, references, quantities });
      }
      entries.push({ param: name, parts: found });
    });
  }
}
