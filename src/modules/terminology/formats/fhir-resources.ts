import { type Definition, parseResource, readPackage } from '#fhir';
import { fail, ok } from '#kernel';
import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { conceptRowsOf } from '../engine/concept-rows.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, RefusalReason, SourceFile, TerminologyPart } from './format.ts';
import { readBytes } from './read-json.ts';
import { firstLines } from './text-lines.ts';

const types: ReadonlySet<string> = new Set([
  'CodeSystem',
  'ValueSet',
  'ConceptMap',
  'NamingSystem',
  'StructureDefinition',
]);
const packageFile = /\.(tgz|tar\.gz)$/i;
/** Contents that come with concepts; of others there is the definition alone. */
const withConcepts: ReadonlySet<string> = new Set(['complete', 'fragment', 'example']);
const isResource =
  /"resourceType"\s*:\s*"(CodeSystem|ValueSet|ConceptMap|NamingSystem|Bundle)"|<(CodeSystem|ValueSet|ConceptMap|NamingSystem|Bundle)\s[^>]*http:\/\/hl7\.org\/fhir/;

/**
 * FHIR itself: packages (`.tgz`), and resources as JSON or XML, alone or in Bundles. CodeSystems with concepts become
 * code systems; what else terminology works with (ValueSet, ConceptMap, NamingSystem, CodeSystems without concepts,
 * supplements) is given as it is.
 */
export const fhirResources: ConceptFormat = {
  name: 'fhir',
  title: 'FHIR packages, and CodeSystem, ValueSet, ConceptMap and NamingSystem resources',
  async recognises(source) {
    return (await filesOf(source, 1)).length > 0;
  },
  async read(source, options) {
    const files = await filesOf(source);
    return files.length === 0
      ? fail('terminology.malformed', 'A FHIR package or resource is needed.')
      : ok(partsOf(files, options));
  },
};

async function filesOf({ files }: ImportSource, atMost = Number.POSITIVE_INFINITY): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  for (const file of files) {
    if (found.length >= atMost) break;
    if (packageFile.test(file.path)) found.push(file);
    else if (/\.(json|xml)$/i.test(file.path)) {
      if (isResource.test((await firstLines(file, 200)).join('\n').slice(0, 100_000))) found.push(file);
    }
  }
  return found;
}

async function* partsOf(files: readonly SourceFile[], options: ReadOptions): AsyncGenerator<TerminologyPart> {
  for (const file of files) {
    const bytes = await readBytes(file, options);
    if (bytes === undefined) continue;
    const definitions = definitionsOf(file, bytes);
    if (definitions === undefined) options.refused({ file: file.path, line: 1, reason: 'broken' });
    for (const definition of definitions ?? []) {
      if (!types.has(definition.resourceType)) continue;
      const { content, concept } = definition;
      if (definition.resourceType !== 'CodeSystem' || !withConcepts.has(String(content)) || !Array.isArray(concept)) {
        yield { kind: 'definition', definition };
      } else if (typeof definition.url !== 'string') options.refused({ file: file.path, line: 1, reason: 'malformed' });
      else {
        const codeSystem = definition as CodeSystemHeader;
        yield { kind: 'code-system', header: headerOf(definition), concepts: conceptsOf(file, codeSystem, options) };
      }
    }
  }
}

function definitionsOf(file: SourceFile, bytes: Buffer): readonly Definition[] | undefined {
  if (packageFile.test(file.path)) {
    const read = readPackage(bytes);
    return read.ok ? read.value.definitions : undefined;
  }
  const resource = resourceOf(file, bytes);
  if (resource === undefined) return undefined;
  if (resource.resourceType !== 'Bundle') return [resource];
  const entries = Array.isArray(resource.entry) ? resource.entry : [];
  return entries.flatMap((entry) =>
    entry?.resource?.resourceType === undefined ? [] : [entry.resource as Definition],
  );
}

function resourceOf(file: SourceFile, bytes: Buffer): Definition | undefined {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  if (/\.xml$/i.test(file.path)) {
    const read = parseResource(text, 'xml');
    return read.ok ? (read.value as unknown as Definition) : undefined;
  }
  try {
    const value: unknown = JSON.parse(text);
    const isNamed = typeof value === 'object' && value !== null && 'resourceType' in value;
    return isNamed && typeof value.resourceType === 'string' ? (value as Definition) : undefined;
  } catch {
    return undefined;
  }
}

function headerOf({ concept: _, ...header }: Definition): CodeSystemHeader {
  return header as CodeSystemHeader;
}

async function* conceptsOf(
  file: SourceFile,
  codeSystem: CodeSystemHeader,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const refuse = (line: number, reason: RefusalReason) => options.refused({ file: file.path, line, reason });
  const isNew = distinctCodes();
  for (const [at, row] of conceptRowsOf(codeSystem).entries()) {
    if (isNew(row.code, (reason) => refuse(at + 1, reason))) yield row;
  }
  for (let count = elementsWithoutCode(codeSystem.concept); count > 0; count -= 1) refuse(1, 'no-code');
}

/** Concepts that are no rows, because they have no code. */
function elementsWithoutCode(concepts: unknown): number {
  if (!Array.isArray(concepts)) return 0;
  return concepts.reduce((sum: number, concept) => {
    const { code, concept: below } = (concept ?? {}) as Readonly<Record<string, unknown>>;
    return sum + (typeof code === 'string' ? elementsWithoutCode(below) : 1);
  }, 0);
}
