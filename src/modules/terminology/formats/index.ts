import { atc } from './atc.ts';
import { claml } from './claml.ts';
import { designations } from './designations.ts';
import { edqm } from './edqm.ts';
import { ehdsiMtc } from './ehdsi-mtc.ts';
import { fhirResources } from './fhir-resources.ts';
import type { ConceptFormat, ImportSource } from './format.ts';
import { icd10Tables } from './icd10-tables.ts';
import { icd11 } from './icd11.ts';
import { loinc } from './loinc.ts';
import { orphanet } from './orphanet.ts';
import { snomedRf2 } from './snomed-rf2.ts';
import { table } from './table.ts';

export type {
  ConceptFormat,
  ConceptMapPart,
  ImportSource,
  MapRow,
  ReadOptions,
  RefusalReason,
  TerminologyPart,
} from './format.ts';
export { openSource } from './open-source.ts';
export { countRefusals, type RefusalCount } from './refusals.ts';

/** Every layout that is read; the more particular before the more general, so that the first that recognises is right. */
export const conceptFormats: readonly ConceptFormat[] = [
  snomedRf2,
  loinc,
  claml,
  icd10Tables,
  icd11,
  atc,
  edqm,
  orphanet,
  ehdsiMtc,
  fhirResources,
  designations,
  table,
];

/** The layout that a source is in; undefined where it is in none. */
export async function recogniseFormat(source: ImportSource): Promise<ConceptFormat | undefined> {
  for (const format of conceptFormats) if (await format.recognises(source)) return format;
  return undefined;
}
