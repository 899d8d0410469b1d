import { issueOf } from '#kernel';
import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { checkStructureDefinition } from './check-structure-definition.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

const absolute = /^[a-z][a-z0-9+.-]*:/i;

/**
 * What holds of definitions beyond their constraints: the address of one is absolute, a value set names whole code
 * systems, and what a definition says of another agrees with it.
 */
export function checkDefinition(run: Run, { type, value }: FhirNode): void {
  const resource = value as Members;
  if (typeof resource.url === 'string' && !absolute.test(resource.url)) {
    within(run, ['url'], 'The address of a definition must be absolute.');
  }
  if (type === 'StructureDefinition') checkStructureDefinition(run, resource);
  else if (type === 'ValueSet') checkValueSet(run, resource);
  else if (type === 'CodeSystem') checkCodeSystem(run, resource);
  else if (type === 'ConceptMap') checkConceptMap(run, resource);
  else if (type === 'SearchParameter') checkSearchParameter(run, resource);
  else if (type === 'CapabilityStatement') checkCapabilities(run, resource);
  else if (type === 'Questionnaire') checkConditions(run, resource, []);
}

function within(run: Run, parts: readonly (string | number)[], text: string, severity: 'error' | 'warning' = 'error') {
  run.path.push(...parts);
  report(run, { ...issueOf('conformance.definition', text), severity });
  run.path.length -= parts.length;
}

function listOf(value: unknown): readonly Members[] {
  return (Array.isArray(value) ? value : []).map((one) => (isObject(one) ? one : {}));
}

function checkValueSet(run: Run, { compose, extension }: Members): void {
  if (!isObject(compose)) return;
  const parameters = listOf(extension)
    .filter(({ url }) => typeof url === 'string' && url.endsWith('/valueset-parameter'))
    .flatMap((one) => listOf(one.extension))
    .flatMap(({ url, valueCode }) => (url === 'name' ? [valueCode] : []));
  for (const list of ['include', 'exclude'] as const) {
    for (const [n, { system, filter }] of listOf(compose[list]).entries()) {
      if (typeof system !== 'string') continue;
      if (!absolute.test(system)) {
        within(run, ['compose', list, n], 'The system must be the absolute address of a code system.');
      }
      for (const [f, one] of listOf(filter).entries()) {
        checkFilter(run, ['compose', list, n, 'filter', f], system, one, parameters);
      }
    }
  }
}

/** A filter by a property that is a Coding names its system, and one by an expression only parameters that there are. */
function checkFilter(
  run: Run,
  place: readonly (string | number)[],
  system: string,
  filter: Members,
  parameters: readonly unknown[],
): void {
  const { property, op, value, _value: beside } = filter;
  const found = run.definitions.find(system) as Members | undefined;
  const type = listOf(found?.property).find(({ code }) => code === property)?.type;
  if (type === 'Coding' && op === '=' && typeof value === 'string' && !value.includes('#')) {
    within(run, place, 'A property that is a Coding is filtered by system#code.');
  }
  if (property === 'constraint' && typeof value === 'string' && run.codes.isExpression?.(system, value) === false) {
    within(run, place, 'The code system cannot be asked by such an expression.');
  }
  for (const { valueExpression } of isObject(beside) ? listOf(beside.extension) : []) {
    const text = isObject(valueExpression) ? valueExpression.expression : undefined;
    const names = typeof text === 'string' ? [...text.matchAll(/%([A-Za-z][\w-]*)/g)].map(([, name]) => name) : [];
    if (names.every((name) => parameters.includes(name))) continue;
    within(run, [...place, 'value'], 'The expression names a parameter that the value set does not have.');
  }
}

function checkCodeSystem(run: Run, { concept, content, count }: Members): void {
  const concepts = countOf(concept);
  if (content === 'not-present' && concepts > 0) {
    within(run, ['concept', 0], 'The code system says that its content is not present, but lists concepts.');
  }
  if (content === 'complete' && typeof count === 'number' && count !== concepts) {
    within(run, ['count'], `The code system is complete and has ${concepts} concepts, but says ${count}.`);
  }
}

function countOf(concepts: unknown): number {
  return listOf(concepts).reduce((sum, { concept }) => sum + 1 + countOf(concept), 0);
}

/** Codes that are mapped are codes of the value sets that the map is about. */
function checkConceptMap(run: Run, map: Members): void {
  const source = map.sourceUri ?? map.sourceCanonical;
  const target = map.targetUri ?? map.targetCanonical;
  for (const [g, group] of listOf(map.group).entries()) {
    for (const [e, element] of listOf(group.element).entries()) {
      const place = ['group', g, 'element', e];
      if (isOutside(run, source, group.source, element.code)) {
        within(run, [...place, 'code'], 'The code is not in the value set that the map starts from.');
      }
      for (const [t, one] of listOf(element.target).entries()) {
        if (!isOutside(run, target, group.target, one.code)) continue;
        within(run, [...place, 'target', t, 'code'], 'The code is not in the value set that the map leads to.');
      }
    }
  }
}

function isOutside(run: Run, valueSet: unknown, system: unknown, code: unknown): boolean {
  if (typeof valueSet !== 'string' || typeof code !== 'string' || typeof system !== 'string') return false;
  return run.codes.inValueSet(valueSet, { system, code }) === false;
}

function checkSearchParameter(run: Run, { derivedFrom, type }: Members): void {
  const origin = typeof derivedFrom === 'string' ? run.definitions.find(derivedFrom) : undefined;
  if (origin?.resourceType !== 'SearchParameter' || origin.type === type) return;
  within(run, [], `The type must be ${String(origin.type)}, as that of the parameter that this one derives from.`);
}

function checkCapabilities(run: Run, { rest }: Members): void {
  for (const [r, one] of listOf(rest).entries()) {
    for (const [n, { searchParam }] of listOf(one.resource).entries()) {
      for (const [p, { definition, type }] of listOf(searchParam).entries()) {
        const found = typeof definition === 'string' ? run.definitions.find(definition) : undefined;
        if (found?.resourceType !== 'SearchParameter' || found.type === type) continue;
        const text = `The type must be ${String(found.type)}, as the definition of the parameter says.`;
        within(run, ['rest', r, 'resource', n, 'searchParam', p], text);
      }
    }
  }
}

/** Whether a question is asked cannot depend on what stands inside of it. */
function checkConditions(run: Run, holder: Members, place: readonly (string | number)[]): void {
  for (const [n, item] of listOf(holder.item).entries()) {
    const here = [...place, 'item', n];
    const inside = linkIdsOf(item);
    if (listOf(item.enableWhen).some(({ question }) => typeof question === 'string' && inside.has(question))) {
      within(run, here, 'What enables a question cannot be an answer to a question inside of it.');
    }
    checkConditions(run, item, here);
  }
}

function linkIdsOf(item: Members, found = new Set<unknown>()): ReadonlySet<unknown> {
  for (const inner of listOf(item.item)) {
    found.add(inner.linkId);
    linkIdsOf(inner, found);
  }
  return found;
}
