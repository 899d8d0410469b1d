import type { Definition } from '#fhir';
import type { TerminologyAnswer } from '../concepts.ts';
import { type Call, findDefinition, findValueSet } from './call.ts';
import { codingOf, conceptOf, type ParameterElement, textOf } from './call-parameters.ts';
import { spend, stepsThrough } from './effort.ts';
import { isRefusal, type Refusal, refuseWith } from './issues.ts';
import { isMember } from './membership.ts';
import { type Coding, canonicalOfDefinition, partsOfCanonical } from './resources.ts';

interface Target {
  readonly code?: string;
  readonly display?: string;
  readonly equivalence?: string;
  /** Of R5. */
  readonly relationship?: string;
  readonly comment?: string;
  readonly product?: readonly { readonly property?: string; readonly system?: string; readonly value?: string }[];
}

interface Group {
  readonly source?: string;
  readonly sourceVersion?: string;
  readonly target?: string;
  readonly targetVersion?: string;
  readonly element?: readonly {
    readonly code?: string;
    readonly display?: string;
    readonly noMap?: boolean;
    readonly target?: readonly Target[];
  }[];
  readonly unmapped?: {
    readonly mode?: string;
    readonly code?: string;
    readonly display?: string;
    readonly url?: string;
    readonly otherMap?: string;
  };
}

type ConceptMap = Definition & { readonly group?: readonly Group[] } & Readonly<Record<string, unknown>>;

/** A concept that a map leads to; going backwards, `concept` is what the map leads from. */
interface Match {
  readonly equivalence: string;
  readonly concept: Coding;
  readonly map: ConceptMap;
  readonly comment?: string;
  readonly products: readonly Coding[];
}

/** What is to be translated, between which code systems and value sets. */
interface Asked {
  readonly codings: readonly Coding[];
  /** From target to source. */
  readonly backwards: boolean;
  /** Whether the target is named as R5 does; the answer then tells both concepts. */
  readonly byTarget: boolean;
  readonly otherSystem?: string;
  readonly scope?: string;
  readonly otherScope?: string;
}

const deepestMap = 5;
const mostMatches = 1_000;

/** What R5 says of a relationship, in the words of R4 (hl7.org/fhir/R4/valueset-concept-map-equivalence.html). */
const equivalences: Readonly<Record<string, string>> = {
  'related-to': 'relatedto',
  equivalent: 'equivalent',
  'source-is-narrower-than-target': 'wider',
  'source-is-broader-than-target': 'narrower',
  'not-related-to': 'disjoint',
};

/** ConceptMap/$translate (R4 conceptmap-operation-translate.html); the names that R5 gives the parameters are known too. */
export function translate(
  call: Call,
  entries: readonly ParameterElement[],
  instance: Definition | undefined,
): TerminologyAnswer | Refusal {
  const asked = askedOf(entries);
  if (isRefusal(asked)) return asked;
  const maps = mapsFor(call, entries, instance, asked);
  if (isRefusal(maps)) return maps;
  const matches = asked.codings.flatMap((coding) => maps.flatMap((map) => matchesOf(call, map, coding, asked, 0)));
  return { status: 200, resource: answerOf(asked, matches.slice(0, mostMatches)) };
}

