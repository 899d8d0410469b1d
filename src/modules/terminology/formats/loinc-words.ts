import { canonicalTag } from '../language-tag.ts';
import { rowsOf } from './delimited.ts';
import type { ImportSource, ReadOptions } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { loincFile } from './loinc-files.ts';

/** Named for language, country and a number: `frFR18LinguisticVariant.csv`. */
const variantFile = /(?:^|\/)([a-z]{2})([A-Z]{2})\d+LinguisticVariant\.csv$/;
const axes = ['COMPONENT', 'PROPERTY', 'TIME_ASPCT', 'SYSTEM', 'SCALE_TYP', 'METHOD_TYP'] as const;

/**
 * What the linguistic variants and the consumer names call terms, as `language <tab> use <tab> value` by LOINC number. Of
 * a variant the display name, else the long common name, else the axes put together; its short name besides.
 */
export async function gatherLoincWords(source: ImportSource, options: ReadOptions): Promise<Gathering> {
  const words = createGathering();
  for (const file of source.files) {
    const [, language, country] = variantFile.exec(file.path) ?? [];
    const tag = language === undefined ? undefined : canonicalTag(`${language}-${country}`);
    if (tag === undefined) continue;
    for await (const row of rowsOf(file, {}, options)) {
      const { cell } = row;
      const code = cell('LOINC_NUM');
      const axisNames = axes
        .map((axis) => cell(axis))
        .join(':')
        .replace(/:+$/, '');
      const name = cell('LinguisticVariantDisplayName') || cell('LONG_COMMON_NAME') || axisNames;
      if (code === '') row.refuse('no-code');
      else if (name === '') row.refuse('no-display');
      else {
        words.add(code, `${tag}\t\t${name}`);
        if (cell('SHORTNAME') !== '') words.add(code, `${tag}\tSHORTNAME\t${cell('SHORTNAME')}`);
      }
    }
  }
  const consumers = loincFile(source, 'ConsumerName');
  if (consumers !== undefined) {
    for await (const { cell } of rowsOf(consumers, {}, options)) {
      const name = cell('ConsumerName');
      if (name !== '') words.add(cell('LoincNumber'), `en\tConsumerName\t${name}`);
    }
  }
  return words;
}
