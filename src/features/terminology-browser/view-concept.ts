import { apartFromGroups, type CodeSystemContent, type ConceptIndex, type ConceptProperty } from '#terminology';
import { firstSize, languageOf, lineOf, pageOf, type Reader, wordOf } from './concept-line.ts';
import type { ConceptLine, ConceptView, PropertyLine } from './contract.ts';

/** Ways to a root that are shown; a concept of SNOMED CT may have hundreds. */
const mostPaths = 6;
/** Concepts of one way. */
const longestPath = 40;
const mostProperties = 200;
const mostDesignations = 500;

/** Everything about one concept that its code system says, its words in the reader's language. */
export function viewConcept(reader: Reader, content: CodeSystemContent, index: ConceptIndex): ConceptView {
  const { header } = content;
  const row = content.conceptAt(index);
  const word = wordOf(reader, content, index);
  // One that was loaded for the node by itself, or comes with it, is none of the code system's.
  const isDesignated = row.designations?.some(({ value }) => value === word?.value) === true;
  const { paths, more } = pathsOf(content, index);
  const children = content.childrenOf(index);
  return {
    system: header.url,
    systemTitle: titleOf(header),
    ...(header.version === undefined ? {} : { version: header.version }),
    code: row.code,
    ...(word === undefined ? {} : { word }),
    ...(row.definition === undefined ? {} : { definition: { value: row.definition, ...languageOf(content) } }),
    designations: [
      ...(word === undefined || word.value === row.display || isDesignated ? [] : [word]),
      ...(row.display === undefined ? [] : [{ value: row.display, ...languageOf(content) }]),
      ...(row.designations ?? []).map(({ language, use, value }) => ({
        value,
        ...(language === undefined ? {} : { language }),
        ...(use === undefined ? {} : { use: use.display ?? use.code }),
      })),
    ].slice(0, mostDesignations),
    properties: apartFromGroups(row.properties ?? [])
      .slice(0, mostProperties)
      .map((one) => propertyLine(reader, content, one)),
    paths: paths.map((path) => path.map((place) => lineOf(reader, content, place))),
    morePaths: more,
    children: pageOf(reader, content, children, 0, { size: firstSize, total: children.length }),
  };
}

/** The ways from a root down to a parent of the concept, the shortest first. */
function pathsOf(content: CodeSystemContent, start: ConceptIndex) {
  const paths: (readonly ConceptIndex[])[] = [];
  // Breadth first, so that the shortest ways are found before the bound is met.
  let open: (readonly ConceptIndex[])[] = content.parentsOf(start).map((parent) => [parent]);
  let more = false;
  while (open.length > 0 && paths.length < mostPaths) {
    const next: (readonly ConceptIndex[])[] = [];
    for (const path of open) {
      const [top] = path;
      const parents = top === undefined ? [] : content.parentsOf(top).filter((parent) => !path.includes(parent));
      if (parents.length === 0 || path.length >= longestPath) {
        if (paths.length < mostPaths) paths.push(path);
        else more = true;
      } else for (const parent of parents) next.push([parent, ...path]);
    }
    if (next.length > mostOpen) more = true;
    open = next.slice(0, mostOpen);
  }
  return { paths, more: more || open.length > 0 };
}

/** Ways that are followed at a time. */
const mostOpen = 200;

function propertyLine(
  reader: Reader,
  content: CodeSystemContent,
  { code, type, value }: ConceptProperty,
): PropertyLine {
  if (typeof value !== 'string') {
    const { system = content.header.url, display } = value;
    const concept = conceptOf(reader, content, value.code, system);
    const shown = display === undefined ? value.code : `${display} (${value.code})`;
    return { code, value: shown, ...(concept === undefined ? {} : { concept }) };
  }
  const concept = type === 'code' ? conceptOf(reader, content, value, content.header.url) : undefined;
  return { code, value, ...(concept === undefined ? {} : { concept }) };
}

function conceptOf(reader: Reader, content: CodeSystemContent, code: string, system: string): ConceptLine | undefined {
  if (system !== content.header.url) return undefined;
  const index = content.indexOf(code);
  return index === -1 ? undefined : lineOf(reader, content, index);
}

/** What a code system is called. */
export function titleOf(header: { readonly url?: unknown; readonly title?: unknown; readonly name?: unknown }): string {
  const { title, name, url } = header;
  return [title, name, url].find((one) => typeof one === 'string' && one !== '') as string;
}