function askedOf(entries: readonly ParameterElement[]): Asked | Refusal {
  const code = textOf(entries, 'code', 'sourceCode');
  const system = textOf(entries, 'system', 'sourceSystem');
  const version = textOf(entries, 'version', 'sourceVersion');
  const target = textOf(entries, 'targetCode');
  const targetSystem = textOf(entries, 'targetsystem', 'targetSystem');
  const ofTarget =
    codingOf(entries, 'targetCoding') ??
    conceptOf(entries, 'targetCodeableConcept')?.coding?.[0] ??
    (target === undefined ? undefined : { code: target, ...(targetSystem && { system: targetSystem }) });
  const forwards = codingOf(entries, 'coding', 'sourceCoding');
  const concept = conceptOf(entries, 'codeableConcept', 'sourceCodeableConcept');
  const single = code === undefined ? undefined : { code, ...(system && { system }), ...(version && { version }) };
  const codings = forwards ? [forwards] : (concept?.coding ?? (single ? [single] : ofTarget ? [ofTarget] : []));
  if (codings.length === 0) {
    return refuseWith(400, 'invalid', 'Must provide code and system, coding or codeableConcept');
  }
  if (codings.some(({ system: own }) => own === undefined)) {
    return refuseWith(400, 'invalid', 'The system of the code to translate is needed');
  }
  const reverse = textOf(entries, 'reverse') === 'true';
  const byTarget = codings[0] === ofTarget && ofTarget !== undefined;
  const source = textOf(entries, 'source', 'sourceScope');
  const scope = textOf(entries, 'target', 'targetScope');
  const backwards = reverse || byTarget;
  const otherSystem = byTarget ? system : targetSystem;
  // `reverse` turns the meaning of source and target around; the code asked for is then one of the target.
  const [own, other] = backwards && !reverse ? [scope, source] : [source, scope];
  return {
    codings,
    backwards,
    byTarget,
    ...(otherSystem === undefined ? {} : { otherSystem }),
    ...(own === undefined ? {} : { scope: own }),
    ...(other === undefined ? {} : { otherScope: other }),
  };
}

function mapsFor(
  call: Call,
  entries: readonly ParameterElement[],
  instance: Definition | undefined,
  asked: Asked,
): readonly ConceptMap[] | Refusal {
  const brought = entries.find(({ name }) => name === 'conceptMap')?.resource;
  const given = instance ?? brought;
  if (given !== undefined) return [given as ConceptMap];
  const named = textOf(entries, 'url');
  if (named !== undefined) {
    const { url, version } = partsOfCanonical(named);
    const found = findDefinition(call.source, 'ConceptMap', url, textOf(entries, 'conceptMapVersion') ?? version);
    return found === undefined ? refuseWith(404, 'not-found', `ConceptMap not found: ${named}`) : [found as ConceptMap];
  }
  const isMeant = (map: ConceptMap) => {
    const [from, to] = asked.backwards ? [targetScope(map), sourceScope(map)] : [sourceScope(map), targetScope(map)];
    const fits = (wanted: string | undefined, has: string | undefined) =>
      wanted === undefined || has === undefined || has.split('|', 1)[0] === wanted.split('|', 1)[0];
    return fits(asked.scope, from) && fits(asked.otherScope, to);
  };
  return ((call.source.conceptMaps?.() ?? []) as readonly ConceptMap[]).filter(isMeant);
}

function sourceScope(map: ConceptMap): string | undefined {
  return textAt(map, 'sourceCanonical', 'sourceUri', 'sourceScopeCanonical', 'sourceScopeUri');
}

function targetScope(map: ConceptMap): string | undefined {
  return textAt(map, 'targetCanonical', 'targetUri', 'targetScopeCanonical', 'targetScopeUri');
}

function textAt(map: ConceptMap, ...names: readonly string[]): string | undefined {
  const found = names.map((name) => map[name]).find((value) => typeof value === 'string');
  return found as string | undefined;
}

/** A map is for the codes of its source; where that value set is known, for no others. */
function isInScope(call: Call, map: ConceptMap, coding: Coding, backwards: boolean): boolean {
  const scope = backwards ? targetScope(map) : sourceScope(map);
  const set = scope === undefined ? undefined : findValueSet(call, scope);
  if (set === undefined || isRefusal(set) || coding.code === undefined) return true;
  return isMember(call, set, { ...coding, code: coding.code }) !== false;
}

function matchesOf(call: Call, map: ConceptMap, coding: Coding, asked: Asked, depth: number): readonly Match[] {
  if (depth > deepestMap || !isInScope(call, map, coding, asked.backwards)) return [];
  const { otherSystem } = asked;
  return (map.group ?? []).flatMap((group) => {
    const [from, to] = asked.backwards ? [group.target, group.source] : [group.source, group.target];
    if (from !== coding.system || (otherSystem !== undefined && to !== otherSystem)) return [];
    return asked.backwards ? backwardsIn(map, group, coding) : forwardsIn(call, map, group, coding, asked, depth);
  });
}

