import type { ConceptDesignation } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import type { ImportSource, ReadOptions } from './format.ts';
import { createGathering, ownText } from './gathering.ts';
import { createIdMarks } from './id-marks.ts';
import { sctid, snomed, visitActive } from './snomed-files.ts';
import { usualDialect } from './usual-dialect.ts';

/** What a concept is called. */
export interface SnomedWords {
  readonly display: string | undefined;
  readonly definition: string | undefined;
  readonly designations: readonly ConceptDesignation[];
}

/** Dialects by language reference set (SNOMED CT ECL specification, appendix C, and the national releases' own notes). */
const dialects: Readonly<Record<string, string>> = {
  '554461000005103': 'da-DK',
  '120961000172108': 'de-BE',
  '21000234103': 'de-AT',
  '2041000195100': 'de-CH',
  '32570271000036106': 'en-AU',
  '19491000087109': 'en-CA',
  '900000000000508004': 'en-GB',
  '21000220103': 'en-IE',
  '271000210107': 'en-NZ',
  '900000000000509007': 'en-US',
  '5641000179103': 'es-UY',
  '71000181105': 'et-EE',
  '21000172104': 'fr-BE',
  '20581000087109': 'fr-CA',
  '2021000195106': 'fr-CH',
  '10031000315102': 'fr-FR',
  '2031000195108': 'it-CH',
  '61000202103': 'nb-NO',
  '91000202106': 'nn-NO',
  '31000172101': 'nl-BE',
  '31000146106': 'nl-NL',
  '46011000052107': 'sv-SE',
};

const uses = {
  fullySpecifiedName: { system: snomed, code: sctid.fullySpecifiedName, display: 'Fully specified name' },
  synonym: { system: snomed, code: sctid.synonym, display: 'Synonym' },
  preferred: {
    system: 'http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra',
    code: 'preferredForLanguage',
    display: 'Preferred For Language',
  },
} as const;

interface Description {
  readonly language: string;
  readonly type: string;
  readonly term: string;
  /** Where it is the preferred one: dialects; the language itself where the reference set has none that is known. */
  readonly preferredIn: readonly string[];
}

/** More language reference sets than any edition has; each is a bit of a number. */
const mostReferenceSets = 31;

/**
 * Collects the descriptions of a release. A concept is displayed by the synonym that the language reference set of the
 * wanted language or dialect prefers, else by the fully specified name. Each active description is a designation: the
 * preferred synonym with the use `preferredForLanguage`, in the language, and once in each dialect where they differ. What
 * the display says already is not said again.
 */
export async function gatherWords(
  source: ImportSource,
  options: ReadOptions,
): Promise<(conceptId: string) => SnomedWords> {
  const referenceSets: string[] = [];
  const preferred = createIdMarks();
  await visitActive(source, 'language', options, ({ cell }) => {
    if (cell('acceptabilityId') !== sctid.preferred) return;
    const set = cell('refsetId');
    let bit = referenceSets.indexOf(set);
    if (bit === -1 && referenceSets.length < mostReferenceSets) bit = referenceSets.push(ownText(set)) - 1;
    if (bit !== -1) preferred.mark(cell('referencedComponentId'), 1 << bit);
  });

  const descriptions = createGathering();
  const tags = new Map<string, string | undefined>();
  await visitActive(source, 'description', options, ({ cell, refuse }) => {
    const concept = cell('conceptId');
    const language = cell('languageCode');
    if (!tags.has(language)) tags.set(language, canonicalTag(language));
    const tag = tags.get(language);
    const term = cell('term');
    if (tag === undefined) refuse('language');
    else if (concept === '') refuse('no-code');
    else if (term === '') refuse('no-display');
    else descriptions.add(concept, `${preferred.of(cell('id'))}\t${tag}\t${cell('typeId')}\t${term}`);
  });

  const definitions = createGathering();
  await visitActive(source, 'textDefinition', options, ({ cell }) => {
    definitions.add(cell('conceptId'), `${cell('languageCode')}\t${cell('term')}`);
  });

  const wanted = canonicalTag(options.language ?? 'en') ?? 'en';
  return (conceptId) => {
    const found = descriptions.of(conceptId).map((text) => descriptionOf(text, referenceSets));
    const display = displayOf(found, wanted);
    return {
      display,
      definition: definitionOf(definitions.of(conceptId), wanted),
      designations: found
        .flatMap((description) => designationsOf(description, found))
        .filter(({ language, use, value }) => value !== display || language !== wanted || use !== uses.preferred),
    };
  };
}

function descriptionOf(text: string, referenceSets: readonly string[]): Description {
  const [bits = '', language = '', type = '', ...term] = text.split('\t');
  const preferredIn = referenceSets
    .filter((_, bit) => (Number(bits) & (1 << bit)) !== 0)
    .map((set) => dialects[set] ?? language);
  return { language, type, term: term.join('\t'), preferredIn };
}

function displayOf(descriptions: readonly Description[], wanted: string): string | undefined {
  const language = wanted.split('-')[0];
  const rank = ({ type, language: own, preferredIn }: Description): number => {
    const isSynonym = type === sctid.synonym;
    if (isSynonym && preferredIn.includes(wanted)) return 0;
    if (isSynonym && preferredIn.includes(usualDialect(wanted))) return 1;
    if (isSynonym && preferredIn.length > 0 && own === language) return 2;
    if (own === language && !isSynonym) return 3;
    if (isSynonym && preferredIn.length > 0 && own === 'en') return 4;
    return own === 'en' && !isSynonym ? 5 : 6;
  };
  return descriptions
    .map((description) => ({ description, rank: rank(description) }))
    .reduce<{ description: Description; rank: number } | undefined>(
      (best, one) => (best === undefined || one.rank < best.rank ? one : best),
      undefined,
    )?.description.term;
}

function designationsOf(description: Description, all: readonly Description[]): readonly ConceptDesignation[] {
  const { language, type, term, preferredIn } = description;
  if (type === sctid.fullySpecifiedName) return [{ language, use: uses.fullySpecifiedName, value: term }];
  if (type !== sctid.synonym) return [];
  if (preferredIn.length === 0) return [{ language, use: uses.synonym, value: term }];
  const inLanguage = all.filter(
    (other) => other.type === type && other.language === language && other.preferredIn.length > 0,
  );
  const main = inLanguage.find((other) => other.preferredIn.includes(usualDialect(language))) ?? inLanguage[0];
  const dialectTags = inLanguage.length === 1 ? [] : preferredIn;
  const tags = description === main ? [language, ...dialectTags] : dialectTags;
  return [...new Set(tags)].map((tag) => ({ language: tag, use: uses.preferred, value: term }));
}

function definitionOf(texts: readonly string[], wanted: string): string | undefined {
  const [language] = wanted.split('-');
  const found = texts.map((text) => text.split('\t'));
  return (found.find(([tag]) => tag === language) ?? found[0])?.slice(1).join('\t');
}
