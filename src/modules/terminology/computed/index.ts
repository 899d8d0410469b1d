import type { CodeSystemContent } from '../concepts.ts';
import { countries } from './countries.ts';
import { currencies } from './currencies.ts';
import { languageTags } from './language-tags.ts';
import { languages, longLanguages } from './languages.ts';
import { mediaTypes } from './media-types.ts';
import { unitsOfMeasure } from './units.ts';

/** Code systems that are grammars, or come with the platform, by their address. Nothing is computed before it is asked for. */
export const computedCodeSystems: ReadonlyMap<string, CodeSystemContent> = new Map(
  [unitsOfMeasure, languageTags, mediaTypes, countries, currencies, languages, longLanguages].map((content) => [
    content.header.url,
    content,
  ]),
);
