import type { ConceptFormat, ImportSource } from './format.ts';
import { snomedRf2 } from './snomed-rf2.ts';
import { table } from './table.ts';

export type {
  CodeSystemPart,
  ConceptFormat,
  ConceptMapPart,
  DefinitionPart,
  DesignationsPart,
  ImportSource,
  MapRow,
  ReadOptions,
  Refusal,
  RefusalReason,
  SourceFile,
  TerminologyPart,
} from './format.ts';
export { openSource } from './open-source.ts';
export { countRefusals, type RefusalCount } from './refusals.ts';

/** Every layout that is read; the more particular before the more general, so that the first that recognises is right. */
export const conceptFormats: readonly ConceptFormat[] = [snomedRf2, table];

/** The layout that a source is in; undefined where it is in none. */
export async function recogniseFormat(source: ImportSource): Promise<ConceptFormat | undefined> {
  for (const format of conceptFormats) if (await format.recognises(source)) return format;
  return undefined;
}
