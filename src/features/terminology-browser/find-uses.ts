import type { Definition } from '#fhir';
import type { CodeSystemContent, PerformTerminology, TerminologySource } from '#terminology';
import type { Catalogue, ListedDefinition } from './catalogue.ts';
import { lineOf, type Reader } from './concept-line.ts';
import type { ConceptLine, ConceptUses, MapLine, ValueSetLine } from './contract.ts';
import { titleOf } from './view-concept.ts';

const mostMaps = 100;
const mostValueSets = 200;
/** Value sets that are judged before somebody else is served. */
const atOnce = 20;

/** The ConceptMaps that say something of a concept, in both directions, and the value sets that hold it. */
export type FindUses = (
  reader: Reader,
  known: { readonly source: TerminologySource; readonly catalogue: Catalogue },
  content: CodeSystemContent,
  code: string,
) => Promise<ConceptUses>;

export function createFindUses(perform: PerformTerminology): FindUses {
  const valueSetsOn = keptByRevision(valueSetsBySystem);
  return async (reader, { source, catalogue }, content, code) => {
    const { url: system, version } = content.header;
    const maps = await mapsOf(reader, source, catalogue, system, code);
    const candidates = (await valueSetsOn(source, catalogue)).get(system) ?? [];
    const valueSets: ValueSetLine[] = [];
    for (const [place, listed] of candidates.entries()) {
      if (valueSets.length > mostValueSets) break;
      if (place % atOnce === atOnce - 1) await breath();
      if (await holds(perform, listed, system, version, code)) {
        valueSets.push({ url: listed.url, title: titleOf(listed) });
      }
    }
    return {
      maps: maps.slice(0, mostMaps),
      moreMaps: maps.length > mostMaps,
      valueSets: valueSets.slice(0, mostValueSets),
      moreValueSets: valueSets.length > mostValueSets,
    };
  };
}

async function mapsOf(
  reader: Reader,
  source: TerminologySource,
  catalogue: Catalogue,
  system: string,
  code: string,
): Promise<readonly MapLine[]> {
  const maps: MapLine[] = [];
  for (const [place, listed] of catalogue.maps.entries()) {
    if (maps.length > mostMaps) break;
    if (place % atOnce === atOnce - 1) await breath();
    const map = source.find(listed.url, listed.version);
    if (map !== undefined) maps.push(...mapLines(reader, source, map, listed, system, code));
  }
  return maps;
}

interface MapElement {
  readonly code?: string;
  readonly display?: string;
  readonly target?: readonly { readonly code?: string; readonly display?: string; readonly equivalence?: string }[];
}

interface MapGroup {
  readonly source?: string;
  readonly target?: string;
  readonly element?: readonly MapElement[];
}

/** What one map says of a concept (R4, conceptmap.html). A map that only says that there is no match says nothing here. */
function mapLines(
  reader: Reader,
  source: TerminologySource,
  map: Definition,
  listed: ListedDefinition,
  system: string,
  code: string,
): readonly MapLine[] {
  const about = { url: listed.url, title: titleOf(listed) };
  const groups = (Array.isArray(map.group) ? map.group : []) as readonly MapGroup[];
  const lines: MapLine[] = [];
  const enter = (direction: MapLine['direction'], equivalence: string | undefined, other: ConceptLine) => {
    if (lines.length <= mostMaps) {
      lines.push({ map: about, direction, ...(equivalence === undefined ? {} : { equivalence }), other });
    }
  };
  for (const { source: from, target: to, element = [] } of groups) {
    if (from === system) {
      for (const { code: mapped, target = [] } of element) {
        if (mapped !== code) continue;
        for (const one of target) {
          if (one.code !== undefined)
            enter('to', one.equivalence, otherLine(reader, source, to ?? '', one.code, one.display));
        }
      }
    }
    if (to === system) {
      for (const { code: other, display, target = [] } of element) {
        const met = other === undefined ? undefined : target.find((one) => one.code === code);
        if (met !== undefined)
          enter('from', met.equivalence, otherLine(reader, source, from ?? '', other ?? '', display));
      }
    }
  }
  return lines;
}

/** The concept at the other end, in the words of its code system where they are at hand. */
function otherLine(
  reader: Reader,
  source: TerminologySource,
  system: string,
  code: string,
  display: string | undefined,
): ConceptLine {
  const content = source.content(system);
  const index = content?.indexOf(code) ?? -1;
  if (content !== undefined && index !== -1) return lineOf(reader, content, index);
  return { system, code, ...(display === undefined ? {} : { word: { value: display } }) };
}

async function holds(
  perform: PerformTerminology,
  listed: ListedDefinition,
  system: string,
  systemVersion: string | undefined,
  code: string,
): Promise<boolean> {
  const parameter = [
    { name: 'url', valueUri: listed.url },
    ...(listed.version === undefined ? [] : [{ name: 'valueSetVersion', valueString: listed.version }]),
    { name: 'system', valueUri: system },
    ...(systemVersion === undefined ? [] : [{ name: 'systemVersion', valueString: systemVersion }]),
    { name: 'code', valueCode: code },
    { name: 'valueset-membership-only', valueBoolean: true },
  ];
  const { status, resource } = await perform('ValueSet/$validate-code', {
    parameters: { resourceType: 'Parameters', parameter } as unknown as Definition,
    languages: [],
  });
  const answers = (resource.parameter ?? []) as readonly { readonly name: string; readonly valueBoolean?: boolean }[];
  return status === 200 && answers.some(({ name, valueBoolean }) => name === 'result' && valueBoolean === true);
}

interface Compose {
  readonly include?: readonly { readonly system?: string; readonly valueSet?: readonly string[] }[];
}

/** The value sets that take codes of each code system, directly or through others: no other needs to be judged. */
async function valueSetsBySystem(
  source: TerminologySource,
  catalogue: Catalogue,
): Promise<ReadonlyMap<string, readonly ListedDefinition[]>> {
  const made = new Map<string, { readonly systems: readonly string[]; readonly valueSets: readonly string[] }>();
  for (const [place, { url, version }] of catalogue.valueSets.entries()) {
    if (place % atOnce === atOnce - 1) await breath();
    const include = (source.find(url, version)?.compose as Compose | undefined)?.include ?? [];
    made.set(url, {
      systems: include.flatMap(({ system }) => system ?? []),
      valueSets: include.flatMap(({ valueSet = [] }) => valueSet.map((one) => one.split('|', 1)[0] ?? one)),
    });
  }
  const bySystem = new Map<string, ListedDefinition[]>();
  for (const listed of catalogue.valueSets) {
    const reached = new Set([listed.url]);
    const systems = new Set<string>();
    for (const url of reached) {
      for (const one of made.get(url)?.systems ?? []) systems.add(one);
      for (const one of made.get(url)?.valueSets ?? []) reached.add(one);
    }
    for (const one of systems) {
      const listedOn = bySystem.get(one);
      if (listedOn === undefined) bySystem.set(one, [listed]);
      else listedOn.push(listed);
    }
  }
  return bySystem;
}

/** What is made of a catalogue, made once for each of its revisions. */
function keptByRevision<Made>(make: (source: TerminologySource, catalogue: Catalogue) => Promise<Made>): typeof make {
  let kept: { readonly revision: string; readonly made: Promise<Made> } | undefined;
  return (source, catalogue) => {
    if (kept?.revision !== catalogue.revision) {
      const made = make(source, catalogue);
      kept = { revision: catalogue.revision, made };
      made.catch(() => {
        kept = undefined;
      });
    }
    return kept.made;
  };
}

/** Lets others be served in between. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