function forwardsIn(
  call: Call,
  map: ConceptMap,
  group: Group,
  coding: Coding,
  asked: Asked,
  depth: number,
): readonly Match[] {
  spend(stepsThrough(group.element));
  const found = group.element?.filter(({ code }) => code === coding.code) ?? [];
  const targets = found.flatMap(({ target }) => target ?? []);
  if (found.some(({ noMap }) => noMap === true)) return [];
  if (targets.length > 0) {
    return targets.map((target) => ({
      equivalence: equivalenceOf(target),
      concept: codingIn(group.target, group.targetVersion, target.code, target.display),
      map,
      ...(target.comment === undefined ? {} : { comment: target.comment }),
      products: (target.product ?? []).map(({ system, value }) => codingIn(system, undefined, value, undefined)),
    }));
  }
  const { unmapped } = group;
  const single = (code: string | undefined, display: string | undefined, equivalence: string): readonly Match[] => [
    { equivalence, concept: codingIn(group.target, group.targetVersion, code, display), map, products: [] },
  ];
  switch (unmapped?.mode) {
    case 'provided':
    case 'use-source-code':
      return single(coding.code, coding.display, 'equal');
    case 'fixed':
      return single(unmapped.code, unmapped.display, 'inexact');
    case 'other-map': {
      const other = unmapped.otherMap ?? unmapped.url ?? '';
      const { url, version } = partsOfCanonical(other);
      const next = findDefinition(call.source, 'ConceptMap', url, version);
      return next === undefined ? [] : matchesOf(call, next as ConceptMap, coding, asked, depth + 1);
    }
    default:
      return [];
  }
}

function backwardsIn(map: ConceptMap, group: Group, coding: Coding): readonly Match[] {
  spend(stepsThrough(group.element));
  return (group.element ?? []).flatMap((element) =>
    (element.target ?? [])
      .filter(({ code }) => code === coding.code)
      .map((target) => ({
        equivalence: equivalenceOf(target),
        concept: codingIn(group.source, group.sourceVersion, element.code, element.display),
        map,
        products: [],
      })),
  );
}

function equivalenceOf({ equivalence, relationship }: Target): string {
  return equivalence ?? (relationship === undefined ? 'relatedto' : (equivalences[relationship] ?? 'relatedto'));
}

function codingIn(
  system: string | undefined,
  version: string | undefined,
  code: string | undefined,
  display: string | undefined,
): Coding {
  return {
    ...(system === undefined ? {} : { system }),
    ...(version === undefined ? {} : { version }),
    ...(code === undefined ? {} : { code }),
    ...(display === undefined ? {} : { display }),
  };
}

function answerOf({ codings, byTarget }: Asked, matches: readonly Match[]): Definition {
  const isGood = matches.some(({ equivalence }) => equivalence !== 'unmatched' && equivalence !== 'disjoint');
  const parameter = [
    { name: 'result', valueBoolean: isGood },
    ...(matches.length === 0 ? [{ name: 'message', valueString: 'No translation of the code is known' }] : []),
    ...matches.map(({ equivalence, concept, map, comment, products }) => {
      const canonical = canonicalOfDefinition(map);
      return {
        name: 'match',
        part: [
          { name: 'equivalence', valueCode: equivalence },
          ...(byTarget
            ? [
                { name: 'concept', valueCoding: codings[0] },
                { name: 'source', valueCoding: concept },
              ]
            : [
                { name: 'concept', valueCoding: concept },
                ...(canonical === '' ? [] : [{ name: 'source', valueUri: canonical }]),
              ]),
          ...(canonical === '' ? [] : [{ name: 'originMap', valueCanonical: canonical }]),
          ...(comment === undefined ? [] : [{ name: 'message', valueString: comment }]),
          ...products.map((product) => ({ name: 'product', part: [{ name: 'concept', valueCoding: product }] })),
        ],
      };
    }),
  ];
  return { resourceType: 'Parameters', parameter } as unknown as Definition;
}
