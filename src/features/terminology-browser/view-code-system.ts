import type { CodeSystemContent, ConceptIndex } from '#terminology';
import { firstSize, languageOf, pageOf, type Reader } from './concept-line.ts';
import type { CodeSystemView, ConceptPage, VersionLine } from './contract.ts';
import { titleOf } from './view-concept.ts';

/** A code system with its versions and the concepts that stand on top. */
export function viewCodeSystem(
  reader: Reader,
  content: CodeSystemContent,
  versions: readonly VersionLine[],
  switchable: boolean,
): CodeSystemView {
  const { header, count } = content;
  const { publisher, description, copyright } = header as Readonly<Record<string, unknown>>;
  return {
    url: header.url,
    title: titleOf(header),
    ...(header.version === undefined ? {} : { version: header.version }),
    ...(typeof description === 'string' ? { description } : {}),
    ...(typeof publisher === 'string' ? { publisher } : {}),
    ...(typeof copyright === 'string' ? { copyright } : {}),
    ...languageOf(content),
    ...(count === undefined ? {} : { concepts: count }),
    versions,
    switchable,
    top: topOf(reader, content, 0, firstSize),
  };
}

/** Where the hierarchy begins. */
export function topOf(reader: Reader, content: CodeSystemContent, from: number, size?: number): ConceptPage {
  if (content.count === undefined) return { concepts: [] };
  return pageOf(reader, content, roots(content, content.count), from, size === undefined ? {} : { size });
}

function* roots(content: CodeSystemContent, count: number): Generator<ConceptIndex> {
  for (let index = 0; index < count; index++) if (content.parentsOf(index).length === 0) yield index;
}
