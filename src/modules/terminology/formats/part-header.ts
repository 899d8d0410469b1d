import type { Definition } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { CodeSystemHeader, ConceptProperty, ConceptRow } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import type { ConceptMapPart, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';

interface KnownOfSystem {
  readonly url: string;
  readonly version?: string | undefined;
  /** A name for machines (R4 constraint csd-0). */
  readonly name: string;
  readonly title: string;
  readonly language?: string | undefined;
  readonly content?: 'complete' | 'fragment' | 'example';
  readonly hierarchyMeaning?: 'grouped-by' | 'is-a' | 'part-of' | 'classified-with';
  readonly caseSensitive: boolean;
  readonly publisher?: string;
  readonly property?: readonly PropertyDefinition[];
}

/** A property that concepts have (R4 CodeSystem.property). */
export interface PropertyDefinition {
  readonly code: string;
  readonly type: ConceptProperty['type'];
  readonly description?: string;
  readonly uri?: string;
}

/** The header of a code system by what its files say; what the operator says goes before it. */
export function codeSystemHeader(known: KnownOfSystem, told: ReadOptions): CodeSystemHeader {
  const { title, language } = told;
  const merged = { ...known, ...defined({ url: told.url, version: told.version, title, language }) };
  const rest = defined({
    version: merged.version,
    language: merged.language === undefined ? undefined : (canonicalTag(merged.language) ?? merged.language),
    hierarchyMeaning: merged.hierarchyMeaning,
    publisher: merged.publisher,
    property: merged.property,
  });
  return {
    resourceType: 'CodeSystem',
    id: idOf(merged.name),
    url: merged.url,
    name: merged.name,
    title: merged.title,
    status: 'active',
    caseSensitive: merged.caseSensitive,
    content: merged.content ?? 'complete',
    ...rest,
  };
}

/** The header of a map between two code systems. */
export function conceptMapHeader(known: {
  readonly url: string;
  readonly name: string;
  readonly title: string;
  readonly version?: string | undefined;
}): ConceptMapPart['header'] {
  const { url, name, title, version } = known;
  return {
    resourceType: 'ConceptMap',
    id: idOf(name),
    url,
    name,
    title,
    status: 'active',
    ...defined({ version }),
  };
}

/** A ValueSet of codes that are listed one by one. */
export function listedValueSet(known: {
  readonly url: string;
  readonly name: string;
  readonly title: string;
  readonly version?: string | undefined;
  readonly include: readonly object[];
}): Definition {
  const { url, name, title, version, include } = known;
  return {
    resourceType: 'ValueSet',
    id: idOf(name),
    url,
    name,
    title,
    status: 'active',
    ...defined({ version }),
    compose: { include },
  };
}

function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9.-]+/g, '-').slice(0, 64);
}

function defined<T extends Record<string, unknown>>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** The first file whose path fits. */
export function fileNamed(source: ImportSource, path: RegExp): SourceFile | undefined {
  return source.files.find((file) => path.test(file.path));
}

/** What is told by the operator alone; fault `terminology.malformed` where he did not. */
export function toldUrl(options: ReadOptions, format: string): Outcome<string> {
  const { url } = options;
  return url === undefined || url === ''
    ? fail('terminology.malformed', `The layout ${format} does not say which code system it is: give its url.`)
    : ok(url);
}

/** A code as FHIR has them: no white space at its ends, none but single spaces inside (R4 datatypes.html#code). */
export function isCode(text: string): boolean {
  return text.length <= 500 && /^[^\s]+(\s[^\s]+)*$/.test(text);
}

/** What holds one code system and nothing else. */
export function oneSystem(
  header: CodeSystemHeader,
  concepts: AsyncIterable<ConceptRow>,
): AsyncIterable<TerminologyPart> {
  return (async function* () {
    yield { kind: 'code-system', header, concepts };
  })();
}
