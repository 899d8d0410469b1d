import { canonicalTag } from '../language-tag.ts';
import { visitRows } from './delimited.ts';
import type { ImportSource, ReadOptions } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { loincFile } from './loinc-files.ts';
import { usualDialect } from './usual-dialect.ts';

/** Named for language, country and a number: `frFR18LinguisticVariant.csv`. */
const variantFile = /(?:^|\/)([a-z]{2})([A-Z]{2})\d+LinguisticVariant\.csv$/;
const axes = ['COMPONENT', 'PROPERTY', 'TIME_ASPCT', 'SYSTEM', 'SCALE_TYP', 'METHOD_TYP'] as const;

/** Columns of a variant that hold a name, the one for display first. */
const uses = ['LinguisticVariantDisplayName', 'LONG_COMMON_NAME', 'SHORTNAME'] as const;

/**
 * What the linguistic variants and the consumer names call terms, as `language <tab> use <tab> value` by LOINC number. Of
 * a variant the display name, the long common name and the short name; the axes put together where it has no other name.
 */
export async function gatherLoincWords(source: ImportSource, options: ReadOptions): Promise<Gathering> {
  const words = createGathering();
  for (const file of source.files) {
    const [, language, country] = variantFile.exec(file.path) ?? [];
    const dialect = language === undefined ? undefined : canonicalTag(`${language}-${country}`);
    // The French of France is for whoever reads French: a language without a region finds no dialect.
    const tag = language !== undefined && dialect === usualDialect(language) ? language : dialect;
    if (tag === undefined) continue;
    await visitRows(file, {}, options, ({ cell, refuse }) => {
      const code = cell('LOINC_NUM');
      const axisNames = axes
        .map((axis) => cell(axis))
        .join(':')
        .replace(/:+$/, '');
      const found = uses.map((use) => [use, cell(use)] as const).filter(([, value]) => value !== '');
      const named = found.some(([use]) => use !== 'SHORTNAME') ? found : [...found, ['', axisNames] as const];
      if (code === '') refuse('no-code');
      else if (named.every(([, value]) => value === '')) refuse('no-display');
      else for (const [use, value] of named) if (value !== '') words.add(code, `${tag}\t${use}\t${value}`);
    });
  }
  const consumers = loincFile(source, 'ConsumerName');
  if (consumers !== undefined) {
    await visitRows(consumers, {}, options, ({ cell }) => {
      const name = cell('ConsumerName');
      if (name !== '') words.add(cell('LoincNumber'), `en\tConsumerName\t${name}`);
    });
  }
  return words;
}
