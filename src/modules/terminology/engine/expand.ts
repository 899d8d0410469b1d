import { randomUUID } from 'node:crypto';
import type { Definition } from '#fhir';
import type { TerminologyAnswer } from '../concepts.ts';
import { type Call, missingSupplements } from './call.ts';
import { type ParameterElement, withParametersOf } from './call-parameters.ts';
import { canonicalStatus } from './canonical-status.ts';
import { declarations, type Entry, type EntryContext, entryOf } from './expansion-entry.ts';
import { type Gathered, gatherMembers, type Member } from './gather-members.ts';
import { isRefusal, issue, type Refusal, refuse } from './issues.ts';
import { languagesText } from './languages.ts';
import { wordsOfListed } from './listed-words.ts';
import { prepareValueSet } from './prepare-value-set.ts';
import { canonicalOf, canonicalOfDefinition, nameOfValueSet, type ValueSet } from './resources.ts';
import { namedValueSet } from './validate-code.ts';

/** Codes that an expansion has at most where no page of it is asked for. */
export const mostCodes = 1_000;

const unclosed = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed';
const unclosedReason = 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed-reason';
const tooCostly = 'http://hl7.org/fhir/StructureDefinition/valueset-toocostly';

/** ValueSet/$expand (R4 valueset-operation-expand.html). */
export function expand(
  call: Call,
  entries: readonly ParameterElement[],
  instance: Definition | undefined,
  now: Date,
): TerminologyAnswer | Refusal {
  const set = namedValueSet(call, entries, instance);
  if (isRefusal(set)) return set;
  const parameters = withParametersOf(call.parameters, set.compose, set.language, false);
  if (isRefusal(parameters)) return parameters;
  const own = { ...call, parameters };
  if (set.compose === undefined && set.expansion !== undefined) {
    return { status: 200, resource: set };
  }
  const refusal = prepareValueSet(own, set);
  if (refusal !== undefined) return refusal;
  const gathered = gatherMembers(own, set, limitOf(own));
  if (isRefusal(gathered)) {
    // Of code systems that are not here, the expansion that the value set brings along tells the codes.
    const isKnown = set.expansion?.contains !== undefined && gathered.issues.some(({ code }) => code === 'not-found');
    return isKnown ? { status: 200, resource: set } : gathered;
  }
  const missing = missingSupplements(own);
  if (missing !== undefined) return missing;
  if (gathered.isCut && own.parameters.count === undefined && own.parameters.limitedExpansion !== true) {
    const parts = { severity: 'error', code: 'too-costly' } as const;
    return refuse(422, issue('VALUESET_TOO_COSTLY', parts, [nameOfValueSet(set), `>${mostCodes}`]));
  }
  return { status: 200, resource: expanded(own, set, gathered, now) };
}

/** How many members are gathered: one more than may be answered, so that it is seen that there are more. */
function limitOf({ parameters: { count, offset = 0 } }: Call): number {
  return count === undefined ? mostCodes : offset + count;
}

function expanded(call: Call, set: ValueSet, gathered: Gathered, now: Date): Definition {
  const { parameters } = call;
  const { offset = 0, count } = parameters;
  const context: EntryContext = {
    parameters,
    namesVersions: gathered.namesVersions,
    language: set.language,
    declared: new Map(),
  };
  const page = gathered.members.slice(offset, count === undefined ? mostCodes : offset + count);
  const entries = page.map((member) => entryOfMember(context, set, member));
  const isNested = parameters.excludeNested !== true && offset === 0 && gathered.canNest && !gathered.isCut;
  const contains = isNested ? nested(page, entries) : entries;
  const extension = [
    ...(gathered.unclosed.length === 0 ? [] : [{ url: unclosed, valueBoolean: true }]),
    ...gathered.unclosed.map((reason) => ({ url: unclosedReason, valueString: reason })),
    ...(gathered.isCut && count === undefined ? [{ url: tooCostly, valueBoolean: true }] : []),
    ...declarations(context.declared),
  ];
  return {
    ...described(set, parameters.includeDefinition === true),
    expansion: {
      ...(extension.length === 0 ? {} : { extension }),
      identifier: `urn:uuid:${randomUUID()}`,
      timestamp: now.toISOString(),
      ...(gathered.total === undefined ? {} : { total: gathered.total }),
      ...(parameters.offset === undefined ? {} : { offset }),
      parameter: parametersOf(call, set, gathered),
      ...(contains.length === 0 ? {} : { contains }),
    },
  } as unknown as Definition;
}

