import type { CodeSystemContent, ConceptExtension, ConceptIndex, ConceptProperty, ConceptRow } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import { apartFromGroups } from './concept-facts.ts';
import { displayUse, type Word } from './designations.ts';
import {
  type CodeSystemFacts,
  canonicalOf,
  canonicalOfDefinition,
  extensionText,
  type PropertyDefinition,
  standardsStatus,
} from './resources.ts';

interface Supplement {
  readonly canonical: string;
  readonly url: string;
  readonly content: CodeSystemContent;
  readonly header: CodeSystemFacts;
}

/** A property of a concept, with what the code system or the supplement that tells it says of the property. */
export type DescribedProperty = ConceptProperty & { readonly definition?: PropertyDefinition };

/** A code system in one version as operations see it: its concepts, and what supplements add to them. */
export interface CodeSystemView {
  readonly url: string;
  readonly version: string | undefined;
  readonly canonical: string;
  readonly header: CodeSystemFacts;
  readonly content: CodeSystemContent;
  /** Whether it holds all of its codes, or some. */
  readonly isWhole: boolean;
  readonly language: string | undefined;
  readonly supplements: readonly Supplement[];
  row(index: ConceptIndex): ConceptRow;
  /** Display, designations, and those of supplements. */
  words(row: ConceptRow): readonly Word[];
  extensions(row: ConceptRow): readonly ConceptExtension[];
  properties(row: ConceptRow): readonly DescribedProperty[];
}

const supplementContents = new WeakMap<object, CodeSystemContent>();

/** The content of a supplement, read when first needed. */
function contentOfSupplement(supplement: CodeSystemFacts): CodeSystemContent {
  const before = supplementContents.get(supplement);
  if (before !== undefined) return before;
  const content = packCodeSystem(supplement);
  supplementContents.set(supplement, content);
  return content;
}

export function viewOf(content: CodeSystemContent, supplements: readonly CodeSystemFacts[]): CodeSystemView {
  const header = content.header as CodeSystemFacts;
  const { url, version, language } = header;
  const added = supplements.map((one) => ({
    canonical: canonicalOfDefinition(one),
    url: one.url,
    content: contentOfSupplement(one),
    header: one,
  }));
  const inSupplements = <T>({ code }: ConceptRow, told: (row: ConceptRow, supplement: Supplement) => readonly T[]) =>
    added.flatMap((supplement) => {
      const index = supplement.content.indexOf(code);
      return index < 0 ? [] : told(supplement.content.conceptAt(index), supplement);
    });
  const described = (row: ConceptRow, facts: CodeSystemFacts): readonly DescribedProperty[] =>
    apartFromGroups(row.properties ?? []).map((property) => {
      const definition = facts.property?.find(({ code }) => code === property.code);
      return definition === undefined ? property : { ...property, definition };
    });
  return {
    url,
    version,
    canonical: canonicalOf(url, version),
    header,
    content,
    isWhole: header.content === undefined || header.content === 'complete',
    language,
    supplements: added,
    row: content.conceptAt,
    words(row) {
      const words = designationsOf(row);
      if (row.display !== undefined) {
        words.unshift({ value: row.display, use: displayUse, ...(language === undefined ? {} : { language }) });
      }
      if (added.length === 0) return words;
      const more = inSupplements(row, (found, { canonical, header: own }) => {
        const said = designationsOf(found, canonical);
        const spoken = own.language ?? language;
        if (found.display !== undefined) {
          said.unshift({
            value: found.display,
            source: canonical,
            ...(spoken === undefined ? {} : { language: spoken }),
          });
        }
        return said;
      });
      return [...words, ...more];
    },
    extensions: (row) => [...(row.extension ?? []), ...inSupplements(row, (found) => found.extension ?? [])],
    properties: (row) => [
      ...described(row, header),
      ...inSupplements(row, (found, { header: own }) => described(found, own)),
    ],
  };
}

function designationsOf({ designations = [] }: ConceptRow, source?: string): Word[] {
  return designations.map(({ language, use, value, extension }) => {
    const status = extension === undefined ? undefined : extensionText({ extension }, standardsStatus);
    return {
      value,
      ...(language === undefined || language === '' ? {} : { language }),
      ...(use === undefined ? {} : { use }),
      ...(status === undefined ? {} : { status }),
      ...(source === undefined ? {} : { source }),
      ...(extension === undefined ? {} : { extension }),
    };
  });
}

/** Whether this supplement is applied, by its address with or without a version. */
export function hasSupplement({ supplements }: CodeSystemView, canonical: string): boolean {
  return supplements.some((one) => one.canonical === canonical || one.url === canonical);
}

const packs = new WeakMap<object, boolean>();

/** Whether a supplement adds nothing but words in languages that it names. */
export function isLanguagePack(supplement: CodeSystemFacts): boolean {
  const before = packs.get(supplement);
  if (before !== undefined) return before;
  const content = contentOfSupplement(supplement);
  let isPack = supplement.property === undefined && (content.count ?? 0) > 0;
  for (let index = 0; isPack && index < (content.count ?? 0); index += 1) {
    const { designations = [], ...others } = content.conceptAt(index);
    const isNamed = designations.length > 0 && designations.every(({ language }) => language !== undefined);
    isPack = isNamed && Object.keys(others).length === 1;
  }
  packs.set(supplement, isPack);
  return isPack;
}
