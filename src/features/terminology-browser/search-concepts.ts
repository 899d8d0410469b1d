import type { CodeSystemContent, ConceptIndex, TerminologySource } from '#terminology';
import { lineOf, pageOf, pageSize, type Reader } from './concept-line.ts';
import type { ConceptLine, ConceptPage } from './contract.ts';
import { findContent } from './find-content.ts';

/** Of one code system where all are searched, so that a large one does not hide the others. */
const mostOfOne = 8;
/** Code systems that are gone through before somebody else is served. */
const atOnce = 10;

/** Concepts of one code system whose code it is, or whose words begin so, the best first. */
export function searchCodeSystem(reader: Reader, content: CodeSystemContent, text: string, from: number): ConceptPage {
  return pageOf(reader, content, matches(content, text), from);
}

/** The same over all code systems in use: codes that are meant before words, and some of each. */
export async function searchAll(
  reader: Reader,
  source: TerminologySource,
  urls: readonly string[],
  text: string,
): Promise<ConceptPage> {
  const codes: ConceptLine[] = [];
  const words: ConceptLine[] = [];
  for (const [place, url] of urls.entries()) {
    if (place % atOnce === atOnce - 1) await new Promise((resolve) => setImmediate(resolve));
    const content = await findContent(source, url);
    if (content === undefined) continue;
    const exact = content.indexOf(text);
    let taken = 0;
    for (const index of matches(content, text)) {
      if (taken === mostOfOne) break;
      taken += 1;
      (index === exact ? codes : words).push(lineOf(reader, content, index));
    }
  }
  return { concepts: [...codes, ...words].slice(0, pageSize * 2) };
}

function* matches(content: CodeSystemContent, text: string): Generator<ConceptIndex> {
  const exact = content.indexOf(text);
  if (exact !== -1) yield exact;
  for (const index of content.search(text)) if (index !== exact) yield index;
}
