import type { CodeSystemContent, ConceptProperty, ConceptRow } from '../concepts.ts';
import { createGrammarContent } from './grammar-content.ts';
import { europeanLanguages, platformDesignations, platformName } from './platform-names.ts';

/** RFC 5646 section 2.1, without the grandfathered tags. */
const form =
  /^([a-z]{2,3}(?:-[a-z]{3}){0,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|\d{3}))?((?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*)((?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*)(-x(?:-[a-z\d]{1,8})+)?$/i;
const privateUse = /^x(-[a-z\d]{1,8})+$/i;
/** ISO 639-2 codes of languages that have a code of two letters are no subtags, though the platform reads them. */
const isAlias = (language: string) => {
  const [canonical = language] = Intl.getCanonicalLocales(language);
  return language.length === 3 && canonical.length === 2 && !individual.has(language);
};
/** Subtags of three letters that the platform takes for the macrolanguage above them, and that are registered. */
const individual: ReadonlySet<string> = new Set([
  'arb',
  'azj',
  'bcc',
  'bcl',
  'cmn',
  'ekk',
  'fat',
  'gaz',
  'khk',
  'kmr',
  'knn',
  'lvs',
  'npi',
  'ory',
  'pbu',
  'pes',
  'plt',
  'pnb',
  'quz',
  'swc',
  'swh',
  'twi',
  'uzn',
  'ydd',
  'zsm',
  'zyb',
]);

/**
 * Language tags (BCP 47). Subtags of languages, scripts and regions must be ones that the platform (CLDR) names, which
 * leaves out small languages; variants and extensions must be well formed. Case does not matter. Names are put together
 * in the languages of the Union. Offered are these languages.
 */
export const languageTags: CodeSystemContent = createGrammarContent({
  header: {
    resourceType: 'CodeSystem',
    id: 'bcp-47',
    url: 'urn:ietf:bcp:47',
    name: 'LanguageTags',
    title: 'Tags for identifying languages (BCP 47)',
    status: 'active',
    caseSensitive: false,
    content: 'complete',
    language: 'en',
    property: ['language', 'script', 'region', 'variant', 'extension', 'private-use'].map((code) => ({
      code,
      type: 'code',
    })),
  },
  concept: readTag,
  offered: () => europeanLanguages,
});

function readTag(tag: string): ConceptRow | undefined {
  if (privateUse.test(tag)) {
    const code = tag.toLowerCase();
    return { code, display: code, properties: [{ code: 'private-use', type: 'code', value: code }] };
  }
  const found = form.exec(tag);
  if (found === null) return undefined;
  const [, languages = '', script, region, variants = '', extensions = '', own = ''] = found;
  const [language = '', ...extended] = languages.toLowerCase().split('-');
  const scriptCode =
    script === undefined ? undefined : (script[0]?.toUpperCase() ?? '') + script.slice(1).toLowerCase();
  const regionCode = region?.toUpperCase();
  const isKnown =
    platformName('language', 'en', language) !== undefined &&
    !isAlias(language) &&
    extended.every((one) => platformName('language', 'en', one) !== undefined) &&
    (scriptCode === undefined || platformName('script', 'en', scriptCode) !== undefined) &&
    (regionCode === undefined || platformName('region', 'en', regionCode) !== undefined);
  if (!isKnown) return undefined;
  const rest = (variants + extensions + own).toLowerCase();
  const code = [[language, ...extended].join('-'), scriptCode, regionCode].filter(Boolean).join('-') + rest;
  const properties: ConceptProperty[] = [];
  const tell = (property: string, value: string | undefined) => {
    if (value !== undefined && value !== '') properties.push({ code: property, type: 'code', value });
  };
  tell('language', language);
  tell('script', scriptCode);
  tell('region', regionCode);
  for (const variant of variants.toLowerCase().split('-')) tell('variant', variant);
  tell('extension', extensions.slice(1).toLowerCase());
  tell('private-use', own.slice(1).toLowerCase());
  const designations = platformDesignations('language', code);
  return { code, display: platformName('language', 'en', code) ?? code, designations, properties };
}
