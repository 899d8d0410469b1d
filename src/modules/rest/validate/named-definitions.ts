import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { FhirDeps } from '../fhir-deps.ts';

/** Resource types of definitions, and the elements by which resources and definitions name them. */
const namedBy: Readonly<Record<string, DefinitionType>> = {
  profile: 'StructureDefinition',
  targetProfile: 'StructureDefinition',
  baseDefinition: 'StructureDefinition',
  valueSet: 'ValueSet',
  answerValueSet: 'ValueSet',
  system: 'CodeSystem',
  questionnaire: 'Questionnaire',
};

type DefinitionType = 'StructureDefinition' | 'ValueSet' | 'CodeSystem' | 'Questionnaire';

/** What R4 brings itself, and code systems that no resource lists. */
const broughtAlong =
  /^(?:http:\/\/hl7\.org\/fhir\/(?:StructureDefinition\/|ValueSet\/|sid\/|[a-z-]+$)|http:\/\/terminology\.hl7\.org\/|http:\/\/(?:loinc|snomed|unitsofmeasure)\.|urn:(?:ietf|oid|uuid):)/;

const bounds = {
  /** How far one definition leads to the next. */
  steps: 6,
  /** Addresses of one type that are asked for in a step. */
  addresses: 100,
  definitions: 200,
  /** Characters of all of them. */
  length: 8 * 1024 * 1024,
} as const;

/**
 * The JSON texts of the definitions on this node that a resource and profiles lead to, as far as the caller may see them:
 * profiles, extensions, value sets, code systems and questionnaires, with what those are made of. What is beyond the
 * bounds, or not here, is left out, and who judges by it says that it is not known.
 */
export async function namedDefinitions(
  deps: FhirDeps,
  caller: Caller,
  resource: object,
  profiles: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const asked = new Set<string>();
  const texts: string[] = [];
  let length = 0;
  let wanted = new Map<string, DefinitionType>();
  for (const profile of profiles) want(wanted, 'StructureDefinition', profile);
  collect(resource, wanted);
  for (let step = 0; step < bounds.steps && wanted.size > 0; step++) {
    for (const url of wanted.keys()) asked.add(url);
    const next = new Map<string, DefinitionType>();
    for (const type of new Set(wanted.values())) {
      const urls = [...wanted].filter((one) => one[1] === type).map(([url]) => url);
      const found = await definitionsAt(deps, caller, type, urls.slice(0, bounds.addresses));
      if (!found.ok) return found;
      for (const text of found.value) {
        length += text.length;
        if (texts.length === bounds.definitions || length > bounds.length) return ok(texts);
        texts.push(text);
        collect(JSON.parse(text), next);
      }
    }
    wanted = new Map([...next].filter(([url]) => !asked.has(url)));
  }
  return ok(texts);
}

function want(wanted: Map<string, DefinitionType>, type: DefinitionType, canonical: unknown): void {
  if (typeof canonical !== 'string' || !/^(?:https?|urn):/.test(canonical) || broughtAlong.test(canonical)) return;
  wanted.set(canonical.split(/[|#]/, 1)[0] ?? '', type);
}

/** What a resource names, at any depth; `parseResource` has bounded it. */
function collect(value: unknown, wanted: Map<string, DefinitionType>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    const type = namedBy[name];
    if (type !== undefined) for (const one of Array.isArray(inner) ? inner : [inner]) want(wanted, type, one);
    if ((name === 'extension' || name === 'modifierExtension') && Array.isArray(inner)) {
      for (const one of inner) want(wanted, 'StructureDefinition', (one as { url?: unknown } | null)?.url);
    }
    collect(inner, wanted);
  }
}

async function definitionsAt(
  deps: FhirDeps,
  caller: Caller,
  type: DefinitionType,
  urls: readonly string[],
): Promise<Outcome<readonly string[]>> {
  const params = new URLSearchParams({ url: urls.map((url) => url.replaceAll(/[\\,$|]/g, '\\$&')).join(',') });
  const query = parseSearch(type, params, { baseUrl: deps.baseUrl, defaultCount: bounds.addresses });
  if (!query.ok) return query;
  const page = await deps.records.search(caller, query.value, '$validate');
  return page.ok ? ok(page.value.matches.map(({ text }) => text)) : page;
}
