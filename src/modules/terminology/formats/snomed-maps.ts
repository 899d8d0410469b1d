import type { ConceptMapPart, ImportSource, MapRow, ReadOptions } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { conceptMapHeader } from './part-header.ts';
import { snomed, visitActive } from './snomed-files.ts';

/** The code systems that the map reference sets of the International Edition lead to (R4 snomedct.html, implicit maps). */
const targets: Readonly<Record<string, { readonly system: string; readonly title: string }>> = {
  '447562003': { system: 'http://hl7.org/fhir/sid/icd-10', title: 'SNOMED CT to ICD-10' },
  '446608001': { system: 'http://terminology.hl7.org/CodeSystem/icd-o-3', title: 'SNOMED CT to ICD-O' },
  '6011000124106': { system: 'http://hl7.org/fhir/sid/icd-10-cm', title: 'SNOMED CT to ICD-10-CM' },
  '784008009': { system: 'http://www.orpha.net', title: 'SNOMED CT to Orphanet' },
  '1193497006': { system: 'http://id.who.int/icd/release/11/mms', title: 'SNOMED CT to ICD-11 MMS' },
};

/** What became of inactive concepts (R4 snomedct.html, implicit maps); other associations are no maps. */
const associations: Readonly<Record<string, { readonly title: string; readonly equivalence: MapRow['equivalence'] }>> =
  {
    '900000000000526001': { title: 'SNOMED CT: replaced by', equivalence: 'equivalent' },
    '900000000000527005': { title: 'SNOMED CT: same as', equivalence: 'equal' },
    '900000000000523009': { title: 'SNOMED CT: possibly equivalent to', equivalence: 'inexact' },
    '900000000000530003': { title: 'SNOMED CT: alternative', equivalence: 'inexact' },
  };

/** Correlations of extended maps, as seen from SNOMED CT. Simple maps have none, and say no more than `relatedto`. */
const correlations: Readonly<Record<string, MapRow['equivalence']>> = {
  '447557004': 'equivalent',
  '447558002': 'wider',
  '447559005': 'narrower',
  '447560000': 'inexact',
};
/** The rule that always holds. */
const always = 'TRUE';

/**
 * The simple and extended maps and the historical associations of a release, one part for each reference set, by the address of its implicit ConceptMap.
 * An extended map's advice goes into the comment: the rules speak of the patient's age and sex and of other findings.
 */
export async function* snomedMaps(
  source: ImportSource,
  version: string | undefined,
  options: ReadOptions,
): AsyncGenerator<ConceptMapPart> {
  const rows = createGathering();
  for (const kind of ['simpleMap', 'extendedMap'] as const) {
    await visitActive(source, kind, options, ({ cell, refuse }) => {
      const concept = cell('referencedComponentId');
      if (concept === '') refuse('no-code');
      else {
        const fields = [concept, cell('mapTarget'), cell('correlationId'), cell('mapRule'), cell('mapAdvice')];
        rows.add(cell('refsetId'), fields.join('\t'));
      }
    });
  }
  await visitActive(source, 'association', options, ({ cell }) => {
    const set = cell('refsetId');
    if (set in associations) rows.add(set, `${cell('referencedComponentId')}\t${cell('targetComponentId')}`);
  });
  for (const set of rows.keys()) {
    const known = set in associations ? { system: snomed, title: associations[set]?.title ?? set } : targets[set];
    const title = known?.title ?? `SNOMED CT map ${set}`;
    yield {
      kind: 'concept-map',
      header: conceptMapHeader({ url: `${snomed}?fhir_cm=${set}`, name: `SnomedMap${set}`, title, version }),
      source: snomed,
      target: known?.system ?? `http://snomed.info/id/${set}`,
      rows: mapRows(rows, set),
    };
  }
}

async function* mapRows(rows: Gathering, set: string): AsyncGenerator<MapRow> {
  for (const text of rows.of(set)) {
    const [source = '', target = '', correlation = '', rule = '', advice = ''] = text.split('\t');
    if (target === '') yield { source, equivalence: 'unmatched' };
    else {
      const equivalence = associations[set]?.equivalence ?? correlations[correlation] ?? 'relatedto';
      const isConditional = rule !== '' && rule !== always;
      yield { source, target, equivalence, ...(isConditional && { comment: advice === '' ? rule : advice }) };
    }
  }
}
