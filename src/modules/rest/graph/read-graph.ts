import { type CompiledFhirPath, compileFhirPath, isResourceType, type Resource } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';

/** A GraphDefinition (FHIR R4, graphdefinition.html) as it is walked. */
export interface Graph {
  readonly start: string;
  readonly links: readonly GraphLink[];
}

/** Where to go from a resource: along the references that `path` finds, or to what the searches of the targets find. */
export interface GraphLink {
  readonly path?: CompiledFhirPath;
  readonly targets: readonly GraphTarget[];
}

export interface GraphTarget {
  readonly type: string;
  /** Search parameters, with `{ref}` where the address of the resource stands. */
  readonly params?: string;
  readonly links: readonly GraphLink[];
}

const mostLinks = 100;

/** Whoever writes a definition must not be able to make the node work for nothing: paths lead to elements, and that is all. */
const simplePath = /^[A-Za-z]{1,64}(\.([A-Za-z]{1,64}|ofType\([A-Za-z]{1,64}\))){0,12}$/;

interface RawLink {
  readonly path?: string;
  readonly sliceName?: string;
  readonly target?: readonly {
    readonly type?: string;
    readonly params?: string;
    readonly compartment?: readonly unknown[];
    readonly link?: readonly RawLink[];
  }[];
}

/** Reads a GraphDefinition. What it has that is not built is refused with its place, never passed over. */
export function readGraph(definition: Resource): Outcome<Graph> {
  const { start, link } = definition as unknown as { readonly start?: string; readonly link?: readonly RawLink[] };
  if (!isResourceType(start)) return fail('request.bad', 'The GraphDefinition starts at no resource type of R4.');
  const budget = { left: mostLinks };
  const links = readLinks(link ?? [], 'GraphDefinition', budget);
  return links.ok ? ok({ start, links: links.value }) : links;
}

function readLinks(raw: readonly RawLink[], at: string, budget: { left: number }): Outcome<readonly GraphLink[]> {
  const links: GraphLink[] = [];
  for (const [index, { path, sliceName, target = [] }] of raw.entries()) {
    const place = `${at}.link[${index}]`;
    budget.left -= 1;
    if (budget.left < 0) return fail('search.too-broad', `A GraphDefinition may have at most ${mostLinks} links.`);
    if (sliceName !== undefined) return fail('request.bad', 'Slices of a graph are not followed.', place);
    const compiled = path === undefined ? ok(undefined) : simplePath.test(path) ? compileFhirPath(path) : undefined;
    if (compiled?.ok !== true)
      return fail('request.bad', 'The path must be names of elements with dots between.', place);
    const targets: GraphTarget[] = [];
    for (const [nth, { type, params, compartment, link = [] }] of target.entries()) {
      const here = `${place}.target[${nth}]`;
      if (!isResourceType(type) && type !== 'Resource')
        return fail('request.bad', 'The target has no type of R4.', here);
      if (compartment !== undefined) return fail('request.bad', 'Compartment rules of a graph are not judged.', here);
      if (params !== undefined && !params.includes('{ref}'))
        return fail('request.bad', 'params must have {ref}.', here);
      if ((path === undefined) !== (params !== undefined) || (params !== undefined && type === 'Resource')) {
        return fail('request.bad', 'A link has a path, or its targets have a type and params.', here);
      }
      const inner = readLinks(link, here, budget);
      if (!inner.ok) return inner;
      targets.push({ type, links: inner.value, ...(params === undefined ? {} : { params }) });
    }
    links.push({ targets, ...(compiled.value === undefined ? {} : { path: compiled.value }) });
  }
  return ok(links);
}