function entryOfMember(context: EntryContext, set: ValueSet, { view, index, listed }: Member): Entry {
  const row = view.row(index);
  const words = listed === undefined ? view.words(row) : [...view.words(row), ...wordsOfListed(listed, set)];
  return entryOf(context, view, row, words, listed);
}

/** Entries below the entry of the concept right above them, where it is there. */
function nested(page: readonly Member[], entries: readonly Entry[]): readonly Entry[] {
  const places = new Map(page.map(({ view, index }, place) => [`${view.canonical} ${index}`, place]));
  return entries.filter((entry, place) => {
    const member = page[place];
    if (member === undefined) return true;
    const parent = nearestParent(member, places);
    const above = parent === undefined ? undefined : entries[parent];
    if (above === undefined) return true;
    above.contains = [...(above.contains ?? []), entry];
    return false;
  });
}

function nearestParent({ view, index, isWhole }: Member, places: ReadonlyMap<string, number>): number | undefined {
  for (let [above] = view.content.parentsOf(index); above !== undefined; [above] = view.content.parentsOf(above)) {
    const place = places.get(`${view.canonical} ${above}`);
    // Only where a whole code system is shown do children of what is left out go to who is above it.
    if (place !== undefined || !isWhole) return place;
  }
  return undefined;
}

function described(set: ValueSet, whole: boolean): Readonly<Record<string, unknown>> {
  const { id: _, expansion: __, ...all } = set;
  if (whole) return all;
  const { resourceType, url, identifier, version, name, title, status, experimental, date, language } = set;
  const kept = { resourceType, url, identifier, version, name, title, status, experimental, date, language };
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

function parametersOf(call: Call, set: ValueSet, gathered: Gathered): readonly object[] {
  const { parameters, decided } = call;
  const told: { readonly name: string; readonly [value: string]: unknown }[] = [];
  const tell = (name: string, type: string, value: unknown) => {
    if (value !== undefined) told.push({ name, [`value${type}`]: value });
  };
  tell('filter', 'String', parameters.filter);
  const languages = parameters.displayLanguages ?? parameters.httpLanguages;
  tell('displayLanguage', 'Code', languages && languagesText(languages, true));
  for (const one of parameters.designations) tell('designation', 'String', one);
  tell('excludeNested', 'Boolean', parameters.excludeNested);
  tell('versionsMatch', 'Boolean', gathered.ignoresVersions ? true : undefined);
  tell('activeOnly', 'Boolean', parameters.activeOnly);
  tell('includeDesignations', 'Boolean', parameters.includeDesignations);
  tell('includeDefinition', 'Boolean', parameters.includeDefinition);
  tell('excludeNotForUI', 'Boolean', parameters.excludeNotForUI);
  tell('excludePostCoordinated', 'Boolean', parameters.excludePostCoordinated);
  tell('limitedExpansion', 'Boolean', parameters.limitedExpansion);
  for (const system of parameters.excludedSystems) tell('exclude-system', 'Canonical', system);
  tell('offset', 'Integer', parameters.offset);
  tell('count', 'Integer', parameters.count);
  const warned = new Set<string>();
  for (const found of [set, ...gathered.valueSets, ...gathered.views.map(({ header }) => header)]) {
    const standing = canonicalStatus(found, set);
    const canonical = canonicalOfDefinition(found);
    if (standing === undefined || warned.has(canonical)) continue;
    warned.add(canonical);
    tell(`warning-${standing}`, 'Uri', canonical);
  }
  for (const view of gathered.views) {
    tell('used-codesystem', 'Uri', view.canonical);
    if (!view.isWhole) tell('used-fragment', 'Uri', view.canonical);
  }
  for (const found of gathered.valueSets) {
    const canonical = canonicalOfDefinition(found);
    if (canonical !== '') tell('used-valueset', 'Uri', canonical);
  }
  const supplements = new Set(gathered.views.flatMap(({ supplements: some }) => some.map((one) => one.canonical)));
  for (const canonical of supplements) tell('used-supplement', 'Uri', canonical);
  const own = canonicalOfDefinition(set);
  for (const { parameter, url, version } of decided) {
    const canonical = canonicalOf(url, version);
    if (canonical !== own) tell(parameter, 'Uri', canonical);
  }
  return told;
}
