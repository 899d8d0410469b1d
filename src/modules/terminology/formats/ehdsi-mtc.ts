import { fail, ok } from '#kernel';
import type { DesignationRow } from '../contract.ts';
import { canonicalTag } from '../language-tag.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';
import { isCode, listedValueSet } from './part-header.ts';
import { systemOfOid } from './system-names.ts';
import { firstLines } from './text-lines.ts';
import { childrenOf, elementsOf, textOf } from './xml-elements.ts';

/** Where HL7 Europe's package of the same value sets has them. */
const canonicalBase = 'http://terminology.ehdsi.eu/ValueSet/';
const isCatalogue = /<ValueSet\s[^>]*\boid\s*=/;

/**
 * The master value catalogue and the translation catalogue of MyHealth@EU (MVC, MTC) as OpenNCP keeps them: a file for
 * each value set, with its concepts and their designations. Each becomes a ValueSet, and the designations words for codes
 * of whatever code systems they are from.
 */
export const ehdsiMtc: ConceptFormat = {
  name: 'ehdsi-mtc',
  title: 'MyHealth@EU master value and translation catalogues (MVC/MTC), XML',
  recognises: async (source) => (await cataloguesIn(source, 1)).length > 0,
  async read(source, options) {
    const files = await cataloguesIn(source);
    return files.length === 0
      ? fail('terminology.malformed', 'Value sets in XML, each with its OID, are needed.')
      : ok(partsOf(files, options));
  },
};

async function cataloguesIn({ files }: ImportSource, atMost = Number.POSITIVE_INFINITY): Promise<SourceFile[]> {
  const found: SourceFile[] = [];
  for (const file of files) {
    if (!/\.xml$/i.test(file.path) || found.length >= atMost) continue;
    if (isCatalogue.test((await firstLines(file, 20)).join('\n'))) found.push(file);
  }
  return found;
}

async function* partsOf(files: readonly SourceFile[], options: ReadOptions): AsyncGenerator<TerminologyPart> {
  // A file is read for its value set first and then for its words; it is told once what is wrong with it.
  const quiet = { ...options, refused: () => {} };
  for (const file of files) yield { kind: 'definition', definition: await valueSetOf(file, options.version, quiet) };
  yield { kind: 'designations', rows: rowsOf(files, options) };
}

const layout = { take: ['concept'], open: ['ValueSet'] };

async function valueSetOf(file: SourceFile, version: string | undefined, options: ReadOptions) {
  const codes = new Map<string, Set<string>>();
  let oid = '';
  let name = '';
  for await (const { name: element, attributes } of elementsOf(file, layout, options)) {
    if (element === 'ValueSet') ({ oid = '', name = '' } = attributes);
    else if (isCode(attributes.code ?? '')) {
      const system = systemOfOid(attributes.codeSystem ?? '');
      codes.set(system, (codes.get(system) ?? new Set()).add(attributes.code ?? ''));
    }
  }
  const include = [...codes].map(([system, of]) => ({ system, concept: [...of].map((code) => ({ code })) }));
  return {
    ...listedValueSet({
      url: `${canonicalBase}${name}`,
      name: name.replaceAll(/\W+/g, '_'),
      title: name,
      version,
      include,
    }),
    identifier: [{ system: 'urn:ietf:rfc:3986', value: `urn:oid:${oid}` }],
  };
}

async function* rowsOf(files: readonly SourceFile[], options: ReadOptions): AsyncGenerator<DesignationRow> {
  for (const file of files) {
    for await (const concept of elementsOf(file, layout, options)) {
      if (concept.name !== 'concept') continue;
      const { codeSystem = '', code = '' } = concept.attributes;
      const refuse = (line: number, reason: 'no-code' | 'no-display' | 'language') =>
        options.refused({ file: file.path, line, reason });
      if (!isCode(code) || codeSystem === '') {
        refuse(concept.line, 'no-code');
        continue;
      }
      const words = childrenOf(concept, 'designation').map((designation) => ({
        line: designation.line,
        language: canonicalTag(designation.attributes.lang ?? ''),
        display: textOf(designation),
      }));
      for (const { line, language, display } of words) {
        const [primary] = language?.split('-') ?? [];
        const isOnlyOne = words.filter((word) => word.language?.split('-')[0] === primary).length === 1;
        if (display === '') refuse(line, 'no-display');
        else if (language === undefined || primary === undefined) refuse(line, 'language');
        // The catalogue names the country that translated: `hu-HU` is for whoever reads Hungarian.
        else yield { system: systemOfOid(codeSystem), code, language: isOnlyOne ? primary : language, display };
      }
    }
  }
}
